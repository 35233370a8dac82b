// The spectrum of each frame: [frames, fft / 2 + 1].
import { attempt } from '../../base/problem.ts';
import type { Feature } from './feature.ts';
import { checkStft, prepareStft, STFT_PROPERTIES } from './stft.ts';

const SCHEMA = {
  type: 'object',
  description: 'The spectrum of each frame, as tf.signal.stft has it: [frames, fft / 2 + 1, channels].',
  additionalProperties: false,
  properties: STFT_PROPERTIES,
} as const;

export const spectrogram: Feature<typeof SCHEMA> = {
  schema: SCHEMA,
  check: (settings) => attempt(() => checkStft(settings)),
  prepare(settings, signal) {
    const stft = prepareStft(settings, signal);
    const { frames, bins, step, rate, macs, spectrumAt } = stft;
    return {
      ...{ frames, bins, rate, macs, dtype: 'float32', range: 'unit', spectral: stft },
      extract(values, out) {
        for (let i = 0; i < frames; i++) out.set(spectrumAt(values, i * step), i * bins);
      },
    };
  },
};
