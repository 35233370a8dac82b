// Raspberry Pi Pico 2: RP2350.
import type { Board } from '../board.ts';

export const raspberryPiPico2: Board = {
  id: 'raspberry-pi-pico-2',
  name: 'Raspberry Pi Pico 2',
  mcu: 'RP2350',
  profile: 'cortex-m33f/cmsis_nn',
  clockHz: 150_000_000,
  ramBytes: 524288,
  ramNote: 'Eight striped 64 KB banks are contiguous.',
  flashBytes: 4194304,
  flash: 'external',
  flashNote: 'QSPI flash behind a 16 KB cache',
  sources: ['Zephyr dts/arm/raspberrypi/rpi_pico/rp2350.dtsi: 520 KB SRAM, 150 MHz'],
};
