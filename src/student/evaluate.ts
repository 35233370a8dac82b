// What logits are worth: right answers, and the loss of distillation as a number.
import { exp, log } from '../base/elementary.ts';
import { sizeOf } from '../base/shape.ts';
import { type Dataset, gather } from '../data/dataset.ts';
import type { Loss } from '../nn/trainer.ts';
import type { Answers } from '../report/report.ts';

/** logits: [labels.length, classes]. The answer is the first of the greatest. */
export function countCorrect(logits: ArrayLike<number>, labels: ArrayLike<number>): Answers {
  const total = labels.length;
  const classes = logits.length / total;
  let correct = 0;
  for (let n = 0; n < total; n++) {
    let best = 0;
    for (let c = 1; c < classes; c++) if (logits[n * classes + c] > logits[n * classes + best]) best = c;
    if (best === labels[n]) correct++;
  }
  return { correct, total };
}

/** Samples that are widened to float32 at a time. */
const SAMPLES_AT_ONCE = 256;

/** Logits [indices.length, classes] of these samples, or of all; `infer` is a trainer's. */
export function logitsOf(
  infer: (x: Float32Array, count: number) => Float32Array,
  dataset: Dataset,
  indices: ArrayLike<number> = Int32Array.from({ length: dataset.count }, (_, i) => i),
): Float32Array {
  const classes = dataset.classes.length;
  const logits = new Float32Array(indices.length * classes);
  const x = new Float32Array(Math.min(SAMPLES_AT_ONCE, indices.length) * sizeOf(dataset.shape));
  for (let first = 0; first < indices.length; first += SAMPLES_AT_ONCE) {
    const rows = Array.prototype.slice.call(indices, first, first + SAMPLES_AT_ONCE);
    gather(dataset, rows, x);
    logits.set(infer(x.subarray(0, rows.length * sizeOf(dataset.shape)), rows.length), first * classes);
  }
  return logits;
}

/** The mean over the samples of alpha * CE + (1 - alpha) * T^2 * KL, as training minimises it, in float64; without a teacher CE alone. */
export function meanLoss(
  logits: Float32Array,
  labels: ArrayLike<number>,
  teacher: Float32Array | undefined,
  { alpha, temperature }: Loss,
): number {
  const total = labels.length;
  const classes = logits.length / total;
  let sum = 0;
  for (let n = 0; n < total; n++) {
    const row = logits.subarray(n * classes, (n + 1) * classes);
    const hard = -logSoftmax(row, 1)[labels[n]];
    if (!teacher) {
      sum += hard;
      continue;
    }
    const student = logSoftmax(row, temperature);
    const soft = logSoftmax(teacher.subarray(n * classes, (n + 1) * classes), temperature);
    let divergence = 0;
    for (let c = 0; c < classes; c++) divergence += exp(soft[c]) * (soft[c] - student[c]);
    sum += alpha * hard + (1 - alpha) * temperature * temperature * divergence;
  }
  return sum / total;
}

function logSoftmax(row: Float32Array, temperature: number): Float64Array {
  let greatest = row[0];
  for (let c = 1; c < row.length; c++) greatest = Math.max(greatest, row[c]);
  let sum = 0;
  for (let c = 0; c < row.length; c++) sum += exp((row[c] - greatest) / temperature);
  const shift = log(sum);
  return Float64Array.from(row, (value) => (value - greatest) / temperature - shift);
}
