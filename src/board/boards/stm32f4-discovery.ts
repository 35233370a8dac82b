// STM32F4 Discovery (F407): STM32F407VGT6.
import type { Board } from '../board.ts';

export const stm32f4Discovery: Board = {
  id: 'stm32f4-discovery',
  name: 'STM32F4 Discovery (F407)',
  mcu: 'STM32F407VGT6',
  profile: 'cortex-m4f/cmsis_nn',
  clockHz: 168_000_000,
  ramBytes: 131072,
  ramNote: 'SRAM1 and SRAM2, 112 + 16 KB at 0x20000000; the 64 KB of CCM lie apart.',
  flashBytes: 1048576,
  flash: 'internal',
  flashNote: 'ART, 8 lines of 16 bytes for data; 5 wait states at 168 MHz',
  sources: ['PlatformIO board definition ststm32/disco_f407vg: 168 MHz, RAM 131072, flash 1048576'],
};
