// nRF54L15-DK: nRF54L15.
import type { Board } from '../board.ts';

export const nrf54l15Dk: Board = {
  id: 'nrf54l15-dk',
  name: 'nRF54L15-DK',
  mcu: 'nRF54L15',
  profile: 'cortex-m33f/cmsis_nn',
  clockHz: 128_000_000,
  ramBytes: 192512,
  ramNote: '188 KB for the application core as Zephyr divides the 256 KB; all of them if the RISC-V core is unused.',
  flashBytes: 1560576,
  flash: 'internal',
  flashNote: 'RRAM with a cache',
  sources: [
    'Zephyr dts/vendor/nordic/nrf54l15.dtsi: 188K + 68K, RRAM 1428K + 96K',
    "Vendor's data sheet, not checked line by line",
  ],
};
