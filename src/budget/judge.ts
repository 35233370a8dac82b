// Measures against budgets. Absolute limits judge alone; relative ones judge against the baseline.
import type { Place } from '../base/problem.ts';
import { type PairedTest, SIGNIFICANCE, tooSmallFor } from './paired.ts';
import type { Verdict } from './verdict.ts';

export const MEASURES = ['size', 'gzip', 'arena', 'accuracy', 'quantDrop', 'error', 'latency', 'macs'] as const;

/**
 * size, gzip, arena: bytes. accuracy: share of right answers, 0..1. quantDrop: float accuracy minus int8 accuracy, as a
 * share. error: of a regression, the mean absolute error in the targets' units. latency: ms. macs: multiply-accumulates
 * of one inference.
 */
export type MeasureName = (typeof MEASURES)[number];

export type LimitKind = 'max' | 'min' | 'maxIncrease' | 'maxDrop';

/** Whether a value exceeds such a limit by being less. */
export function isFloor(kind: LimitKind): boolean {
  return kind === 'min' || kind === 'maxDrop';
}

/** One number of kd.yaml's `budgets:`. */
export interface Limit {
  readonly measure: MeasureName;
  readonly kind: LimitKind;
  /** In the measure's unit; with `ofBaseline` a share of the baseline's value (0.02 for `2%`). */
  readonly value: number;
  readonly ofBaseline: boolean;
  readonly level: 'fail' | 'warn';
  /** As the user wrote it: `50 KiB`. */
  readonly text: string;
  readonly place?: Place;
}

/** A measured value, or why there is none. `scope` names the board or profile where the measure has one. */
export interface Measurement {
  readonly measure: MeasureName;
  readonly scope?: string;
  readonly value?: number;
  /** Where there is no value: what it is at least. */
  readonly atLeast?: number;
  /** The truth lies within this many percent of `value`, on either side; absent where it is exact. */
  readonly bandPercent?: number;
  readonly reason?: string;
}

export interface Judgement {
  readonly measure: MeasureName;
  readonly scope?: string;
  readonly kind: LimitKind;
  readonly level: 'fail' | 'warn';
  readonly verdict: Verdict;
  readonly text: string;
  /** The bound in the measure's unit, after a relative limit was added to the baseline. */
  readonly limit?: number;
  readonly value?: number;
  /** As the measurement's. */
  readonly atLeast?: number;
  /** As the measurement's. */
  readonly bandPercent?: number;
  /** The end of the band beyond the limit, of a value within it; the end within it, of a value beyond. */
  readonly bandEnd?: number;
  readonly base?: number;
  /** How far the value is beyond the limit, in the measure's unit; only when it is. */
  readonly excess?: number;
  /** Why there is no number, or what to do about an excess. */
  readonly reason?: string;
  /** What the budget can't see: the test set is too small to resolve it. */
  readonly lint?: string;
  /** The baseline is over an absolute limit already, and this is no worse. */
  readonly ratchet?: boolean;
  /** Of the board of `scope` itself, not of a budget: the model doesn't run there, or nothing can be said of it. */
  readonly ofBoard?: boolean;
  readonly place?: Place;
}

export interface JudgeOptions {
  /** Whether a limit that the baseline already exceeds only forbids getting worse. */
  readonly ratchet: boolean;
  /** The answers of both models to the same test samples. */
  readonly paired?: PairedTest;
  /** For advice: `distilled` unless said otherwise. */
  readonly origin?: ModelOrigin;
}

/** Where a model comes from: trained here with a teacher or without one, its weights kept as Keras left them, or a
 * ready .tflite file. */
export type ModelOrigin = 'distilled' | 'trained' | 'kept' | 'file';

const DEFAULTS: JudgeOptions = { ratchet: true };

/** One judgement for each limit and each scope of its measure, in the order of the limits. */
export function judge(
  limits: readonly Limit[],
  measurements: readonly Measurement[],
  baseline?: readonly Measurement[],
  options: JudgeOptions = DEFAULTS,
): Judgement[] {
  return limits.flatMap((limit) => {
    const found = measurements.filter((m) => m.measure === limit.measure);
    const judged: readonly Measurement[] = found.length > 0 ? found : [{ measure: limit.measure }];
    return judged.map((measurement) => {
      const { measure, scope } = measurement;
      const before = baseline?.find((other) => other.measure === measure && other.scope === scope);
      return judgeOne(limit, measurement, before, options);
    });
  });
}

