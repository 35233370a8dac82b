// B-U585I-IOT02A: STM32U585AII6Q.
import type { Board } from '../board.ts';

export const bU585iIot02a: Board = {
  id: 'b-u585i-iot02a',
  name: 'B-U585I-IOT02A',
  mcu: 'STM32U585AII6Q',
  profile: 'cortex-m33f/cmsis_nn',
  clockHz: 160_000_000,
  ramBytes: 786432,
  ramNote: 'SRAM1 to SRAM3, 768 KB at 0x20000000.',
  flashBytes: 2097152,
  flash: 'internal',
  flashNote: '8 KB instruction cache; 4 wait states at 160 MHz',
  sources: [
    'Zephyr dts/arm/st/u5/stm32u585.dtsi includes stm32u575.dtsi',
    'MLPerf v1.0 plumerai B_U585I_IOT02A.json: 768KB SRAM 2MB flash 160 MHz',
    "Vendor's data sheet, not checked line by line",
  ],
};
