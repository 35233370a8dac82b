// Arduino Nicla Vision: STM32H747AII6.
import type { Board } from '../board.ts';

export const arduinoNiclaVision: Board = {
  id: 'arduino-nicla-vision',
  name: 'Arduino Nicla Vision',
  mcu: 'STM32H747AII6',
  profile: 'cortex-m7f/cmsis_nn',
  clockHz: 480_000_000,
  ramBytes: 524288,
  ramNote: 'AXI SRAM, 512 KB; the Arduino core leaves 523,624 bytes. DTCM, 128 KB, lies apart.',
  flashBytes: 786432,
  flash: 'internal',
  flashNote: '16 + 16 KB L1 caches',
  sources: [
    'PlatformIO board definition ststm32/nicla_vision: 480 MHz RAM 523624 FLASH 786432',
    'Zephyr dts/arm/st/h7/stm32h743.dtsi bank sizes (same family)',
    "Vendor's data sheet, not checked line by line",
  ],
};
