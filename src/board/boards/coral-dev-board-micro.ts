// Coral Dev Board Micro: i.MX RT1176.
import type { Board } from '../board.ts';

export const coralDevBoardMicro: Board = {
  id: 'coral-dev-board-micro',
  name: 'Coral Dev Board Micro',
  mcu: 'i.MX RT1176',
  profile: 'cortex-m7f/cmsis_nn',
  clockHz: 800_000_000,
  ramBytes: 1310720,
  ramNote: 'OCRAM banks, of 2 MB altogether; 512 KB of TCM and 64 MB of SDRAM besides.',
  flashBytes: 134217728,
  flash: 'external',
  flashNote: 'NAND; code and weights are copied to RAM. 32 + 32 KB L1 caches',
  sources: ["Vendor's data sheet, not checked line by line"],
};
