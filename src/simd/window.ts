// The window of a convolution or pool over NHWC, as the kernels take it.
import { type Block, blockOf } from './block.ts';

export const WINDOW_FIELDS = [
  'h',
  'w',
  'inC',
  'kh',
  'kw',
  'strideH',
  'strideW',
  'dilationH',
  'dilationW',
  // Both as windowAlong (base/shape.ts) computes them.
  'padTop',
  'padLeft',
  'outH',
  'outW',
  // Filters of a convolution, inC * multiplier of a depthwise one, inC of a pool.
  'outC',
] as const;

export type Window = Block<(typeof WINDOW_FIELDS)[number]>;

export const { bytes: WINDOW_BYTES, write: writeWindow, read: readWindow } = blockOf(WINDOW_FIELDS);
