// Raspberry Pi 4 B: BCM2711.
import type { OtherBoard } from '../board.ts';

export const raspberryPi4: OtherBoard = {
  id: 'raspberry-pi-4',
  name: 'Raspberry Pi 4 B',
  mcu: 'BCM2711',
  clockHz: 1_800_000_000,
  reason:
    'not a TFLM target: a Linux computer with gigabytes of RAM runs TensorFlow Lite with XNNPACK, which has no fixed arena, and its time depends on caches, threads and the governor',
  sources: ['MLPerf v0.5 latentai system json', "Vendor's data sheet, not checked line by line"],
};
