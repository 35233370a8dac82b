// NUCLEO-G0B1RE: STM32G0B1RET6.
import type { Board } from '../board.ts';

export const nucleoG0b1re: Board = {
  id: 'nucleo-g0b1re',
  name: 'NUCLEO-G0B1RE',
  mcu: 'STM32G0B1RET6',
  profile: 'cortex-m0plus/cmsis_nn',
  clockHz: 64_000_000,
  ramBytes: 147456,
  ramNote: 'One bank.',
  flashBytes: 524288,
  flash: 'internal',
  flashNote: '2 wait states at 64 MHz, prefetch and two cache lines',
  sources: [
    'PlatformIO board definition ststm32/nucleo_g0b1re: 64 MHz RAM 147456 FLASH 524288',
    'MLPerf v1.1 bosch NUCLEO_G0B1RE.json',
    "Vendor's data sheet, not checked line by line",
  ],
};
