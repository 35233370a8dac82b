// NUCLEO-H743ZI: STM32H743ZIT6.
import type { Board } from '../board.ts';

export const nucleoH743zi: Board = {
  id: 'nucleo-h743zi',
  name: 'NUCLEO-H743ZI',
  mcu: 'STM32H743ZIT6',
  profile: 'cortex-m7f/cmsis_nn',
  clockHz: 480_000_000,
  ramBytes: 524288,
  ramNote: 'AXI SRAM, 512 KB.',
  flashBytes: 2097152,
  flash: 'internal',
  flashNote: '16 + 16 KB L1 caches',
  sources: ['Zephyr dts/arm/st/h7/stm32h743.dtsi', 'PlatformIO board definition ststm32/nucleo_h743zi'],
};
