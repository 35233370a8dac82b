// STM32N6570-DK: STM32N657X0H3Q.
import type { Board } from '../board.ts';

export const stm32n6570Dk: Board = {
  id: 'stm32n6570-dk',
  name: 'STM32N6570-DK',
  mcu: 'STM32N657X0H3Q',
  profile: 'cortex-m55-mve/cmsis_nn',
  clockHz: 800_000_000,
  ramBytes: 1048576,
  ramNote: 'AXISRAM1, 1 MB; more follows it, part of which the NPU uses.',
  flashBytes: 134217728,
  flash: 'external',
  flashNote:
    'No flash on the chip: code and weights come from 128 MB of octo flash or are copied to RAM; 32 + 32 KB L1 caches. 600 MHz without overdrive.',
  sources: ['Zephyr dts/arm/st/n6/stm32n657X0.dtsi', "Flash: ST's UM3300, not checked line by line"],
};
