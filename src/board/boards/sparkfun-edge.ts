// SparkFun Edge: Ambiq Apollo3 Blue.
import type { Board } from '../board.ts';

export const sparkfunEdge: Board = {
  id: 'sparkfun-edge',
  name: 'SparkFun Edge',
  mcu: 'Ambiq Apollo3 Blue',
  profile: 'cortex-m4f/cmsis_nn',
  clockHz: 48_000_000,
  ramBytes: 327680,
  ramNote: 'SRAM, 320 KB; 64 KB of TCM lie in front of it. 96 MHz in bursts.',
  flashBytes: 1048576,
  flash: 'internal',
  flashNote: '16 KB flash cache',
  sources: [
    'Zephyr dts/arm/ambiq/ambiq_apollo3_blue.dtsi: tcm 0x10000, sram 0x50000, flash 0x100000',
    "Vendor's data sheet, not checked line by line",
  ],
};
