// TFLM's own audio front end, bit for bit: 40 values of int8 for each 30 ms of sound, every 20 ms, at 16 kHz.
import { reject } from '../../base/problem.ts';
import type { Feature } from './feature.ts';
import { STFT_PROPERTIES } from './stft.ts';

const SCHEMA = {
  type: 'object',
  description:
    "What TensorFlow Lite Micro's audio preprocessor answers, run here on its kernels: windows of 30 ms every 20 ms " +
    'at 16 kHz to 40 channels of int8, with its state from window to window, as in its example micro_speech.',
  additionalProperties: false,
  properties: {
    divide: {
      ...STFT_PROPERTIES.divide,
      description:
        'What the signal is divided by first, to become whole numbers of 16 bits: by default 1 for whole numbers, and ' +
        '1 / 32768 for others.',
    },
  },
} as const;

export const tflmFrontend: Feature<typeof SCHEMA> = {
  schema: SCHEMA,
  prepare(_, { length, rate }, { makeFrontend }) {
    if (!makeFrontend) throw new Error("features that need TFLM's front end were prepared without it");
    const { window, stride, channels, macs, reset, run, ...frontend } = makeFrontend();
    if (rate !== undefined && rate !== frontend.rate) {
      const message = `the signal has ${rate} values a second, TFLM's front end takes ${frontend.rate}`;
      reject('data/features', `${message}; resample it, or use logMel`);
    }
    if (length < window) {
      reject('data/features', `a window has ${window} values, a sample only ${length}; take longer samples`);
    }
    const frames = 1 + Math.floor((length - window) / stride);
    const samples = new Int16Array(window);
    return {
      ...{ frames, bins: channels, rate: frontend.rate, dtype: 'int8', range: 'int16', macs: frames * macs },
      extract(signal, out) {
        reset();
        for (let i = 0; i < frames; i++) {
          for (let n = 0; n < window; n++) samples[n] = toInt16(signal[i * stride + n]);
          out.set(run(samples), i * channels);
        }
      },
    };
  },
};

function toInt16(value: number): number {
  return Math.min(32767, Math.max(-32768, Math.round(value)));
}
