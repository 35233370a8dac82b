// CY8CPROTO-062-4343W (PSoC 62): CY8C624ABZI.
import type { Board } from '../board.ts';

export const cy8cproto0624343w: Board = {
  id: 'cy8cproto-062-4343w',
  name: 'CY8CPROTO-062-4343W (PSoC 62)',
  mcu: 'CY8C624ABZI',
  profile: 'cortex-m4f/cmsis_nn',
  clockHz: 150_000_000,
  ramBytes: 1048576,
  ramNote: 'One contiguous region.',
  flashBytes: 2097152,
  flash: 'internal',
  flashNote: '8 KB flash cache',
  sources: ['MLPerf v0.7 plumerai json: 1024KB SRAM, 2MB, 150 MHz', "Vendor's data sheet, not checked line by line"],
};
