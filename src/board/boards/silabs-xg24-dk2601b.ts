// Silicon Labs xG24-DK2601B: EFR32MG24B310F1536.
import type { Board } from '../board.ts';

export const silabsXg24Dk2601b: Board = {
  id: 'silabs-xg24-dk2601b',
  name: 'Silicon Labs xG24-DK2601B',
  mcu: 'EFR32MG24B310F1536',
  profile: 'cortex-m33f/cmsis_nn',
  clockHz: 78_000_000,
  ramBytes: 262144,
  ramNote: 'One bank. The MVP accelerator is not used.',
  flashBytes: 1572864,
  flash: 'internal',
  flashNote: 'Instruction cache',
  sources: ['MLPerf v0.7 silicon_labs json: 78 MHz, 256kB, 1536kB'],
};
