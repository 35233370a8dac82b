// Means and standard deviations over seeds.
export function mean(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

/** Of a sample: n - 1. */
export function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, v) => sum + (v - centre) ** 2, 0) / (values.length - 1));
}

/** `97.31 +- 0.42`, or `-` without values. */
export function meanAndDeviation(values: readonly number[]): string {
  if (values.length === 0) return '-';
  return `${mean(values).toFixed(2)} +- ${deviation(values).toFixed(2)}`;
}
