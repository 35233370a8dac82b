// Measures against budgets. Absolute limits judge alone; relative ones judge against the baseline.
import type { Place } from '../base/problem.ts';
import { type PairedTest, SIGNIFICANCE, tooSmallFor } from './paired.ts';
import type { Verdict } from './verdict.ts';

export const MEASURES = ['size', 'gzip', 'arena', 'accuracy', 'quantDrop', 'latency'] as const;

/**
 * size, gzip, arena: bytes. accuracy: share of right answers, 0..1. quantDrop: float accuracy minus int8 accuracy, as a
 * share. latency: ms.
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
  readonly base?: number;
  /** How far the value is beyond the limit, in the measure's unit; only when it is. */
  readonly excess?: number;
  /** Why there is no number, or what to do about an excess. */
  readonly reason?: string;
  /** What the budget can't see: the test set is too small to resolve it. */
  readonly lint?: string;
  /** The baseline is over an absolute limit already, and this is no worse. */
  readonly ratchet?: boolean;
  readonly place?: Place;
}

export interface JudgeOptions {
  /** Whether a limit that the baseline already exceeds only forbids getting worse. */
  readonly ratchet: boolean;
  /** The answers of both models to the same test samples. */
  readonly paired?: PairedTest;
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
  { ratchet, paired }: JudgeOptions,
): Judgement {
  const { measure, kind, level, text, place } = limit;
  const common = { measure, scope: measurement.scope, kind, level, text, place, base: baseline?.value };
  const { value } = measurement;
  // A budget that only warns may not stop a merge by being unmeasurable either.
  const unmeasured: Verdict = level === 'warn' ? 'warn' : 'not measured';
  if (value === undefined) return { ...common, verdict: unmeasured, reason: measurement.reason ?? 'not measured' };
  const relative = kind === 'maxIncrease' || kind === 'maxDrop';
  if (relative && baseline?.value === undefined) {
    return { ...common, value, verdict: 'no baseline', reason: 'no baseline yet: this is the first measurement' };
  }
  const bound = relative ? boundFromBaseline(limit, baseline?.value ?? 0) : limit.value;
  const lint = kind === 'maxDrop' && paired ? tooSmallFor(limit.value, paired.total) : undefined;
  const judged = { ...common, value, limit: bound, ...(lint && { lint }) };
  const beyond = (figure: number) => (isFloor(kind) ? bound - figure : figure - bound);
  const excess = beyond(value);
  if (!(excess > 0) || isRounding(limit, value, baseline?.value)) return { ...judged, verdict: 'pass' };
  const exceeded = { ...judged, excess };
  if (!relative && ratchet && baseline?.value !== undefined && beyond(baseline.value) >= excess) {
    const reason = `the base is over this budget already, and this is no worse; ${ADVICE[measure]}`;
    return { ...exceeded, verdict: 'warn', ratchet: true, reason };
  }
  if (kind === 'maxDrop' && paired && paired.pDrop > SIGNIFICANCE) {
    const changed = `${paired.lost} answers lost and ${paired.gained} won`;
    const chance = `p = ${paired.pDrop.toFixed(2)}, McNemar's exact test`;
    const reason = `${changed} can't be told from chance (${chance}); test on more samples to be sure`;
    return { ...exceeded, verdict: 'warn', reason };
  }
  return { ...exceeded, verdict: level, reason: ADVICE[measure] };
}

/** A drop of exactly the allowance passes: 0.91 - 0.9 is a little more than 0.01 in binary. */
function isRounding(
  { kind, value: allowance, ofBaseline }: Limit,
  value: number,
  baseline: number | undefined,
): boolean {
  if (kind !== 'maxDrop' || ofBaseline || baseline === undefined) return false;
  return baseline - value - allowance < 1e-12;
}

function boundFromBaseline(limit: Limit, baseline: number): number {
  const allowance = limit.ofBaseline ? baseline * limit.value : limit.value;
  return limit.kind === 'maxDrop' ? baseline - allowance : baseline + allowance;
}

const ADVICE: Readonly<Record<MeasureName, string>> = {
  size: 'use fewer filters or units in the widest layer, or raise the budget',
  gzip: 'use fewer filters or units in the widest layer, or raise the budget',
  arena: 'stride earlier or narrow the layers alive at the peak, or raise the budget',
  accuracy: 'train for more epochs, widen the student or improve the teacher, or lower the budget',
  quantDrop: 'calibrate on more samples or bound activations with relu6, or raise the budget',
  latency: 'reduce MACs in the slowest operator, or raise the budget',
};
