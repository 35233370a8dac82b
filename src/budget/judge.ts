// Measures against budgets. Absolute limits judge alone; relative ones judge against the baseline.
import type { Place } from '../base/problem.ts';
import { ADVICE, type ModelOrigin } from './advice.ts';
import { type Allowance, allowanceOf } from './allowance.ts';
import { holdsOn, type Scope } from './by-board.ts';
import { isFloor, LIMIT_IS_RELATIVE, type LimitKind, type MeasureName } from './measures.ts';
import type { Point } from './metrics/metrics.ts';
import type { PairedMetric } from './metrics/paired-metric.ts';
import { tooFewFor } from './metrics/too-small.ts';
import { type PairedTest, SIGNIFICANCE, tooSmallFor } from './paired.ts';
import type { Verdict } from './verdict.ts';

/** One number of kd.yaml's `budgets:`; only one of a measure of boards or classes has a scope. */
export interface Limit extends Scope, Allowance {
  readonly measure: MeasureName;
  readonly kind: LimitKind;
  readonly level: 'fail' | 'warn';
  /** As the user wrote it: `50 KiB`. */
  readonly text: string;
  /** Of a metric that needs one. */
  readonly point?: Point;
  readonly place?: Place;
}

/** A measured value, or why there is none. `scope` names the board or profile where the measure has one. */
export interface Measurement {
  readonly measure: MeasureName;
  readonly scope?: string;
  readonly value?: number;
  /** The truth lies within this many percent of `value`, on either side; absent where it is exact. */
  readonly bandPercent?: number;
  /** Without a value: the truth is no less than this. */
  readonly atLeast?: number;
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
  /** How far the value, or what it is at least, is beyond the limit, in the measure's unit; only when it is. */
  readonly excess?: number;
  /** What the limit leaves of the value, in the measure's unit; negative beyond it. */
  readonly headroom?: number;
  /** Why there is no number, or what to do about an excess. */
  readonly reason?: string;
  /** What the budget can't see: the test set is too small to resolve it. */
  readonly lint?: string;
  /** The baseline is over an absolute limit already, and this is no worse. */
  readonly ratchet?: boolean;
  /** Of a relative limit on a metric. */
  readonly paired?: PairedMetric;
  /** Of the board of `scope` itself, not of a budget: the model doesn't run there, or nothing can be said of it. */
  readonly ofBoard?: boolean;
  readonly place?: Place;
}

export interface JudgeOptions {
  /** Whether a limit that the baseline already exceeds only forbids getting worse. */
  readonly ratchet: boolean;
  /** The answers of both models to the same test samples. */
  readonly paired?: PairedTest;
  /** That accuracy is of. */
  readonly samples?: number;
  /** Of a limit on a metric: what it is measured on, each class by itself; undefined of any other. */
  readonly metrics?: (limit: Limit) => readonly MeasuredMetric[] | undefined;
  /** For advice: `distilled` unless said otherwise. */
  readonly origin?: ModelOrigin;
  /** Whether the baseline is of the very same file. */
  readonly isSameModel?: boolean;
}

/** A metric of one model, with that of the baseline and what both differ by. */
export interface MeasuredMetric {
  readonly now: Measurement;
  readonly before?: Measurement;
  /** Why there is none, where there is a baseline. */
  readonly noBefore?: string;
  readonly paired?: PairedMetric;
  /** Why the test set is too small for the limit. */
  readonly lint?: string;
}

const DEFAULTS: JudgeOptions = { ratchet: true };

/** One judgement for each limit and each scope of its measure, in the order of the limits. */
export function judge(
  limits: readonly Limit[],
  measurements: readonly Measurement[],
  baseline?: readonly Measurement[],
  options: JudgeOptions = DEFAULTS,
): Judgement[] {
  return limits.flatMap((limit) => {
    const metrics = options.metrics?.(limit);
    if (metrics) return metrics.map((metric) => judgeOne(limit, metric, options));
    return judgedBy(limit, measurements).map((now) => {
      const before = baseline?.find(({ measure, scope }) => measure === now.measure && scope === now.scope);
      return judgeOne(limit, { now, before, lint: lintOfAccuracy(limit, options) }, options);
    });
  });
}

function lintOfAccuracy({ measure, kind, value }: Limit, { paired, samples = 0 }: JudgeOptions): string | undefined {
  if (measure !== 'accuracy') return undefined;
  if (kind === 'min') return tooFewFor(value, samples);
  return paired && tooSmallFor(value, paired.total);
}

