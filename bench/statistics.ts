// Means, standard deviations and errors over seeds, medians over rounds.
import type { Answers } from '../src/report/report.ts';

export function percent({ correct, total }: Answers): number {
  return (100 * correct) / total;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

/** Of a sample: n - 1. */
export function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, v) => sum + (v - centre) ** 2, 0) / (values.length - 1));
}

/** Of the mean. */
export function standardError(values: readonly number[]): number {
  return deviation(values) / Math.sqrt(values.length);
}

/** `97.31 +- 0.42`, or `-` without values. */
export function meanAndDeviation(values: readonly number[]): string {
  if (values.length === 0) return '-';
  return `${mean(values).toFixed(2)} +- ${deviation(values).toFixed(2)}`;
}

/** `97.31 +- 0.19` */
export function meanAndError(values: readonly number[]): string {
  return `${mean(values).toFixed(2)} +- ${standardError(values).toFixed(2)}`;
}

/** Of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
