// nRF5340-DK: nRF5340 (application core).
import type { Board } from '../board.ts';

export const nrf5340Dk: Board = {
  id: 'nrf5340-dk',
  name: 'nRF5340-DK',
  mcu: 'nRF5340 (application core)',
  profile: 'cortex-m33f/cmsis_nn',
  clockHz: 128_000_000,
  ramBytes: 524288,
  ramNote: 'One 512 KB region; 64 KB of it are often reserved for the network core.',
  flashBytes: 1048576,
  flash: 'internal',
  flashNote: '8 KB flash cache',
  sources: ['MLPerf Tiny v1.1 system description NRF5340-DK: Cortex-M33 at 128 MHz'],
};
