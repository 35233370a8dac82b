// Renesas EK-RA8D1: R7FA8D1BHECBD.
import type { Board } from '../board.ts';

export const renesasEkRa8d1: Board = {
  id: 'renesas-ek-ra8d1',
  name: 'Renesas EK-RA8D1',
  mcu: 'R7FA8D1BHECBD',
  profile: 'cortex-m55-mve/cmsis_nn',
  clockHz: 480_000_000,
  ramBytes: 917504,
  ramNote:
    '896 KB; 128 KB of TCM lie apart. The bus runs at half the core clock. A Cortex-M85, which runs the same Helium kernels.',
  flashBytes: 2097152,
  flash: 'internal',
  flashNote: '16 + 16 KB L1 caches',
  sources: ['MLPerf Tiny v1.2 EK-RA8D1 system description: Cortex-M85 at 480 MHz, 128 KB TCM, 896 KB SRAM, 2 MB flash'],
};
