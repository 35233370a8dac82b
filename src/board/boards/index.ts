// All boards that ship with kd-gate; adding one is a file here and its line.
import type { Board } from '../board.ts';
import { alifEnsembleE7 } from './alif-ensemble-e7.ts';
import { arduinoNano33Ble } from './arduino-nano-33-ble.ts';
import { nrf5340Dk } from './nrf5340-dk.ts';
import { nucleoH743zi } from './nucleo-h743zi.ts';
import { nucleoL4r5zi } from './nucleo-l4r5zi.ts';
import { nucleoU575zi } from './nucleo-u575zi.ts';
import { raspberryPiPico } from './raspberry-pi-pico.ts';
import { raspberryPiPico2 } from './raspberry-pi-pico-2.ts';
import { renesasEkRa6m4 } from './renesas-ek-ra6m4.ts';
import { stm32f4Discovery } from './stm32f4-discovery.ts';
import { stm32f746Discovery } from './stm32f746-discovery.ts';
import { teensy41 } from './teensy-4.1.ts';

export const BOARDS: readonly Board[] = [
  arduinoNano33Ble,
  raspberryPiPico,
  raspberryPiPico2,
  stm32f4Discovery,
  stm32f746Discovery,
  nucleoH743zi,
  nucleoL4r5zi,
  nucleoU575zi,
  nrf5340Dk,
  renesasEkRa6m4,
  teensy41,
  alifEnsembleE7,
];
