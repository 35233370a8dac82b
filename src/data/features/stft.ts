// A signal cut into frames, windowed and transformed: tf.signal.stft with pad_end false, magnitudes or power.
import type { FromSchema } from 'json-schema-to-ts';
import { reject } from '../../base/problem.ts';
import type { Signal } from './feature.ts';
import { macsOfFft, realFft } from './fft.ts';
import { DURATION, FREQUENCY, hertzOf, isTime, samplesOf } from './units.ts';
import { windowOf } from './window.ts';

const MOST_FFT = 65536;

/** What all features of spectra have. */
export const STFT_PROPERTIES = {
  rate: {
    ...FREQUENCY,
    description: 'Values a second, for example 16000 or 16 kHz. Not needed where the files say it, as wav files do.',
  },
  frame: { ...DURATION, default: '40 ms', description: 'Length of a frame: a time, or a number of values.' },
  step: { ...DURATION, default: '20 ms', description: 'From the start of a frame to that of the next.' },
  fft: {
    type: 'integer',
    minimum: 2,
    maximum: MOST_FFT,
    description: 'Length of the transform, a power of two; by default the first that holds a frame.',
  },
  window: {
    enum: ['hann', 'hamming', 'none'],
    default: 'hann',
    description: 'What each frame is multiplied by, as tf.signal has it.',
  },
  spectrum: {
    enum: ['magnitude', 'power'],
    default: 'magnitude',
    description: 'What is taken of each frequency: its magnitude, or the square of that.',
  },
  divide: {
    type: 'number',
    minimum: 1e-12,
    maximum: 1e12,
    description:
      'What the signal is divided by first: by default 32768 for whole numbers of 16 bits, and 1 for others.',
  },
} as const;

const STFT_SCHEMA = { type: 'object', additionalProperties: false, properties: STFT_PROPERTIES } as const;

export type StftSettings = FromSchema<typeof STFT_SCHEMA>;

/** The settings in values of the signal. */
export interface StftShape {
  readonly frame: number;
  readonly step: number;
  readonly fft: number;
  /** Frames of a signal. */
  readonly frames: number;
  /** fft / 2 + 1 */
  readonly bins: number;
  readonly window: Float64Array;
}

export interface Stft extends StftShape {
  readonly isPower: boolean;
  readonly rate?: number;
  /** Of all frames of a signal. */
  readonly macs: number;
  /** The spectrum of the frame that starts at `from`, [bins]; the same array at every call. */
  spectrumAt(signal: Float64Array, from: number): Float64Array;
}

/** Inside an `attempt`; as `prepareStft` without a signal. */
export function checkStft({ rate, frame, step, fft }: StftSettings): void {
  const hertz = rate === undefined ? undefined : hertzOf(rate, 'rate', 1);
  samplesOf(step, hertz, 'step');
  fftOf(fft, isTime(frame) && hertz === undefined ? 1 : samplesOf(frame, hertz, 'frame'));
  samplesOf(frame, hertz, 'frame');
}

/** Of the file and of kd.yaml; undefined where neither says it. Inside an `attempt`. */
export function rateOf({ rate }: Pick<StftSettings, 'rate'>, signal: Signal): number | undefined {
  const hertz = rate === undefined ? undefined : hertzOf(rate, 'rate', 1);
  if (hertz === undefined || signal.rate === undefined || hertz === signal.rate) return hertz ?? signal.rate;
  const message = `the signal has ${signal.rate} values a second, kd.yaml says ${hertz}; write what it has, or nothing`;
  return reject('data/features', message, { path: 'rate' });
}

/** Inside an `attempt`. */
export function requireRate(rate: number | undefined, why: string): number {
  if (rate !== undefined) return rate;
  const message = `${why} needs the rate of the signal; write how many values a second it has, for example rate: 16000`;
  return reject('data/features', message, { path: 'rate' });
}

/** Inside an `attempt`. */
export function prepareStft(settings: StftSettings, signal: Signal): Stft {
  const shape = stftShape(settings, signal);
  const { frame, fft, frames, bins, window } = shape;
  const transform = realFft(fft);
  const time = new Float64Array(fft);
  const out = new Float64Array(bins);
  const isPower = settings.spectrum === 'power';
  return {
    ...shape,
    isPower,
    rate: rateOf(settings, signal),
    macs: frames * (macsOfFft(fft) + frame + 2 * bins),
    spectrumAt(values, from) {
      for (let i = 0; i < frame; i++) time[i] = values[from + i] * window[i];
      const { re, im } = transform(time);
      for (let k = 0; k < bins; k++) {
        const power = re[k] * re[k] + im[k] * im[k];
        out[k] = isPower ? power : Math.sqrt(power);
      }
      return out;
    },
  };
}

function stftShape(settings: StftSettings, signal: Signal): StftShape {
  const rate = rateOf(settings, signal);
  for (const value of [settings.frame, settings.step]) if (isTime(value)) requireRate(rate, `"${value}"`);
  const frame = samplesOf(settings.frame, rate, 'frame');
  const step = samplesOf(settings.step, rate, 'step');
  if (frame > signal.length) {
    const found = `a frame has ${frame} values, a sample only ${signal.length}`;
    reject('data/features', `${found}; write a shorter frame, or take longer samples`, { path: 'frame' });
  }
  const fft = fftOf(settings.fft, frame);
  const frames = 1 + Math.floor((signal.length - frame) / step);
  return { frame, step, fft, frames, bins: fft / 2 + 1, window: windowOf(settings.window, frame) };
}

/** tf.signal.stft: the smallest power of two that holds a frame; here of two values at least. */
function fftOf(wanted: number | undefined, frame: number): number {
  let fft = 2;
  while (fft < (wanted ?? frame)) fft *= 2;
  if (wanted === undefined) return fft;
  const advice = `write a power of two from ${fftOf(undefined, frame)} to ${MOST_FFT}, or leave it out`;
  if (fft !== wanted) reject('data/features', `${wanted} is not a power of two; ${advice}`, { path: 'fft' });
  if (wanted < frame)
    reject('data/features', `a frame has ${frame} values, more than ${wanted}; ${advice}`, { path: 'fft' });
  return fft;
}
