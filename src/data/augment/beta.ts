// Random numbers of Beta(alpha, alpha), from two of the gamma distribution (Marsaglia and Tsang 2000).
import { exp, log } from '../../base/elementary.ts';
import type { Random } from '../../base/random.ts';

/** In [0, 1]. */
export function symmetricBeta(alpha: number, source: Random): number {
  // In logarithms: for a small alpha both are often less than any float64.
  const a = logOfGamma(alpha, source);
  const b = logOfGamma(alpha, source);
  return 1 / (1 + exp(b - a));
}

/** The logarithm of a number of Gamma(shape, 1): section 2, and for a shape below 1 their note at its end. */
function logOfGamma(shape: number, source: Random): number {
  if (shape < 1) return logOfGamma(shape + 1, source) + log(1 - source.uniform()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = source.normal();
    const v = (1 + c * x) * (1 + c * x) * (1 + c * x);
    if (v > 0 && log(1 - source.uniform()) < 0.5 * x * x + d - d * v + d * log(v)) return log(d) + log(v);
  }
}
