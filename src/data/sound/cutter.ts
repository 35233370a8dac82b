// A recording to samples of one rate and one length: resampled, then padded, trimmed or cut into windows.
import { reject } from '../../base/problem.ts';
import { countWindows, type KeptPart, padOrTrim } from '../windows.ts';
import { type Resampler, resampler } from './resample.ts';

export interface CutParams {
  /** Samples a second. */
  readonly rate: number;
  readonly seconds?: number;
  /** In place of seconds. */
  readonly samples?: number;
  readonly keep: KeptPart;
  /** Seconds; windows are cut where it is there. */
  readonly stride?: number;
}

export interface Cutter {
  /** Of each sample. */
  readonly length: number;
  /** Each sample, until the next one; how many there were. Inside an `attempt`. */
  cut(values: Float32Array, rate: number, take: (sample: Float32Array) => void): number;
}

/** Of one sample: ten seconds at 48 kHz and more. */
export const MOST_SAMPLES = 2 ** 20;
const DEFAULT_SECONDS = 1;
/** An hour at 48 kHz is 2^27.4. */
const MOST_RESAMPLED = 2 ** 28;
/** Each has a filter of its own. */
const MOST_RATES = 16;

/** Inside an `attempt`. Problems: `data/wav`, `data/window`, with paths inside the reader's key. */
export function cutterOf({ rate, seconds, samples, keep, stride }: CutParams): Cutter {
  if (seconds !== undefined && samples !== undefined) {
    reject('data/wav', 'seconds and samples both say how long a sample is; remove one', { path: 'samples' });
  }
  const length = samples ?? Math.round(rate * (seconds ?? DEFAULT_SECONDS));
  const step = stride === undefined ? undefined : Math.round(rate * stride);
  if (length < 1 || length > MOST_SAMPLES) {
    reject('data/window', `a sample has ${length} values; supported are 1 to ${MOST_SAMPLES}`, { path: 'seconds' });
  }
  if (step === 0) reject('data/window', `${stride} s are less than one step of ${rate} a second`, { path: 'stride' });
  const resampleFrom = resamplers(rate);
  return {
    length,
    cut(values, from, take) {
      if (values.length === 0) reject('data/wav', 'the .wav file holds no sound');
      const { lengthOf, resample } = resampleFrom(from);
      if (lengthOf(values.length) > MOST_RESAMPLED) {
        reject('data/too-large', `at ${rate} samples a second it has more than ${MOST_RESAMPLED} values; cut the file`);
      }
      const whole = resample(values);
      const count = step === undefined ? 0 : countWindows(whole.length, { window: length, stride: step });
      if (step === undefined || count === 0) {
        const padded = new Float32Array(length);
        padOrTrim(whole, padded, keep);
        take(padded);
        return 1;
      }
      for (let i = 0; i < count; i++) take(whole.subarray(i * step, i * step + length));
      return count;
    },
  };
}

/** To one rate from each that the files of a folder have. */
function resamplers(to: number): (from: number) => Resampler {
  const known = new Map<number, Resampler>();
  return (from) => {
    const own = known.get(from) ?? resampler(from, to);
    known.set(from, own);
    if (known.size > MOST_RATES)
      reject('data/wav', `the files have more than ${MOST_RATES} rates; resample them first`);
    return own;
  };
}
