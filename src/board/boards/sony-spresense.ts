// Sony Spresense: CXD5602.
import type { Board } from '../board.ts';

export const sonySpresense: Board = {
  id: 'sony-spresense',
  name: 'Sony Spresense',
  mcu: 'CXD5602',
  profile: 'cortex-m4f/cmsis_nn',
  clockHz: 156_000_000,
  ramBytes: 786432,
  ramNote: 'The main core has 768 KB of 1.5 MB by default.',
  flashBytes: 8388608,
  flash: 'external',
  flashNote: 'SPI flash; code and weights are copied to RAM, which has no wait states',
  sources: ["Vendor's data sheet, not checked line by line"],
};
