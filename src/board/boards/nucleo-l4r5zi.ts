// NUCLEO-L4R5ZI: STM32L4R5ZIT6.
import type { Board } from '../board.ts';

export const nucleoL4r5zi: Board = {
  id: 'nucleo-l4r5zi',
  name: 'NUCLEO-L4R5ZI',
  mcu: 'STM32L4R5ZIT6',
  profile: 'cortex-m4f/cmsis_nn',
  clockHz: 120_000_000,
  ramBytes: 655360,
  ramNote: 'SRAM1, SRAM2 and SRAM3 form one linear 640 KB region from 0x20000000.',
  flashBytes: 2097152,
  flash: 'internal',
  flashNote: 'ART, 8 lines of 16 bytes for data; 5 wait states at 120 MHz',
  sources: [
    'MLPerf Tiny v0.5 reference system description: 640 KB SRAM, 2 MB flash, 120 MHz',
    'PlatformIO board definition ststm32/nucleo_l4r5zi',
  ],
};
