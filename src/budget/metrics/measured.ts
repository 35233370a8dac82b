// The metric of a limit, of one model and of its baseline, each class by itself.
import { didYouMean } from '../../base/suggest.ts';
import { holdsOn } from '../by-board.ts';
import type { Limit, MeasuredMetric, Measurement } from '../judge.ts';
import { LIMIT_IS_RELATIVE } from '../measures.ts';
import { tooSmallFor } from '../paired.ts';
import { canResample } from './bootstrap.ts';
import { type Computation, compareComputations, valueIn } from './computation.ts';
import { CLASS_METRICS, classesOfMetric, isMetric, METRICS, type MetricName, type Point } from './metrics.ts';
import { answersOf, otherSeconds, type Predictions, probabilitiesOf, taskOf } from './predictions.ts';
import { tooFewFor, tooFewHours, tooFewOthers } from './too-small.ts';

/** A model's answers, or why there are none. */
export interface AnswerSet {
  readonly predictions?: Predictions;
  /** Names of the classes or outputs. */
  readonly classes: readonly string[];
  /** Where there are no predictions. */
  readonly reason: string;
  /** What is known of a metric of all samples without them. */
  readonly known?: Partial<Readonly<Record<MetricName, number>>>;
}

/** More rows than these nobody reads: of more classes the worst are judged, which pass where all do. */
const MOST_CLASSES = 64;

export interface Likeness {
  /** Both models answered the same samples. */
  readonly isPaired: boolean;
  /** Both are held against the same teacher. */
  readonly isSameTeacher: boolean;
  /** How many tests are made of the model, which share the work; `testsOf`. */
  readonly tests: number;
}

/** That resample, at most; those of shares take no time. */
export function testsOf(limits: readonly Limit[], classes: number): number {
  const counts = limits.map(({ measure, kind, only }) => {
    if (!LIMIT_IS_RELATIVE[kind] || !isMetric(measure) || SHARES.includes(measure)) return 0;
    return CLASS_METRICS.includes(measure) && only === undefined ? Math.min(MOST_CLASSES, classes) : 1;
  });
  return Math.max(
    1,
    counts.reduce((sum: number, count) => sum + count, 0),
  );
}

const SHARES: readonly MetricName[] = ['recall', 'topK', 'agreement'];

/** Undefined of a limit on anything else. */
export function measuredMetrics(
  limit: Limit,
  now: AnswerSet,
  base: AnswerSet | undefined,
  { isPaired, isSameTeacher, tests }: Likeness,
): readonly MeasuredMetric[] | undefined {
  const { measure } = limit;
  if (!isMetric(measure)) return undefined;
  // The mean error is a figure of its own.
  if (measure === 'error' && !now.predictions) return undefined;
  const isOfOther = measure === 'agreement' && base !== undefined && !isSameTeacher;
  const before = isOfOther ? undefined : base;
  const parts = partsOf(limit, measure, now);
  if ('reason' in parts) return [{ now: parts }];
  const sets = [leanFor(measure, now), before && leanFor(measure, before)] as const;
  const measured = (part: Part, pairs: boolean): MeasuredMetric => ({
    ...measuredPart(limit, measure, part, sets[0], sets[1], pairs ? tests : 0),
    ...(isOfOther && { noBefore: OTHER_TEACHER }),
  });
  if (parts.length <= MOST_CLASSES) return parts.map((part) => measured(part, isPaired));
  if (parts.length * (now.predictions?.samples ?? 0) > MOST_ANSWERS) {
    return [{ now: { measure, reason: 'the test set has too many classes to judge each; name those that matter' } }];
  }
  const left = ({ now: one, before: other }: MeasuredMetric) =>
    (one.value ?? 0) - (LIMIT_IS_RELATIVE[limit.kind] ? (other?.value ?? 0) : 0);
  const all = parts.map((part) => ({ part, left: left(measured(part, false)) }));
  // Only what is shown is compared sample by sample, which takes seconds a class.
  const worst = all.sort((a, b) => a.left - b.left).slice(0, MOST_CLASSES);
  return worst.map(({ part }) => measured(part, isPaired));
}

const OTHER_TEACHER = "no baseline: the base's model is held against another teacher";

/** Samples times classes; some seconds. */
const MOST_ANSWERS = 2 ** 27;

/** What all classes share is computed once: the answers, or the probabilities, of a model of many classes. */
function leanFor(measure: MetricName, set: AnswerSet): AnswerSet {
  const { predictions } = set;
  if (!predictions || !CLASS_METRICS.includes(measure)) return set;
  const { kind, width } = predictions;
  if (kind !== 'scores' || taskOf(predictions) !== 'classify' || width === 2) return set;
  const { areLogits: _, ...rest } = predictions;
  const lean: Predictions =
    measure === 'recallAt'
      ? { ...rest, values: probabilitiesOf(predictions) }
      : { ...rest, kind: 'answers', width: 1, values: Float64Array.from(answersOf(predictions)) };
  return { ...set, predictions: lean };
}

interface Part {
  readonly scope?: string;
  /** Of the class in the model's answers. */
  readonly index: number;
  readonly name?: string;
}

