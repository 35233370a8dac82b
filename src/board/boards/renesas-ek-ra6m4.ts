// Renesas EK-RA6M4: R7FA6M4AF3CFB.
import type { Board } from '../board.ts';

export const renesasEkRa6m4: Board = {
  id: 'renesas-ek-ra6m4',
  name: 'Renesas EK-RA6M4',
  mcu: 'R7FA6M4AF3CFB',
  profile: 'cortex-m33f/cmsis_nn',
  clockHz: 200_000_000,
  ramBytes: 262144,
  ramNote: 'One bank.',
  flashBytes: 1048576,
  flash: 'internal',
  flashNote: 'Flash cache',
  sources: ['MLPerf Tiny v0.7 EK-RA6M4 system description: 256 KB SRAM, 1 MB flash, 200 MHz'],
};
