// Renesas EK-RA8M1: R7FA8M1AHECBD.
import type { Board } from '../board.ts';

export const renesasEkRa8m1: Board = {
  id: 'renesas-ek-ra8m1',
  name: 'Renesas EK-RA8M1',
  mcu: 'R7FA8M1AHECBD',
  profile: 'cortex-m55-mve/cmsis_nn',
  clockHz: 480_000_000,
  ramBytes: 917504,
  ramNote:
    '896 KB; 64 KB each of ITCM and DTCM lie apart. The bus runs at half the core clock. A Cortex-M85, which runs the same Helium kernels.',
  flashBytes: 2097152,
  flash: 'internal',
  flashNote: '16 + 16 KB L1 caches',
  sources: [
    'Zephyr dts/arm/renesas/ra/ra8/r7fa8m1xh.dtsi: cpuclk 480 MHz, iclk div 2',
    'MLPerf v1.2 EK-RA8D1 json (same core): 480 MHz M85',
    "Vendor's data sheet, not checked line by line",
  ],
};