/** What the limit is judged on, or why there is nothing. */
function partsOf(limit: Limit, measure: MetricName, { predictions, classes, reason, known }: AnswerSet) {
  const { only, point = {} } = limit;
  const common = { measure, ...(only !== undefined && { scope: scopeOf(only, point) }) };
  if (!predictions) {
    if (known?.[measure] !== undefined) return [{ index: 0 }];
    return { ...common, reason };
  }
  if (!CLASS_METRICS.includes(measure)) {
    const scope = point.k === undefined ? undefined : `k = ${point.k}`;
    return [{ index: 0, ...(scope !== undefined && { scope }) }];
  }
  const all = classesOfMetric(measure, predictions, classes);
  const own = all.filter(({ of }) => holdsOn(limit, of));
  if (own.length > 0) return own.map(({ of, index }): Part => ({ name: of, index, scope: scopeOf(of, point) }));
  if (only === undefined) return { ...common, reason: 'no class is left for default' };
  return {
    ...common,
    reason: noSuchClass(
      only,
      all.map(({ of }) => of),
    ),
  };
}

export function noSuchClass(name: string, classes: readonly string[]): string {
  const near = didYouMean(name, classes);
  return `the data have no such class${near || `; there are ${classes.slice(0, 8).join(', ')}`}`;
}

/** `yes, 1% false positives` */
function scopeOf(name: string, { falsePositiveRate, falseAcceptsPerHour }: Point): string {
  if (falseAcceptsPerHour !== undefined) return `${name}, ${falseAcceptsPerHour} false accepts/h`;
  if (falsePositiveRate === undefined) return name;
  return `${name}, ${Number((100 * falsePositiveRate).toPrecision(6))}% false positives`;
}

/** `tests`: none where the two answered other samples. */
function measuredPart(
  limit: Limit,
  measure: MetricName,
  part: Part,
  now: AnswerSet,
  before: AnswerSet | undefined,
  tests: number,
): MeasuredMetric {
  const isRelative = LIMIT_IS_RELATIVE[limit.kind];
  const own = computed(measure, now, part, limit.point);
  const twin = before && partIn(before, part);
  const old = before && computed(measure, before, twin, limit.point);
  const isLessBetter = measure === 'error' || measure === 'rmse';
  // Under another number it is of other samples.
  const isTested = tests > 0 && isRelative && old !== undefined && twin?.index === part.index;
  const paired = isTested && own ? compareComputations(old, own, isLessBetter, tests) : undefined;
  const isTooMuch = isTested && own?.kind === 'weighted' && !canResample(tests * own.work);
  const lint = isTooMuch ? TOO_MUCH_TO_TEST : own && lintOf(limit, own, part.index, now.predictions);
  return {
    now: measurementOf(measure, part, own, now),
    ...(before && { before: measurementOf(measure, part, old, before) }),
    ...(paired && { paired }),
    ...(lint && { lint }),
  };
}

const TOO_MUCH_TO_TEST =
  'so many budgets on so many samples are not tested for chance, which takes minutes; name the classes that matter';

/** The class of the same name; another one may have its number there. */
function partIn({ classes }: AnswerSet, part: Part): Part | undefined {
  if (part.name === undefined || classes.length === 0) return part;
  const index = classes.indexOf(part.name);
  return index < 0 ? undefined : { ...part, index };
}

function computed(
  measure: MetricName,
  { predictions }: AnswerSet,
  part: Part | undefined,
  point: Point = {},
): Computation | undefined {
  return predictions && part && METRICS[measure](predictions, part.index, point);
}

function measurementOf(
  measure: MetricName,
  { scope, name }: Part,
  computation: Computation | undefined,
  { known, reason }: AnswerSet,
): Measurement {
  const common = { measure, ...(scope !== undefined && { scope }) };
  if (!computation) {
    const value = known?.[measure];
    return value === undefined ? { ...common, reason } : { ...common, value };
  }
  if (computation.kind === 'none') return { ...common, reason: computation.reason };
  const value = valueIn(computation);
  if (value !== undefined) return { ...common, value };
  const missing = name === undefined ? 'of both kinds' : `of ${name}, or none of another class`;
  return { ...common, reason: `the test set has no samples ${missing}` };
}

function lintOf(
  limit: Limit,
  computation: Computation,
  index: number,
  predictions: Predictions | undefined,
): string | undefined {
  const { kind, value, point = {} } = limit;
  const samples =
    computation.kind === 'share'
      ? computation.hits.length
      : computation.kind === 'weighted'
        ? computation.counted
        : undefined;
  if (samples === undefined) return undefined;
  if (kind === 'maxDrop') return tooSmallFor(value, samples);
  const others = (predictions?.samples ?? samples) - samples;
  const { falsePositiveRate, falseAcceptsPerHour } = point;
  const seconds = predictions && otherSeconds(predictions, index, others);
  return (
    tooFewFor(value, samples) ??
    (falsePositiveRate === undefined ? undefined : tooFewOthers(falsePositiveRate, others)) ??
    (falseAcceptsPerHour === undefined ? undefined : tooFewHours(falseAcceptsPerHour, (seconds ?? 0) / 3600))
  );
}
