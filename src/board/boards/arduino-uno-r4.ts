// Arduino Uno R4 Minima / WiFi: R7FA4M1AB3CFM.
import type { Board } from '../board.ts';

export const arduinoUnoR4: Board = {
  id: 'arduino-uno-r4',
  name: 'Arduino Uno R4 Minima / WiFi',
  mcu: 'R7FA4M1AB3CFM',
  profile: 'cortex-m4f/cmsis_nn',
  clockHz: 48_000_000,
  ramBytes: 32768,
  ramNote: 'One bank of 32 KB.',
  flashBytes: 262144,
  flash: 'internal',
  flashNote: 'Flash cache; 1 to 2 wait states at 48 MHz',
  sources: [
    'PlatformIO board definition renesas-ra/uno_r4_minima: 48 MHz RAM 32768 FLASH 262144',
    "Vendor's data sheet, not checked line by line",
  ],
};
