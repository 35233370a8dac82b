// STM32F746G-DISCO: STM32F746NGH6.
import type { Board } from '../board.ts';

export const stm32f746Discovery: Board = {
  id: 'stm32f746-discovery',
  name: 'STM32F746G-DISCO',
  mcu: 'STM32F746NGH6',
  profile: 'cortex-m7f/cmsis_nn',
  clockHz: 216_000_000,
  ramBytes: 262144,
  ramNote: 'SRAM1 and SRAM2, 240 + 16 KB; the 64 KB of DTCM in front of them are faster and kept for the stack.',
  flashBytes: 1048576,
  flash: 'internal',
  flashNote: '4 + 4 KB L1 caches and ART; 7 wait states at 216 MHz',
  sources: ['Zephyr dts/arm/st/f7/stm32f746.dtsi', 'PlatformIO board definition ststm32/disco_f746ng'],
};
