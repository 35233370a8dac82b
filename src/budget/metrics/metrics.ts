// The metrics that a budget may name, each computed from a model's answers alone.
import { oneStratum, strataOf } from './bootstrap.ts';
import type { Computation } from './computation.ts';
import { type ClassCounts, countClasses, f1Of, meanOverClasses, precisionOf, recallOf } from './counts.ts';
import { answersOf, column, otherSeconds, type Predictions, probabilitiesOf, taskOf } from './predictions.ts';
import { areaOf, rankingOf, recallAtRate } from './roc.ts';
import { topHits } from './top.ts';

/** What a budget says of its metric beside the class. */
export interface Point {
  /** Of topK. */
  readonly k?: number;
  /** Of recallAt: the share of other samples that may pass for the class, 0..1, or so many an hour. */
  readonly falsePositiveRate?: number;
  readonly falseAcceptsPerHour?: number;
}

/** `index`: of the class that a metric of one is of. */
type Compute = (predictions: Predictions, index: number, point: Point) => Computation;

const none = (reason: string): Computation => ({ kind: 'none', reason });

const NO_SCORES = 'the outputs of all test samples take more than 1 MiB, so that the report has only the answers';
const NO_TIME = "how long a sample is isn't known; write for example data: { seconds: 1 }";
const NO_CLASSES = 'the model answers with values and not with classes';

/** Of a metric that is a function of how the classes are counted. */
function ofCounts(
  predictions: Predictions,
  labels: ArrayLike<number>,
  answers: ArrayLike<number>,
  of: (counts: ClassCounts) => number | undefined,
): Computation {
  const most = Math.max(2, maximum(labels) + 1, maximum(answers) + 1);
  return {
    kind: 'weighted',
    metric: (weights) => of(countClasses(labels, answers, most, weights)),
    strata: strataOf(labels),
    work: Math.max(predictions.samples, most),
  };
}

function maximum(values: ArrayLike<number>): number {
  let most = -1;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]);
  return most;
}

/** Of every `width`-th label and answer, from `index` on. */
function outputOf({ width }: Predictions, all: ArrayLike<number>, index: number): Uint16Array {
  return Uint16Array.from({ length: all.length / width }, (_, n) => all[n * width + index]);
}

/** Labels and answers of a class as yes and no where the task has an output for each. */
function ofOneOutput(predictions: Predictions, labels: Uint16Array, index: number) {
  const answers = answersOf(predictions);
  if (taskOf(predictions) !== 'multi-label') return { labels, answers, index };
  return { labels: outputOf(predictions, labels, index), answers: outputOf(predictions, answers, index), index: 1 };
}

/** What tells samples of the class from all others: its probability, or the error where that is what is learned. */
function scoresOf(predictions: Predictions, labels: Uint16Array, index: number) {
  const { width, values } = predictions;
  const task = taskOf(predictions);
  if (task === 'regression') return { scores: column(values, width, 1), isPositive: Uint8Array.from(labels) };
  if (task !== 'classify') {
    const own = task === 'multi-label' ? index : 0;
    return { scores: column(values, width, own), isPositive: Uint8Array.from(outputOf(predictions, labels, own)) };
  }
  const isPositive = Uint8Array.from(labels, (label) => Number(label === index));
  if (width !== 2) return { scores: column(probabilitiesOf(predictions), width, index), isPositive };
  // Softmax of two is a function of their difference, and rounds less without it.
  const [own, other] = [column(values, 2, index), column(values, 2, 1 - index)];
  return { scores: own.map((value, n) => value - other[n]), isPositive };
}

const withLabels =
  (compute: (predictions: Predictions, labels: Uint16Array, index: number, point: Point) => Computation): Compute =>
  (predictions, index, point) =>
    predictions.labels
      ? compute(predictions, predictions.labels, index, point)
      : none('the test set does not say which samples are anomalies');

const ofClasses = (
  compute: (predictions: Predictions, labels: Uint16Array, index: number, point: Point) => Computation,
): Compute =>
  withLabels((predictions, labels, index, point) =>
    taskOf(predictions) === 'regression' ? none(NO_CLASSES) : compute(predictions, labels, index, point),
  );

const needsScores = (compute: Compute): Compute => {
  return (predictions, index, point) =>
    predictions.kind === 'answers' ? none(NO_SCORES) : compute(predictions, index, point);
};

const auc = needsScores(
  withLabels((predictions, labels) => {
    const { samples, width } = predictions;
    const task = taskOf(predictions);
    if (task === 'binary' || task === 'regression') return { kind: 'area', ...scoresOf(predictions, labels, 0) };
    if (task === 'classify' && width === 2) return { kind: 'area', ...scoresOf(predictions, labels, 1) };
    const outputs = Array.from({ length: width }, (_, index) => {
      const { scores, isPositive } = scoresOf(predictions, labels, index);
      return { ranking: rankingOf(scores), isPositive };
    });
    return {
      kind: 'weighted',
      metric: (weights) => {
        const areas = outputs.flatMap(({ ranking, isPositive }) => areaOf(ranking, isPositive, weights) ?? []);
        return areas.length > 0 ? areas.reduce((sum, area) => sum + area, 0) / areas.length : undefined;
      },
      strata: task === 'classify' ? strataOf(labels) : oneStratum(samples),
      work: samples * width,
    };
  }),
);

