// ESP32-P4-Function-EV-Board: ESP32-P4.
import type { OtherBoard } from '../board.ts';

export const esp32P4FunctionEvBoard: OtherBoard = {
  id: 'esp32-p4-function-ev-board',
  name: 'ESP32-P4-Function-EV-Board',
  mcu: 'ESP32-P4',
  clockHz: 400_000_000,
  reason:
    "TFLM runs on this chip with Espressif's ESP-NN kernels for its vector unit, whose memory and instructions have not been counted; Espressif measured person_detect at 73 ms and 360 MHz (esp-tflite-micro README)",
  sources: ['Esp-nn README: 360 MHz, SPI-RAM HEX 200 MHz, L2 128 KB', "Vendor's data sheet, not checked line by line"],
};
