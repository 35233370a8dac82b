// Mel-frequency cepstral coefficients: the cosine transform of each frame's log-mel, [frames, coefficients].
import { attempt, reject } from '../../base/problem.ts';
import { dctMatrix } from './dct.ts';
import type { Feature } from './feature.ts';
import { checkLogMel, MEL_PROPERTIES, prepareLogMel } from './log-mel.ts';

const SCHEMA = {
  type: 'object',
  description:
    'The first coefficients of log-mel, as tf.signal.mfccs_from_log_mel_spectrograms: [frames, coefficients, channels].',
  additionalProperties: false,
  properties: {
    ...MEL_PROPERTIES,
    coefficients: { type: 'integer', minimum: 1, maximum: 1024, default: 10, description: 'How many: the first ones.' },
  },
} as const;

export const mfcc: Feature<typeof SCHEMA> = {
  schema: SCHEMA,
  check(settings) {
    return attempt(() => {
      checkLogMel(settings);
      const { bands, coefficients } = settings;
      if (coefficients <= bands) return;
      const message = `${bands} bands have ${bands} coefficients; ${coefficients} are more than that`;
      reject('data/features', message, { path: 'coefficients' });
    });
  },
  prepare(settings, signal) {
    const { coefficients, bands } = settings;
    const logMel = prepareLogMel(settings, signal);
    const { frames } = logMel;
    const matrix = dctMatrix(coefficients, bands);
    return {
      spectral: logMel.spectral && { ...logMel.spectral, dct: matrix },
      ...{ frames, bins: coefficients, rate: logMel.rate, dtype: 'float32', range: logMel.range },
      macs: logMel.macs + frames * matrix.length,
      extract(values, out) {
        for (let i = 0; i < frames; i++) {
          const logs = logMel.bandsOf(values, i);
          for (let k = 0; k < coefficients; k++) {
            let sum = 0;
            for (let n = 0; n < bands; n++) sum += matrix[k * bands + n] * logs[n];
            out[i * coefficients + k] = sum;
          }
        }
      },
    };
  },
};
