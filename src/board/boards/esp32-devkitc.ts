// ESP32-DevKitC: ESP32-D0WD.
import type { OtherBoard } from '../board.ts';

export const esp32Devkitc: OtherBoard = {
  id: 'esp32-devkitc',
  name: 'ESP32-DevKitC',
  mcu: 'ESP32-D0WD',
  clockHz: 240_000_000,
  reason:
    "TFLM runs on this chip with Espressif's ESP-NN kernels, whose memory and instructions have not been counted; measured elsewhere: person_detect 474 ms, MLPerf Tiny KWS 162 ms, image classification 724 ms, anomaly detection 49 ms (mcufit-bench@88f8d23)",
  sources: [
    'PlatformIO board definition espressif32/esp32dev: 240 MHz RAM 327680, flash 4 MB DIO 40 MHz',
    "Vendor's data sheet, not checked line by line",
  ],
};
