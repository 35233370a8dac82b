// NUCLEO-H7A3ZI-Q: STM32H7A3ZIT6Q.
import type { Board } from '../board.ts';

export const nucleoH7a3zi: Board = {
  id: 'nucleo-h7a3zi',
  name: 'NUCLEO-H7A3ZI-Q',
  mcu: 'STM32H7A3ZIT6Q',
  profile: 'cortex-m7f/cmsis_nn',
  clockHz: 280_000_000,
  ramBytes: 1048576,
  ramNote: 'AXI SRAM 1 to 3, 1 MB contiguous.',
  flashBytes: 2097152,
  flash: 'internal',
  flashNote: '16 + 16 KB L1 caches',
  sources: [
    'Zephyr dts/arm/st/h7/stm32h7a3.dtsi',
    'MLPerf v1.3 system json: 280 MHz, 2MB flash',
    "Vendor's data sheet, not checked line by line",
  ],
};
