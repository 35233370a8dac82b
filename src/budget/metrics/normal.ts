// The normal distribution, with the same bits on every machine.
import { exp } from '../../base/elementary.ts';

/** The two-sided 95 % quantile. */
export const Z95 = 1.959963984540054;

const SQRT_2PI = 2.5066282746310002;

/**
 * P(Z <= z). Up to 7: the series of Marsaglia 2004, "Evaluating the normal distribution", Journal of Statistical
 * Software 11; beyond, the probability of the far side is below 1e-11.
 */
export function normalBelow(z: number): number {
  if (z > 7) return 1;
  if (z < -7) return 0;
  let [term, sum, before] = [z, z, 0];
  for (let i = 3; sum !== before; i += 2) {
    before = sum;
    term *= (z * z) / i;
    sum += term;
  }
  return Math.min(1, Math.max(0, 0.5 + (sum * exp(-0.5 * z * z)) / SQRT_2PI));
}
