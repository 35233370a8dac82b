// Sound at another rate: the polyphase filter that scipy.signal.resample_poly takes by default, with the same bits on
// every machine. A sinc under a Kaiser window of beta 5, ten of the slower rate's samples wide on each side: flat
// within 1 % up to 90 % of the lower rate's half, 60 dB down where it would fold back.
import { sin } from '../../base/elementary.ts';
import { reject } from '../../base/problem.ts';

/** Of the filter in samples of the slower rate, on each side (scipy 1.17, resample_poly: half_len). */
const HALF_WIDTH = 10;
const KAISER_BETA = 5;
/** Taps are twenty times as many: a million. */
const MOST_FACTOR = 50_000;

/** Of values for each that is there: telephone to 96 kHz is 12. A file of some seconds can't fill the memory. */
const MOST_MORE = 16;

export interface Resampler {
  /** ceil(length * to / from) */
  lengthOf(length: number): number;
  resample(values: Float32Array): Float32Array;
}

/** Whole numbers from 1. Inside an `attempt`: problems `data/wav`. */
export function resampler(from: number, to: number): Resampler {
  if (from === to) return { lengthOf: (length) => length, resample: (values) => values };
  if (to > MOST_MORE * from) {
    const wish = `would make ${to} values a second of ${from}; write rate: ${from}`;
    reject('data/wav', `${wish}, or at most ${MOST_MORE} times as much`);
  }
  const divisor = greatestCommonDivisor(from, to);
  const [up, down] = [to / divisor, from / divisor];
  if (Math.max(up, down) > MOST_FACTOR) {
    reject('data/wav', `${from} and ${to} samples a second have no ratio of small numbers; write another rate`);
  }
  const taps = filterOf(up, down);
  const lengthOf = (length: number) => Math.ceil((length * up) / down);
  return { lengthOf, resample: (values) => filtered(values, taps, up, down, lengthOf(values.length)) };
}

/** y[m] = sum over n of x[n] h[m * down + half - n * up], sums from the first sample on. */
function filtered(values: Float32Array, taps: Float64Array, up: number, down: number, length: number): Float32Array {
  const half = (taps.length - 1) / 2;
  const out = new Float32Array(length);
  for (let m = 0; m < length; m++) {
    const centre = m * down + half;
    const first = Math.max(0, Math.ceil((centre - taps.length + 1) / up));
    const last = Math.min(values.length - 1, Math.floor(centre / up));
    let sum = 0;
    for (let n = first, at = centre - first * up; n <= last; n++, at -= up) sum += values[n] * taps[at];
    out[m] = sum;
  }
  return out;
}

/** scipy.signal.firwin(2 * half + 1, 1 / max(up, down), window=('kaiser', 5)) * up, which sums to 1 before. */
function filterOf(up: number, down: number): Float64Array {
  const slower = Math.max(up, down);
  const half = HALF_WIDTH * slower;
  const taps = new Float64Array(2 * half + 1);
  const scale = besselI0(KAISER_BETA);
  let sum = 0;
  for (let i = 0; i <= half; i++) {
    const ratio = (i - half) / half;
    const window = besselI0(KAISER_BETA * Math.sqrt(Math.max(0, 1 - ratio * ratio))) / scale;
    taps[i] = sinc((i - half) / slower) * window;
    taps[2 * half - i] = taps[i];
  }
  for (const tap of taps) sum += tap;
  for (let i = 0; i < taps.length; i++) taps[i] = (taps[i] / sum) * up;
  return taps;
}

/** sin(pi x) / (pi x) */
function sinc(x: number): number {
  if (x === 0) return 1;
  return sin(Math.PI * x) / (Math.PI * x);
}

/** The modified Bessel function of order 0 by its power series; x up to 5 needs 30 terms. */
function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let [sum, term] = [1, 1];
  for (let k = 1; k <= 30; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
