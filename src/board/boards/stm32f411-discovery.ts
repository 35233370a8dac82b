// STM32F411 Discovery / Black Pill: STM32F411VET6.
import type { Board } from '../board.ts';

export const stm32f411Discovery: Board = {
  id: 'stm32f411-discovery',
  name: 'STM32F411 Discovery / Black Pill',
  mcu: 'STM32F411VET6',
  profile: 'cortex-m4f/cmsis_nn',
  clockHz: 100_000_000,
  ramBytes: 131072,
  ramNote: 'One bank.',
  flashBytes: 524288,
  flash: 'internal',
  flashNote: 'ART; 3 wait states at 100 MHz',
  sources: [
    'PlatformIO board definition ststm32/disco_f411ve, blackpill_f411ce: 100 MHz RAM 131072 FLASH 524288',
    "Vendor's data sheet, not checked line by line",
  ],
};
