// Raspberry Pi Pico: RP2040.
import type { Board } from '../board.ts';

export const raspberryPiPico: Board = {
  id: 'raspberry-pi-pico',
  name: 'Raspberry Pi Pico',
  mcu: 'RP2040',
  profile: 'cortex-m0plus/cmsis_nn',
  clockHz: 133_000_000,
  ramBytes: 262144,
  ramNote: 'Four striped 64 KB banks are contiguous; the two 4 KB scratch banks are not part of them.',
  flashBytes: 2097152,
  flash: 'external',
  flashNote: 'QSPI flash behind a 16 KB cache',
  sources: ['PlatformIO board definition raspberrypi/pico: 133 MHz, RAM 270336, flash 2097152'],
};
