// NUCLEO-U575ZI-Q: STM32U575ZIT6Q.
import type { Board } from '../board.ts';

export const nucleoU575zi: Board = {
  id: 'nucleo-u575zi',
  name: 'NUCLEO-U575ZI-Q',
  mcu: 'STM32U575ZIT6Q',
  profile: 'cortex-m33f/cmsis_nn',
  clockHz: 160_000_000,
  ramBytes: 786432,
  ramNote: 'SRAM1 to SRAM3, 768 KB at 0x20000000.',
  flashBytes: 2097152,
  flash: 'internal',
  flashNote: '8 KB instruction cache; 4 wait states at 160 MHz',
  sources: [
    'PlatformIO board definition ststm32/nucleo_u575zi_q: 160 MHz, RAM 786432, flash 2097152',
    'MLPerf Tiny v1.3 system description: 768 KB RAM',
  ],
};