const f1 = ofClasses((predictions, labels) => {
  const task = taskOf(predictions);
  const answers = answersOf(predictions);
  if (task === 'binary') return ofCounts(predictions, labels, answers, (counts) => f1Of(counts, 1));
  if (task === 'classify') {
    return ofCounts(predictions, labels, answers, (counts) => meanOverClasses(counts, f1Of));
  }
  const { samples, width } = predictions;
  const outputs = Array.from({ length: width }, (_, index) => ofOneOutput(predictions, labels, index));
  return {
    kind: 'weighted',
    metric: (weights) => {
      const all = outputs.map((own) => f1Of(countClasses(own.labels, own.answers, 2, weights), 1) ?? 0);
      return all.reduce((sum, one) => sum + one, 0) / all.length;
    },
    strata: oneStratum(samples),
    work: samples * width,
  };
});

const recallAt = needsScores(
  withLabels((predictions, labels, index, { falsePositiveRate, falseAcceptsPerHour = 0 }) => {
    const { samples } = predictions;
    const { scores, isPositive } = scoresOf(predictions, labels, index);
    const positives = isPositive.reduce((sum, one) => sum + one, 0);
    const seconds = otherSeconds(predictions, index, samples - positives);
    if (falsePositiveRate === undefined && seconds === undefined) return none(NO_TIME);
    const allowed = (falseAcceptsPerHour * (seconds ?? 0)) / 3600;
    const rate = falsePositiveRate ?? allowed / Math.max(1, samples - positives);
    const ranking = rankingOf(scores);
    return {
      kind: 'weighted',
      metric: (weights) => recallAtRate(ranking, isPositive, rate, weights),
      strata: strataOf(isPositive),
      work: samples,
      counted: positives,
    };
  }),
);

/** As the report's schema has it, and student/score.ts. */
const MOST_ERROR = 1e15;

/** Of [samples, 2]: what a sample adds to the mean. */
const meanError = (own: 0 | 1, finish: (mean: number) => number): Compute => {
  return (predictions) => {
    if (taskOf(predictions) !== 'regression') return none('the model answers with classes, which have no such error');
    const errors = column(predictions.values, 2, own);
    return {
      kind: 'weighted',
      metric: (weights) => {
        let [sum, count] = [0, 0];
        for (let n = 0; n < errors.length; n++) {
          const weight = weights ? weights[n] : 1;
          sum += weight * errors[n];
          count += weight;
        }
        return count > 0 ? Math.min(finish(sum / count), MOST_ERROR) : undefined;
      },
      strata: oneStratum(errors.length),
      work: errors.length,
    };
  };
};

const agreement: Compute = (predictions) => {
  const { teacher } = predictions;
  if (taskOf(predictions) === 'regression' || taskOf(predictions) === 'multi-label') return none(NO_CLASSES);
  if (!teacher) return none('there is no teacher whose answers to the test set are known');
  const answers = answersOf(predictions);
  return { kind: 'share', hits: Uint8Array.from(answers, (answer, n) => Number(answer === teacher[n])) };
};

export const METRICS = {
  error: meanError(0, (mean) => mean),
  rmse: meanError(1, Math.sqrt),
  auc,
  f1,
  balancedAccuracy: ofClasses((predictions, labels) => {
    if (taskOf(predictions) === 'multi-label') return none('of multi-label there is none; write recall or f1');
    return ofCounts(predictions, labels, answersOf(predictions), (counts) => meanOverClasses(counts, recallOf));
  }),
  recall: ofClasses((predictions, labels, index) => {
    const own = ofOneOutput(predictions, labels, index);
    const samples = [...own.labels.keys()].filter((n) => own.labels[n] === own.index);
    return { kind: 'share', hits: Uint8Array.from(samples, (n) => Number(own.answers[n] === own.index)) };
  }),
  precision: ofClasses((predictions, labels, index) => {
    const own = ofOneOutput(predictions, labels, index);
    return ofCounts(predictions, own.labels, own.answers, (counts) => precisionOf(counts, own.index));
  }),
  recallAt,
  topK: needsScores(
    ofClasses((predictions, labels, _, { k = 1 }) => {
      if (taskOf(predictions) !== 'classify') return none('it is for task: classify');
      return { kind: 'share', hits: topHits(predictions.values, predictions.width, labels, k) };
    }),
  ),
  agreement,
} as const satisfies Readonly<Record<string, Compute>>;

export type MetricName = keyof typeof METRICS;

export function isMetric(measure: string): measure is MetricName {
  return Object.hasOwn(METRICS, measure);
}

/** Those that are of one class; all others are of the whole test set. */
export const CLASS_METRICS: readonly MetricName[] = ['recall', 'precision', 'recallAt'];

/** The classes that a metric of one class is of: of recallAt where there is one kind of yes, that alone. */
export function classesOfMetric(name: MetricName, predictions: Predictions, classes: readonly string[]) {
  const all = classes.map((of, index) => ({ of, index }));
  if (name !== 'recallAt') return all;
  const task = taskOf(predictions);
  if (task === 'regression') return [{ of: 'anomaly', index: 1 }];
  return task === 'binary' ? all.slice(1) : all;
}
