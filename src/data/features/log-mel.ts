// The logarithm of each frame's spectrum in bands of mel: [frames, bands].
import type { FromSchema } from 'json-schema-to-ts';
import { log } from '../../base/elementary.ts';
import { attempt, reject } from '../../base/problem.ts';
import type { MelFilters } from '../../base/spectral-features.ts';
import type { Extractor, Feature, Signal } from './feature.ts';
import { applyMel, emptyBands, melFilters } from './mel.ts';
import { checkStft, prepareStft, rateOf, requireRate, STFT_PROPERTIES, type Stft } from './stft.ts';
import { FREQUENCY, hertzOf } from './units.ts';

/** What all features in bands of mel have. */
export const MEL_PROPERTIES = {
  ...STFT_PROPERTIES,
  bands: { type: 'integer', minimum: 1, maximum: 1024, default: 40, description: 'How many bands of mel.' },
  lower: { ...FREQUENCY, default: 20, description: 'Where the lowest band begins, in hertz.' },
  upper: { ...FREQUENCY, default: 4000, description: 'Where the highest band ends: at most half the rate.' },
  offset: {
    type: 'number',
    minimum: 1e-30,
    maximum: 1e12,
    default: 1e-6,
    description: 'Added before the logarithm, so that silence has one.',
  },
} as const;

const SCHEMA = {
  type: 'object',
  description:
    'log(mel + offset) of each frame, mel as tf.signal.linear_to_mel_weight_matrix: [frames, bands, channels].',
  additionalProperties: false,
  properties: MEL_PROPERTIES,
} as const;

export type MelParams = FromSchema<typeof SCHEMA>;

export const logMel: Feature<typeof SCHEMA> = {
  schema: SCHEMA,
  check: (settings) => attempt(() => checkLogMel(settings)),
  prepare: (settings, signal) => prepareLogMel(settings, signal),
};

/** Inside an `attempt`. */
export function checkLogMel(settings: MelParams): void {
  checkStft(settings);
  const [lower, upper] = [hertzOf(settings.lower, 'lower'), hertzOf(settings.upper, 'upper')];
  if (lower < upper) return;
  reject('data/features', `the bands would go from ${lower} to ${upper} Hz; upper must be above lower`, {
    path: 'upper',
  });
}

export interface LogMel extends Extractor {
  /** The bands of one frame, [bands]; the same array at every call. */
  bandsOf(signal: Float64Array, frame: number): Float64Array;
}

/** Inside an `attempt`. */
export function prepareLogMel(settings: MelParams, signal: Signal): LogMel {
  checkLogMel(settings);
  const rate = requireRate(rateOf(settings, signal), 'mel');
  const stft = prepareStft(settings, signal);
  const { bands, offset } = settings;
  const filters = filtersOf(settings, stft, rate);
  const { frames, step, spectrumAt } = stft;
  const out = new Float64Array(bands);
  const bandsOf = (values: Float64Array, frame: number) => {
    applyMel(filters, spectrumAt(values, frame * step), out);
    for (let band = 0; band < bands; band++) out[band] = log(out[band] + offset);
    return out;
  };
  return {
    ...{ frames, bins: bands, rate, dtype: 'float32', range: 'unit' },
    spectral: { ...stft, mel: { ...filters, offset } },
    // A logarithm takes about as long as 20 of them.
    macs: stft.macs + frames * (filters.weights.length + 20 * bands),
    bandsOf,
    extract(values, all) {
      for (let i = 0; i < frames; i++) all.set(bandsOf(values, i), i * bands);
    },
  };
}

function filtersOf(settings: MelParams, { bins, fft }: Stft, rate: number): MelFilters {
  const { bands } = settings;
  const [lower, upper] = [hertzOf(settings.lower, 'lower'), hertzOf(settings.upper, 'upper')];
  if (upper > rate / 2) {
    const message = `${upper} Hz is above ${rate / 2} Hz, half the rate of the signal; write at most that`;
    reject('data/features', message, { path: 'upper' });
  }
  const filters = melFilters({ bands, bins, rate, lower, upper });
  const empty = emptyBands(filters);
  // A few at the low end are common, and tf.signal has them too; most of them are a slip.
  if (empty > bands / 2) {
    const found = `${empty} of ${bands} bands lie between two of the ${bins} frequencies and would always be silent`;
    reject('data/features', `${found}; write fewer bands, or a longer transform than fft: ${fft}`, { path: 'bands' });
  }
  return filters;
}
