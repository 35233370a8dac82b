// All boards that ship with kd-gate; adding one is a file here and its line.
import type { Board, OtherBoard } from '../board.ts';
import { alifEnsembleE7 } from './alif-ensemble-e7.ts';
import { arduinoGigaR1 } from './arduino-giga-r1.ts';
import { arduinoNano33Ble } from './arduino-nano-33-ble.ts';
import { arduinoNiclaVision } from './arduino-nicla-vision.ts';
import { arduinoPortentaH7 } from './arduino-portenta-h7.ts';
import { arduinoUnoR4 } from './arduino-uno-r4.ts';
import { bU585iIot02a } from './b-u585i-iot02a.ts';
import { coralDevBoardMicro } from './coral-dev-board-micro.ts';
import { cy8cproto0624343w } from './cy8cproto-062-4343w.ts';
import { esp32C3Devkitm1 } from './esp32-c3-devkitm-1.ts';
import { esp32Devkitc } from './esp32-devkitc.ts';
import { esp32P4FunctionEvBoard } from './esp32-p4-function-ev-board.ts';
import { esp32S3Devkitc1 } from './esp32-s3-devkitc-1.ts';
import { nrf54l15Dk } from './nrf54l15-dk.ts';
import { nrf5340Dk } from './nrf5340-dk.ts';
import { nucleoG0b1re } from './nucleo-g0b1re.ts';
import { nucleoH7a3zi } from './nucleo-h7a3zi.ts';
import { nucleoH743zi } from './nucleo-h743zi.ts';
import { nucleoL4r5zi } from './nucleo-l4r5zi.ts';
import { nucleoU575zi } from './nucleo-u575zi.ts';
import { phone } from './phone.ts';
import { raspberryPi4 } from './raspberry-pi-4.ts';
import { raspberryPi5 } from './raspberry-pi-5.ts';
import { raspberryPiPico } from './raspberry-pi-pico.ts';
import { raspberryPiPico2 } from './raspberry-pi-pico-2.ts';
import { raspberryPiZero2W } from './raspberry-pi-zero-2-w.ts';
import { renesasEkRa6m4 } from './renesas-ek-ra6m4.ts';
import { renesasEkRa8d1 } from './renesas-ek-ra8d1.ts';
import { renesasEkRa8m1 } from './renesas-ek-ra8m1.ts';
import { seeedXiaoNrf52840Sense } from './seeed-xiao-nrf52840-sense.ts';
import { silabsXg24Dk2601b } from './silabs-xg24-dk2601b.ts';
import { sonySpresense } from './sony-spresense.ts';
import { sparkfunEdge } from './sparkfun-edge.ts';
import { stm32f4Discovery } from './stm32f4-discovery.ts';
import { stm32f411Discovery } from './stm32f411-discovery.ts';
import { stm32f746Discovery } from './stm32f746-discovery.ts';
import { stm32n6570Dk } from './stm32n6570-dk.ts';
import { teensy41 } from './teensy-4.1.ts';

export const BOARDS: readonly Board[] = [
  arduinoNano33Ble,
  seeedXiaoNrf52840Sense,
  arduinoUnoR4,
  sparkfunEdge,
  stm32f4Discovery,
  stm32f411Discovery,
  nucleoL4r5zi,
  cy8cproto0624343w,
  sonySpresense,
  raspberryPiPico,
  nucleoG0b1re,
  raspberryPiPico2,
  nucleoU575zi,
  bU585iIot02a,
  nrf5340Dk,
  nrf54l15Dk,
  renesasEkRa6m4,
  silabsXg24Dk2601b,
  stm32f746Discovery,
  nucleoH743zi,
  nucleoH7a3zi,
  arduinoNiclaVision,
  arduinoPortentaH7,
  arduinoGigaR1,
  teensy41,
  coralDevBoardMicro,
  alifEnsembleE7,
  stm32n6570Dk,
  renesasEkRa8m1,
  renesasEkRa8d1,
];

/** Boards without a profile: what can be said about them is why there are no figures. */
export const OTHER_BOARDS: readonly OtherBoard[] = [
  esp32Devkitc,
  esp32S3Devkitc1,
  esp32C3Devkitm1,
  esp32P4FunctionEvBoard,
  raspberryPi4,
  raspberryPi5,
  raspberryPiZero2W,
  phone,
];
