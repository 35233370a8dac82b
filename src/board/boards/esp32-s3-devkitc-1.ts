// ESP32-S3-DevKitC-1: ESP32-S3.
import type { OtherBoard } from '../board.ts';

export const esp32S3Devkitc1: OtherBoard = {
  id: 'esp32-s3-devkitc-1',
  name: 'ESP32-S3-DevKitC-1',
  mcu: 'ESP32-S3',
  clockHz: 240_000_000,
  reason:
    "TFLM runs on this chip with Espressif's ESP-NN kernels for its vector unit, whose memory and instructions have not been counted; Espressif measured person_detect at 54 ms (esp-tflite-micro README)",
  sources: [
    'PlatformIO board definition espressif32/esp32-s3-devkitc-1: 240 MHz RAM 327680 FLASH 8388608 QIO 80 MHz',
    "Vendor's data sheet, not checked line by line",
  ],
};
