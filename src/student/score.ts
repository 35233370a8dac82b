// How good answers are, by the task: right answers, or errors in the targets' own units.
import { type Dataset, hasClasses, outputsOf, taskOf } from '../data/dataset.ts';
import type { Answers, Errors } from '../report/report.ts';
import { countCorrect } from './evaluate.ts';
import { targetsOf } from './targets.ts';

/** Beyond it errors are all alike: no data set has such targets. */
const MOST_ERROR = 1e15;

/** Either accuracy or error. */
export interface Score {
  /** Of samples; of multi-label of all their outputs. */
  readonly accuracy?: Answers;
  /** Of multi-label: samples with all outputs right. */
  readonly exactMatch?: Answers;
  readonly error?: Errors;
}

/** What is there of a score in something that has more. */
export function scoreIn({ accuracy, exactMatch, error }: Score): Score {
  return {
    ...(accuracy && { accuracy: { ...accuracy } }),
    ...(exactMatch && { exactMatch: { ...exactMatch } }),
    ...(error && { error: { ...error } }),
  };
}

/** `logits`: [indices.length, outputs] for these samples. An output of binary and multi-label says yes above 0. */
export function scoreOf(
  dataset: Dataset,
  logits: Float32Array,
  indices: ArrayLike<number> = Int32Array.from({ length: dataset.count }, (_, i) => i),
): Score {
  if (taskOf(dataset) === 'classify') {
    return {
      accuracy: countCorrect(
        logits,
        Array.from(indices, (i) => dataset.labels[i]),
      ),
    };
  }
  const [outputs, wanted] = [outputsOf(dataset), targetsOf(dataset, indices)];
  if (taskOf(dataset) === 'regression') {
    const rows = new Float64Array(2 * indices.length);
    for (let n = 0; n < indices.length; n++) writeErrors(logits, wanted, { n, outputs }, rows);
    return {
      error: errorsOf(
        rows,
        Array.from(dataset.labels.length > 0 ? indices : [], (i) => dataset.labels[i]),
      ),
    };
  }
  const right = Uint8Array.from(logits, (z, i) => Number(z > 0 === wanted[i] > 0));
  return scoreOfOutputs(right, outputs, hasClasses(dataset));
}

/** `right`: [samples, outputs]. */
export function scoreOfOutputs(right: Uint8Array, outputs: number, isSingle: boolean): Score {
  const accuracy = { correct: right.reduce((sum, r) => sum + r, 0), total: right.length };
  if (isSingle) return { accuracy };
  const total = right.length / outputs;
  let correct = 0;
  for (let n = 0; n < total; n++) correct += Number(right.subarray(n * outputs, (n + 1) * outputs).every((r) => r > 0));
  return { accuracy, exactMatch: { correct, total } };
}

/** Row `n` of [samples, 2]: means of the absolute and of the squared errors of a sample's outputs, row `n` of both. */
export function writeErrors(
  answers: ArrayLike<number>,
  wanted: ArrayLike<number>,
  { n, outputs }: { readonly n: number; readonly outputs: number },
  rows: Float64Array,
): void {
  let [absolute, squared] = [0, 0];
  for (let i = n * outputs; i < (n + 1) * outputs; i++) {
    const difference = answers[i] - wanted[i];
    absolute += Math.abs(difference);
    squared += difference * difference;
  }
  rows[2 * n] = absolute / outputs;
  rows[2 * n + 1] = squared / outputs;
}

/** `rows` as `writeErrors` leaves them; `labels`: 1 for an anomaly, or none. */
export function errorsOf(rows: Float64Array, labels: ArrayLike<number>): Errors {
  const total = rows.length / 2;
  let [absolute, squared] = [0, 0];
  for (let n = 0; n < total; n++) {
    absolute += rows[2 * n];
    squared += rows[2 * n + 1];
  }
  const auc = labels.length === total ? areaOf(rows, labels) : undefined;
  const [mae, rmse] = [absolute / total, Math.sqrt(squared / total)].map((error) => Math.min(error, MOST_ERROR));
  return { mae, rmse, total, ...(auc !== undefined && { auc }) };
}

/**
 * The area under the ROC curve of squared errors as a sign of anomalies: how often an anomaly has the greater error of
 * a pair, ties counted half (Mann and Whitney 1947). Undefined without samples of both.
 */
function areaOf(rows: Float64Array, labels: ArrayLike<number>): number | undefined {
  const order = Array.from(labels, (_, n) => n).sort((a, b) => rows[2 * a + 1] - rows[2 * b + 1]);
  let [pairs, normal, anomalous] = [0, 0, 0];
  for (let from = 0; from < order.length; ) {
    let to = from;
    let [normalHere, anomalousHere] = [0, 0];
    for (; to < order.length && rows[2 * order[to] + 1] === rows[2 * order[from] + 1]; to++) {
      if (labels[order[to]] === 1) anomalousHere++;
      else normalHere++;
    }
    pairs += anomalousHere * (normal + normalHere / 2);
    normal += normalHere;
    anomalous += anomalousHere;
    from = to;
  }
  return normal > 0 && anomalous > 0 ? pairs / (normal * anomalous) : undefined;
}

/** The greater the better: right answers, or the mean error with its sign turned; without either the worst. */
export function goodnessOf({ accuracy, error }: Score): number {
  if (accuracy) return accuracy.correct;
  return error ? -error.mae : Number.NEGATIVE_INFINITY;
}

/** The standard error of `goodnessOf`: of right answers that of a binomial distribution, with one right and one wrong
 * added (Laplace), so that a few samples that are all right leave a doubt; of errors that of their mean. */
export function deviationOf({ accuracy, error }: Score): number {
  if (accuracy) {
    const share = (accuracy.correct + 1) / (accuracy.total + 2);
    return Math.sqrt(accuracy.total * share * (1 - share));
  }
  return error ? Math.sqrt(Math.max(0, error.rmse * error.rmse - error.mae * error.mae) / error.total) : 0;
}