function judgeOne(
  limit: Limit,
  measurement: Measurement,
  baseline: Measurement | undefined,
  { ratchet, paired, origin = 'distilled' }: JudgeOptions,
): Judgement {
  const { measure, kind, level, text, place } = limit;
  const common = { measure, scope: measurement.scope, kind, level, text, place, base: baseline?.value };
  const { value, bandPercent } = measurement;
  const advice = ADVICE[origin][measure];
  // A budget that only warns may not stop a merge by being unmeasurable either.
  const unmeasured: Verdict = level === 'warn' ? 'warn' : 'not measured';
  if (value === undefined) {
    const { atLeast, reason = 'not measured' } = measurement;
    if (atLeast === undefined) return { ...common, verdict: unmeasured, reason };
    const excess = kind === 'max' ? atLeast - limit.value : 0;
    const judged = { ...common, atLeast, reason };
    if (!(excess > 0)) return { ...judged, verdict: unmeasured };
    const before = baseline?.value ?? baseline?.atLeast;
    if (ratchet && before !== undefined && before - limit.value >= excess) {
      return { ...judged, limit: limit.value, excess, verdict: 'warn', ratchet: true, reason: noWorse(advice) };
    }
    return { ...judged, limit: limit.value, excess, verdict: level, reason: `${advice} (${reason})` };
  }
  const relative = kind === 'maxIncrease' || kind === 'maxDrop';
  if (relative && baseline?.value === undefined) {
    return { ...common, value, verdict: 'no baseline', reason: 'no baseline yet: this is the first measurement' };
  }
  const bound = relative ? boundFromBaseline(limit, baseline?.value ?? 0) : limit.value;
  const lint = kind === 'maxDrop' && paired ? tooSmallFor(limit.value, paired.total) : undefined;
  const banded = { ...common, value, ...(bandPercent !== undefined && { bandPercent }) };
  const judged = { ...banded, limit: bound, ...(lint && { lint }) };
  const beyond = (figure: number) => (isFloor(kind) ? bound - figure : figure - bound);
  const excess = beyond(value);
  // A band is how far the model of the chip may be off. Two figures of it are off alike, so that a change has none.
  const bandEnd = relative ? undefined : otherSide(limit, value, bandPercent);
  if (!(excess > 0) || isRounding(limit, value, baseline?.value)) {
    return bandEnd === undefined ? { ...judged, verdict: 'pass' } : { ...judged, verdict: 'warn', bandEnd };
  }
  const exceeded = { ...judged, excess, ...(bandEnd !== undefined && { bandEnd }) };
  if (!relative && ratchet && baseline?.value !== undefined && beyond(baseline.value) >= excess) {
    return { ...exceeded, verdict: 'warn', ratchet: true, reason: noWorse(advice) };
  }
  if (kind === 'maxDrop' && paired && paired.pDrop > SIGNIFICANCE) {
    const changed = `${paired.lost} answers lost and ${paired.gained} won`;
    const chance = `p = ${paired.pDrop.toFixed(2)}, McNemar's exact test`;
    const reason = `${changed} can't be told from chance (${chance}); test on more samples to be sure`;
    return { ...exceeded, verdict: 'warn', reason };
  }
  return { ...exceeded, verdict: level, reason: advice };
}

const noWorse = (advice: string) => `the base is over this budget already, and this is no worse; ${advice}`;

/** The end of the band that lies on the other side of an absolute limit than the value; undefined where both lie on
 * its side. */
function otherSide({ kind, value: bound }: Limit, value: number, bandPercent = 0): number | undefined {
  const isOver = (figure: number) => (isFloor(kind) ? figure < bound : figure > bound);
  const ends = [value * (1 - bandPercent / 100), value * (1 + bandPercent / 100)];
  return ends.find((end) => isOver(end) !== isOver(value));
}

/** A change of exactly the allowance passes: 0.91 - 0.9 is a little more than 0.01 in binary. */
function isRounding(
  { measure, kind, value: allowance, ofBaseline }: Limit,
  value: number,
  baseline: number | undefined,
): boolean {
  if (ofBaseline || baseline === undefined) return false;
  if (kind === 'maxDrop') return baseline - value - allowance < 1e-12;
  return kind === 'maxIncrease' && measure === 'error' && value - baseline - allowance < 1e-12 * value;
}

function boundFromBaseline(limit: Limit, baseline: number): number {
  const allowance = limit.ofBaseline ? baseline * limit.value : limit.value;
  return limit.kind === 'maxDrop' ? baseline - allowance : baseline + allowance;
}

const RAISE = 'or raise the budget';

const DISTILLED: Readonly<Record<MeasureName, string>> = {
  size: `use fewer filters or units in the widest layer, ${RAISE}`,
  gzip: `use fewer filters or units in the widest layer, ${RAISE}`,
  arena: `stride earlier or narrow the layers alive at the peak, ${RAISE}`,
  accuracy: 'train for more epochs, widen the student or improve the teacher, or lower the budget',
  quantDrop: `calibrate on more samples or bound activations with relu6, ${RAISE}`,
  error: 'train for more epochs, widen the student or improve the teacher, or raise the budget',
  latency: `reduce MACs in the slowest operator, ${RAISE}`,
  macs: `use fewer filters, stride earlier or separate the convolutions, ${RAISE}`,
};

/** Of weights that came with a file of Keras. */
const TRAIN_ON = 'train on from these weights with distill: { epochs: 10, learningRate: 1e-3 }, or widen the student';

/** What to do about an excess. A file that another tool made is trained and converted there. */
const ADVICE: Readonly<Record<ModelOrigin, Readonly<Record<MeasureName, string>>>> = {
  distilled: DISTILLED,
  trained: {
    ...DISTILLED,
    accuracy: 'train for more epochs, widen the student or add a teacher, or lower the budget',
    error: 'train for more epochs, widen the student or add a teacher, or raise the budget',
  },
  kept: {
    ...DISTILLED,
    accuracy: `${TRAIN_ON}, or lower the budget`,
    error: `${TRAIN_ON}, ${RAISE}`,
  },
  file: {
    ...DISTILLED,
    size: `export a model with narrower layers, or with int8 weights if it has none, ${RAISE}`,
    gzip: `export a model with narrower layers, or with int8 weights if it has none, ${RAISE}`,
    accuracy:
      'check that data.normalize is what the model was trained with, or export a model that answers better, ' +
      'or lower the budget',
    error:
      'check that data.normalize is what the model was trained with, or export a model that answers better, ' +
      'or raise the budget',
    arena: `export a model that strides earlier or is narrower at the peak, ${RAISE}`,
    latency: `export a model with fewer MACs in its slowest operator, ${RAISE}`,
    macs: `export a model with narrower or separable layers, ${RAISE}`,
  },
};
