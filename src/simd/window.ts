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

/** Channels of a piece of `depthwiseBackwardWeight`. */
const PIECE_CHANNELS = 8;

/** How many pieces `depthwiseBackwardWeight` has: rows of taps of so many channels. */
export function depthwisePieces({ kh, outC }: Pick<Window, 'kh' | 'outC'>): number {
  return Math.ceil(outC / PIECE_CHANNELS) * kh;
}

/** Row of the taps and channels [begin, end) of a piece. */
export function depthwisePiece({ kh, outC }: Pick<Window, 'kh' | 'outC'>, piece: number) {
  const begin = Math.floor(piece / kh) * PIECE_CHANNELS;
  return { row: piece % kh, begin, end: Math.min(begin + PIECE_CHANNELS, outC) };
}
