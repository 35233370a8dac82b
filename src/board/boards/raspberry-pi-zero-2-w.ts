// Raspberry Pi Zero 2 W: RP3A0 (BCM2710A1).
import type { OtherBoard } from '../board.ts';

export const raspberryPiZero2W: OtherBoard = {
  id: 'raspberry-pi-zero-2-w',
  name: 'Raspberry Pi Zero 2 W',
  mcu: 'RP3A0 (BCM2710A1)',
  clockHz: 1_000_000_000,
  reason:
    'not a TFLM target: a Linux computer runs TensorFlow Lite with XNNPACK, which has no fixed arena, and its time depends on caches, threads and the governor',
  sources: ["Vendor's data sheet, not checked line by line"],
};
