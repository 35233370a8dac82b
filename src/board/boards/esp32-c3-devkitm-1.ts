// ESP32-C3-DevKitM-1: ESP32-C3.
import type { OtherBoard } from '../board.ts';

export const esp32C3Devkitm1: OtherBoard = {
  id: 'esp32-c3-devkitm-1',
  name: 'ESP32-C3-DevKitM-1',
  mcu: 'ESP32-C3',
  clockHz: 160_000_000,
  reason:
    "TFLM runs on this chip with Espressif's ESP-NN kernels, whose memory and instructions have not been counted on RISC-V; Espressif measured person_detect at 426 ms (esp-tflite-micro README)",
  sources: [
    'PlatformIO board definition espressif32/esp32-c3-devkitm-1: 160 MHz RAM 327680 QIO 80 MHz',
    "Vendor's data sheet, not checked line by line",
  ],
};
