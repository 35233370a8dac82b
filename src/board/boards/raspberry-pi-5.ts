// Raspberry Pi 5: BCM2712.
import type { OtherBoard } from '../board.ts';

export const raspberryPi5: OtherBoard = {
  id: 'raspberry-pi-5',
  name: 'Raspberry Pi 5',
  mcu: 'BCM2712',
  clockHz: 2_400_000_000,
  reason:
    'not a TFLM target: a Linux computer with gigabytes of RAM runs TensorFlow Lite with XNNPACK, which has no fixed arena, and its time depends on caches, threads and the governor',
  sources: ["Vendor's data sheet, not checked line by line"],
};
