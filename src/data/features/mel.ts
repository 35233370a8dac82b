// Triangles over the bins of a spectrum, evenly spaced in mel: tf.signal.linear_to_mel_weight_matrix, kept sparse.
import { log } from '../../base/elementary.ts';
import type { MelFilters } from '../../base/spectral-features.ts';

export interface MelSettings {
  readonly bands: number;
  /** Of the spectrum, zero hertz and half the rate included. */
  readonly bins: number;
  readonly rate: number;
  readonly lower: number;
  readonly upper: number;
}

/** Hertz in mel as HTK has it; mel_ops.py, _hertz_to_mel. */
function melOf(hertz: number): number {
  return 1127 * log(1 + hertz / 700);
}

export function melFilters({ bands, bins, rate, lower, upper }: MelSettings): MelFilters {
  const [from, to] = [melOf(lower), melOf(upper)];
  const edge = (i: number) => from + ((to - from) * i) / (bands + 1);
  const mels = Float64Array.from({ length: bins }, (_, bin) => melOf((bin * rate) / 2 / (bins - 1)));
  const first = new Int32Array(bands);
  const counts = new Int32Array(bands);
  const weights: number[] = [];
  for (let band = 0; band < bands; band++) {
    const [low, center, high] = [edge(band), edge(band + 1), edge(band + 2)];
    // The bin of zero hertz has no weight anywhere, whatever the lower edge.
    for (let bin = 1; bin < bins; bin++) {
      const weight = Math.min((mels[bin] - low) / (center - low), (high - mels[bin]) / (high - center));
      if (!(weight > 0)) continue;
      if (counts[band] === 0) first[band] = bin;
      counts[band]++;
      weights.push(weight);
    }
  }
  return { first, counts, weights: Float64Array.from(weights) };
}

/** Bands that lie between two bins, and would always be zero. */
export function emptyBands({ counts }: MelFilters): number {
  return counts.reduce((empty, count) => empty + Number(count === 0), 0);
}

/** The sum of each band, [bands]. */
export function applyMel({ first, counts, weights }: MelFilters, spectrum: Float64Array, out: Float64Array): void {
  let at = 0;
  for (let band = 0; band < counts.length; band++) {
    let sum = 0;
    for (let i = 0; i < counts[band]; i++) sum += weights[at++] * spectrum[first[band] + i];
    out[band] = sum;
  }
}
