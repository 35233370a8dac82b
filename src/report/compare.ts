// A report against its baseline: what changed in each figure, and which inputs made it change.
import type { MeasureName } from '../budget/measures.ts';
import { formatCount, formatShare, formatSigned } from './format.ts';
import { measurementsOf } from './measurements.ts';
import type { Answers, MeasuredModel, ModelReport, Tool } from './report.ts';

/** A measure on both sides; a side is undefined where nothing was measured. */
export interface Change {
  readonly measure: MeasureName;
  readonly scope?: string;
  readonly baseline?: number;
  readonly value?: number;
  /** Of each, where it is not exact. */
  readonly baselineBandPercent?: number;
  readonly bandPercent?: number;
  /** Without a value: it is no less than this. */
  readonly atLeast?: number;
}

/** In the order of the report's measurements, then those that only the baseline has. */
export function changesOf(report: ModelReport): Change[] {
  const now = measurementsOf(report);
  const before = report.base ? measurementsOf(report.base) : [];
  const changes = now.map(({ measure, scope, value, bandPercent, atLeast }): Change => {
    const old = before.find((m) => m.measure === measure && m.scope === scope);
    const were = { baseline: old?.value, baselineBandPercent: old?.bandPercent };
    return { measure, scope, ...were, value, bandPercent, ...(atLeast !== undefined && { atLeast }) };
  });
  const gone = before
    .filter((b) => !now.some((m) => m.measure === b.measure && m.scope === b.scope))
    .map(({ measure, scope, value, bandPercent }): Change => {
      return { measure, scope, baseline: value, baselineBandPercent: bandPercent };
    });
  return [...changes, ...gone];
}

const ROLES: ReadonlyMap<string, string> = new Map([
  ['train', 'training data'],
  ['test', 'test data'],
  ['calibrate', 'calibration data'],
  ['student', 'model file'],
  ['teacher', 'teacher'],
]);

const MOST_CAUSES = 40;

/** Which inputs differ from the baseline's, in words; empty where none does, and then no figure may differ either. */
export function causesOf(report: ModelReport, tool: Tool): string[] {
  const { base: baseline } = report;
  if (!baseline) return [];
  const causes = [
    ...settingCauses(baseline.settings, report.settings),
    ...inputCauses(baseline.inputs, report.inputs),
    ...toolCauses(baseline.tool, tool),
  ];
  if (causes.length <= MOST_CAUSES) return causes;
  return [...causes.slice(0, MOST_CAUSES), `and ${causes.length - MOST_CAUSES} more`];
}

type TextByKey = Readonly<Record<string, string>>;

/** The keys whose texts differ, in order, with both texts; keys are anyone's, so only the objects' own count. */
function pairsOf(a: TextByKey = {}, b: TextByKey = {}): readonly [key: string, before?: string, after?: string][] {
  const [before, after] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => [key, before.get(key), after.get(key)]);
}

function settingCauses(a: TextByKey | undefined, b: TextByKey | undefined): string[] {
  return pairsOf(a, b).map(
    ([path, before, after]) => `kd.yaml ${path}: ${before ?? 'not there'} → ${after ?? 'not there'}`,
  );
}

function inputCauses(a: TextByKey, b: TextByKey): string[] {
  return pairsOf(a, b).map(([role, before, after]) => {
    const name = ROLES.get(role) ?? role;
    if (before === undefined) return `${name}: new`;
    return after === undefined ? `${name}: no longer used` : `${name}: content changed`;
  });
}

function toolCauses(before: Tool, after: Tool): string[] {
  if (before.version !== after.version) return [`kd-gate: ${before.version} → ${after.version}`];
  return before.kernelsSha256 === after.kernelsSha256 ? [] : ['kd-gate: its kernels changed'];
}

/** The operators that are not the same on both sides, aligned as a diff: `- CONV_2D 1 x 8 x 8 x 8` and `+ …`. */
export function layerChanges(baseline: MeasuredModel, now: MeasuredModel): string[] {
  const before = baseline.operators.map(describeOperator);
  const after = now.operators.map(describeOperator);
  if (before.length * after.length > 1_000_000) return [`${before.length} operators before, ${after.length} now`];
  return diff(before, after);
}

function describeOperator({ op, outputShape = [], macs }: MeasuredModel['operators'][number]): string {
  return `${op} ${outputShape.join('x')}${macs > 0 ? `, ${formatCount(macs)} MACs` : ''}`;
}

/** The shortest edit by the longest common subsequence (Wagner, Fischer 1974); equal lines are left out. */
function diff(before: readonly string[], after: readonly string[]): string[] {
  const width = after.length + 1;
  const common = new Int32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i * width + j] =
        before[i] === after[j]
          ? common[(i + 1) * width + j + 1] + 1
          : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  const lines: string[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      i++;
      j++;
    } else if (j >= after.length || (i < before.length && common[(i + 1) * width + j] >= common[i * width + j + 1])) {
      lines.push(`- ${before[i++]}`);
    } else {
      lines.push(`+ ${after[j++]}`);
    }
  }
  return lines;
}

export interface ClassChange {
  readonly name: string;
  readonly baseline: Answers;
  readonly now: Answers;
}

/** Classes whose number of right answers changed, the greatest change first; only for the same test set. */
export function classChanges(report: ModelReport): ClassChange[] {
  const { base: baseline, classes, perClass } = report;
  if (!baseline?.perClass || !perClass || !classes || baseline.inputs.test !== report.inputs.test) return [];
  const before = baseline.perClass;
  if (before.length !== perClass.length) return [];
  return perClass
    .map((now, i) => ({ name: classes[i] ?? `class ${i}`, baseline: before[i], now }))
    .filter(({ baseline: before, now }) => before.correct !== now.correct)
    .sort((a, b) => Math.abs(b.now.correct - b.baseline.correct) - Math.abs(a.now.correct - a.baseline.correct));
}

/** One sentence about the paired test, or undefined without one. */
export function describePaired({ paired }: ModelReport): string | undefined {
  if (!paired) return undefined;
  const { total, lost, gained, difference, low, high, pDrop } = paired;
  if (lost + gained === 0) return `the same answers to all ${formatCount(total)} test samples`;
  const [change, least, most] = [difference, low, high].map((share) => formatSigned(share, formatPointsOnly));
  const test = `${formatCount(lost)} answers lost, ${formatCount(gained)} won of ${formatCount(total)}`;
  const p = `McNemar's exact test against a drop: p ${formatProbability(pDrop)}`;
  return `accuracy ${change} pp (95% interval ${least} to ${most}); ${test}; ${p}`;
}

function formatPointsOnly(share: number): string {
  return formatShare(share).slice(0, -1);
}

function formatProbability(p: number): string {
  return p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`;
}
