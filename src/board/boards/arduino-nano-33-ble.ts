// Arduino Nano 33 BLE (Sense): nRF52840.
import type { Board } from '../board.ts';

export const arduinoNano33Ble: Board = {
  id: 'arduino-nano-33-ble',
  name: 'Arduino Nano 33 BLE (Sense)',
  mcu: 'nRF52840',
  profile: 'cortex-m4f/cmsis_nn',
  clockHz: 64_000_000,
  ramBytes: 262144,
  ramNote: 'One contiguous 256 KB region at 0x20000000; the Mbed core and BLE take 40 to 70 KB of it.',
  flashBytes: 983040,
  flash: 'internal',
  flashNote: 'No cache for data in flash; 2 wait states',
  sources: ['PlatformIO board definition nordicnrf52/nano33ble: 64 MHz, RAM 262144, flash 983040'],
};
