// Windows over a frame as tf.signal has them: periodic for even lengths, symmetric for odd ones, with `periodic` too
// (_raised_cosine_window in tensorflow/python/ops/signal/window_ops.py).
import { cos } from '../../base/elementary.ts';

export type WindowName = 'hann' | 'hamming' | 'none';

/** What a raised cosine stands on: a - b cos. */
const COSINES: Readonly<Record<WindowName, readonly [number, number]>> = {
  hann: [0.5, 0.5],
  hamming: [0.54, 0.46],
  none: [1, 0],
};

export function windowOf(name: WindowName, length: number): Float64Array {
  const [a, b] = COSINES[name];
  const period = length % 2 === 0 ? length : length - 1;
  return Float64Array.from({ length }, (_, i) => (length === 1 ? 1 : a - b * cos((2 * Math.PI * i) / period)));
}
