// Seeed XIAO nRF52840 Sense: nRF52840.
import type { Board } from '../board.ts';

export const seeedXiaoNrf52840Sense: Board = {
  id: 'seeed-xiao-nrf52840-sense',
  name: 'Seeed XIAO nRF52840 Sense',
  mcu: 'nRF52840',
  profile: 'cortex-m4f/cmsis_nn',
  clockHz: 64_000_000,
  ramBytes: 262144,
  ramNote: 'One 256 KB region; the SoftDevice leaves 248,832 bytes.',
  flashBytes: 815104,
  flash: 'internal',
  flashNote: 'No cache for data in flash; 2 wait states',
  sources: [
    'PlatformIO board definition nordicnrf52/adafruit_feather_nrf52840 (same MCU) RAM 248832 FLASH 815104 with SoftDevice',
    "Vendor's data sheet, not checked line by line",
  ],
};