/** What nobody measured is judged too; a limit for other boards than those that are there judges nothing. */
function judgedBy(limit: Limit, measurements: readonly Measurement[]): readonly Measurement[] {
  const { measure, only: scope } = limit;
  const found = measurements.filter((one) => one.measure === measure);
  const own = found.filter((one) => holdsOn(limit, one.scope));
  if (own.length > 0 || (found.length > 0 && scope === undefined)) return own;
  return [{ measure, ...(scope !== undefined && { scope }) }];
}

const NO_BASELINE = 'no baseline yet: this is the first measurement';

function judgeOne(
  limit: Limit,
  { now: measurement, before: baseline, paired, lint, noBefore = NO_BASELINE }: MeasuredMetric,
  { ratchet, paired: ofAccuracy, origin = 'distilled', isSameModel = false }: JudgeOptions,
): Judgement {
  const { measure, kind, level, text, place } = limit;
  const common = { measure, scope: measurement.scope, kind, level, text, place, base: baseline?.value };
  const { value, bandPercent } = measurement;
  const advice = ADVICE[origin][measure];
  if (value === undefined) {
    const isNoWorse = ratchet && isSameModel;
    return { ...common, ...judgeUnmeasured(limit, measurement, baseline, { isNoWorse, advice }) };
  }
  const relative = LIMIT_IS_RELATIVE[kind];
  if (relative && baseline?.value === undefined) {
    return { ...common, value, verdict: 'no baseline', reason: noBefore };
  }
  const bound = relative ? boundFromBaseline(limit, baseline?.value ?? 0) : limit.value;
  const banded = { ...common, value, ...(bandPercent !== undefined && { bandPercent }) };
  const judged = {
    ...banded,
    limit: bound,
    headroom: isFloor(kind) ? value - bound : bound - value,
    ...(lint && { lint }),
    ...(relative && paired && { paired }),
  };
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
  const chance = relative ? chanceOf(measure === 'accuracy' ? ofAccuracy : paired) : undefined;
  if (chance) return { ...exceeded, verdict: 'warn', reason: chance };
  return { ...exceeded, verdict: level, reason: advice };
}

const TESTS = {
  McNemar: "McNemar's exact test",
  DeLong: "DeLong's test",
  bootstrap: 'bootstrap',
} as const;

/** In words, that a change for the worse may be none; undefined where it is one. */
function chanceOf(paired: PairedTest | PairedMetric | undefined): string | undefined {
  if (!paired) return undefined;
  const { p, test } = 'pDrop' in paired ? { p: paired.pDrop, test: 'McNemar' as const } : paired;
  if (!(p > SIGNIFICANCE)) return undefined;
  const { lost, gained } = paired;
  const changed = lost === undefined ? 'the change' : `${lost} answers lost and ${gained} won`;
  const chance = `p = ${p.toFixed(2)}, ${TESTS[test]}`;
  return `${changed} can't be told from chance (${chance}); test on more samples to be sure`;
}

const noWorse = (advice: string) => `the base is over this budget already, and this is no worse; ${advice}`;

/** Of a value that isn't known. Where it is at least more than a maximum, that is exceeded all the same. That it is no
 * worse than the base nobody can say of another model: what is left out of both bounds may be far more now. */
function judgeUnmeasured(
  { kind, level, value: bound }: Limit,
  { atLeast, reason = 'not measured' }: Measurement,
  baseline: Measurement | undefined,
  { isNoWorse, advice }: { readonly isNoWorse: boolean; readonly advice: string },
): Pick<Judgement, 'verdict' | 'atLeast' | 'limit' | 'excess' | 'ratchet' | 'reason'> {
  // A budget that only warns may not stop a merge by being unmeasurable either.
  const unmeasured: Verdict = level === 'warn' ? 'warn' : 'not measured';
  if (atLeast === undefined) return { verdict: unmeasured, reason };
  const excess = kind === 'max' ? atLeast - bound : 0;
  if (!(excess > 0)) return { verdict: unmeasured, atLeast, reason };
  const exceeded = { atLeast, limit: bound, excess };
  const isBounded = baseline?.value === undefined && (baseline?.atLeast ?? 0) >= atLeast;
  if (isNoWorse && isBounded) return { ...exceeded, verdict: 'warn', ratchet: true, reason: noWorse(advice) };
  return { ...exceeded, verdict: level, reason: `${advice} (${reason})` };
}

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
  const isError = measure === 'error' || measure === 'rmse';
  return kind === 'maxIncrease' && isError && value - baseline - allowance < 1e-12 * value;
}

function boundFromBaseline(limit: Limit, baseline: number): number {
  const allowance = allowanceOf(limit, baseline);
  return limit.kind === 'maxDrop' ? baseline - allowance : baseline + allowance;
}
