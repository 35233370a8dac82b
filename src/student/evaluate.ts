// How good logits are: the right answers among them.
import { sizeOf } from '../base/shape.ts';
import { type Dataset, gather, outputsOf } from '../data/dataset.ts';
import type { Answers } from '../report/report.ts';

/** logits: [labels.length, classes]. */
export function countCorrect(logits: ArrayLike<number>, labels: ArrayLike<number>): Answers {
  const total = labels.length;
  const classes = logits.length / total;
  let correct = 0;
  for (let n = 0; n < total; n++) if (answerOf(logits, n, classes) === labels[n]) correct++;
  return { correct, total };
}

/** The class that row `n` answers: the first of the greatest. */
export function answerOf(logits: ArrayLike<number>, n: number, classes: number): number {
  const from = n * classes;
  let best = 0;
  for (let c = 1; c < classes; c++) if (logits[from + c] > logits[from + best]) best = c;
  return best;
}

/** Samples that are widened to float32 at a time. */
const SAMPLES_AT_ONCE = 256;

/** Logits [indices.length, outputs] of these samples, or of all; `infer` is a trainer's. */
export function logitsOf(
  infer: (x: Float32Array, count: number) => Float32Array,
  dataset: Dataset,
  indices: ArrayLike<number> = Int32Array.from({ length: dataset.count }, (_, i) => i),
): Float32Array {
  const outputs = outputsOf(dataset);
  const logits = new Float32Array(indices.length * outputs);
  const x = new Float32Array(Math.min(SAMPLES_AT_ONCE, indices.length) * sizeOf(dataset.shape));
  for (let first = 0; first < indices.length; first += SAMPLES_AT_ONCE) {
    const rows = Array.prototype.slice.call(indices, first, first + SAMPLES_AT_ONCE);
    gather(dataset, rows, x);
    logits.set(infer(x.subarray(0, rows.length * sizeOf(dataset.shape)), rows.length), first * outputs);
  }
  return logits;
}
