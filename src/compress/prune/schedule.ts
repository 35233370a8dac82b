// How the share of zeros grows: M. Zhu, S. Gupta, "To prune, or not to prune" (2017), section 3.

/** The share after `step` of `steps`, from 0 along 1 - (1 - t)^3 to `sparsity`, which it keeps. */
export function sparsityAt(step: number, steps: number, sparsity: number): number {
  if (step >= steps) return sparsity;
  const left = 1 - step / steps;
  return sparsity * (1 - left * left * left);
}
