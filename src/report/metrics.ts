// The metrics that limits name, computed from the answers that a report has packed.
import type { Limit, MeasuredMetric } from '../budget/judge.ts';
import { type AnswerSet, measuredMetrics, testsOf } from '../budget/metrics/measured.ts';
import { isMetric } from '../budget/metrics/metrics.ts';
import { unpackPredictions } from './predictions.ts';
import type { BaselineModel, ModelReport } from './report.ts';

type AnsweredFigures = Partial<Pick<ModelReport, 'predictions' | 'classes' | 'accuracyReason' | 'error' | 'accuracy'>>;

/** As `JudgeOptions.metrics`; what is packed is unpacked once, and only where a limit asks. */
export function metricsOf(
  figures: AnsweredFigures & Pick<ModelReport, 'inputs'>,
  baseline: BaselineModel | undefined,
  limits: readonly Limit[],
): (limit: Limit) => readonly MeasuredMetric[] | undefined {
  const isPaired = baseline !== undefined && areOfSameSamples(figures, baseline);
  const now = once(() => answeredOf(figures));
  const before = once(() => baseline && answeredOf({ ...baseline, classes: baseline.classes ?? figures.classes }));
  const isSameTeacher = baseline !== undefined && !hasOtherTeacher(figures, baseline);
  const tests = once(() => testsOf(limits, now().classes.length));
  return (limit) => {
    if (!isMetric(limit.measure)) return undefined;
    return measuredMetrics(limit, now(), before(), { isPaired, isSameTeacher, tests: tests() });
  };
}

/** Whether the student is held against another teacher than the base's. */
export function hasOtherTeacher(
  { inputs, predictions: now }: Pick<ModelReport, 'inputs' | 'predictions'>,
  { inputs: ofBase, predictions: before }: Pick<BaselineModel, 'inputs' | 'predictions'>,
): boolean {
  const isSameTest = inputs.test !== undefined && inputs.test === ofBase.test;
  // What it answers to the same samples is all of it that agreement depends on: also of one that is trained here.
  if (isSameTest && now?.teacher !== undefined && before?.teacher !== undefined) return now.teacher !== before.teacher;
  const roles = [...new Set([...Object.keys(inputs), ...Object.keys(ofBase)])];
  return roles.some((role) => role.startsWith('teacher') && inputs[role] !== ofBase[role]);
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function answeredOf(figures: AnsweredFigures): AnswerSet {
  const { predictions: packed, classes = [], accuracyReason = 'there is no test set', error, accuracy } = figures;
  const predictions = packed && unpackPredictions(packed);
  const isAnswered = accuracy !== undefined || error !== undefined;
  const known = error && { rmse: error.rmse, ...(error.auc !== undefined && { auc: error.auc }) };
  return {
    ...(predictions && { predictions }),
    classes: namesOf(classes, packed?.width),
    reason: isAnswered ? NOT_PACKED : accuracyReason,
    ...(known && { known }),
  };
}

const NOT_PACKED = 'the answers to all test samples take more than 1 MiB, so that they are not in the report';

/** Without names their numbers. */
function namesOf(classes: readonly string[], outputs = 0): readonly string[] {
  return classes.length > 0 ? classes : Array.from({ length: outputs }, (_, i) => String(i));
}

function areOfSameSamples(
  { inputs, predictions: now }: Pick<ModelReport, 'inputs' | 'predictions'>,
  { inputs: ofBase, predictions: before }: BaselineModel,
): boolean {
  const isSameFile = inputs.test !== undefined && inputs.test === ofBase.test;
  return isSameFile && now !== undefined && now.samples === before?.samples && now.labels === before.labels;
}
