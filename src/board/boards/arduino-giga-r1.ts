// Arduino Giga R1 WiFi: STM32H747XIH6.
import type { Board } from '../board.ts';

export const arduinoGigaR1: Board = {
  id: 'arduino-giga-r1',
  name: 'Arduino Giga R1 WiFi',
  mcu: 'STM32H747XIH6',
  profile: 'cortex-m7f/cmsis_nn',
  clockHz: 480_000_000,
  ramBytes: 524288,
  ramNote: 'AXI SRAM, 512 KB; 8 MB of SDRAM are slower.',
  flashBytes: 786432,
  flash: 'internal',
  flashNote: '16 + 16 KB L1 caches',
  sources: ['PlatformIO board definition ststm32/giga_r1_m7', "Vendor's data sheet, not checked line by line"],
};
