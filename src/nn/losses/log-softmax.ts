// Logarithms of probabilities in float64, as losses are judged on held-out samples.
import { exp, log } from '../../base/elementary.ts';

export function logSoftmax(row: Float32Array, temperature: number): Float64Array {
  let greatest = row[0];
  for (let c = 1; c < row.length; c++) greatest = Math.max(greatest, row[c]);
  let sum = 0;
  for (let c = 0; c < row.length; c++) sum += exp((row[c] - greatest) / temperature);
  const shift = log(sum);
  return Float64Array.from(row, (value) => (value - greatest) / temperature - shift);
}

/** The sum of -target * log softmax; zeros are left out: 0 * infinity is NaN. */
export function crossEntropy(targets: Float32Array, logits: Float32Array): number {
  return logSoftmax(logits, 1).reduce((all, l, c) => (targets[c] === 0 ? all : all - targets[c] * l), 0);
}

/** The sum of p * (log p - log q). */
export function divergence(p: Float64Array, q: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < p.length; c++) if (exp(p[c]) > 0) sum += exp(p[c]) * (p[c] - q[c]);
  return sum;
}
