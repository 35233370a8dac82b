// Teensy 4.1: i.MX RT1062.
import type { Board } from '../board.ts';

export const teensy41: Board = {
  id: 'teensy-4.1',
  name: 'Teensy 4.1',
  mcu: 'i.MX RT1062',
  profile: 'cortex-m7f/cmsis_nn',
  clockHz: 600_000_000,
  ramBytes: 524288,
  ramNote: 'RAM2 (OCRAM), 512 KB; RAM1 is shared with code in steps of 32 KB.',
  flashBytes: 8126464,
  flash: 'external',
  flashNote: 'QSPI flash behind 32 + 32 KB L1 caches',
  sources: ['PlatformIO board definition teensy/teensy41: 600 MHz, RAM 524288, flash 8126464'],
};
