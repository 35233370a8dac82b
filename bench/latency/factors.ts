// Factors of chips from what was measured on them, and the bands that predictions earn which were made without a row.
import { type Chip, latencies } from '../../fixtures/oracle/evidence.ts';
import { must } from '../../src/base/problem.ts';
import { earnedBand, MOST_BAND } from '../../src/board/calibration.ts';
import { CYCLES } from '../../src/board/cores/cycles.ts';
import { type CoreOperatorCycles, countCycles } from '../../src/board/cycle-count.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { workload } from './workloads.ts';

/** Measured time, and what it is predicted from: the core's with the factor 1, and that of flash outside the chip. */
export interface Point {
  readonly chip: Chip;
  /** Points with the same name are left out together. */
  readonly workload: string;
  readonly measuredMs: number;
  readonly source: string;
  readonly plainMs: number;
  readonly flashMs: number;
}

/** Chips that share a factor, because one predicts the other. */
export interface Group {
  readonly chips: readonly Chip[];
  readonly points: readonly Point[];
}

export function cyclesOn(chip: Pick<Chip, 'profile' | 'cycles'>, name: string): readonly CoreOperatorCycles[] {
  const model = must(resolve(workload(name)));
  const { operators, missing, bandPercent } = countCycles(model, profileOf(chip.profile), CYCLES[chip.cycles]);
  if (missing.length > 0 || bandPercent > 0) throw new Error(`${name} has operators without a count`);
  return operators;
}

const partsOf = ({ clockMHz, flash }: Chip, operators: readonly CoreOperatorCycles[]) => ({
  plainMs: operators.reduce((sum, o) => sum + o.cycles, 0) / (clockMHz * 1000),
  flashMs: (operators.reduce((sum, o) => sum + o.flashLines, 0) * (flash?.microsecondsPerLine ?? 0)) / 1000,
});

export function pointOf(chip: Chip, name: string, measuredMs: number, source = ''): Point {
  return { chip, workload: name, measuredMs, source, ...partsOf(chip, cyclesOn(chip, name)) };
}

export const rowPoints = (chip: Chip): Point[] =>
  chip.rows.map(([name, measuredMs, source]) => pointOf(chip, name, measuredMs, source));

/** Layers of the same shape have the same name. */
export function layerPoints(chip: Chip): Point[] {
  return (chip.layers ?? []).map(([name, index, us]) => {
    const operator = cyclesOn(chip, name)[index];
    const label = `${operator.op} ${outputOf(name, index)}, ${Math.round(operator.cycles / 1000)} k`;
    const source = `${name}, operator ${index}`;
    return { chip, workload: label, measuredMs: us / 1000, source, ...partsOf(chip, [operator]) };
  });
}

function outputOf(name: string, index: number): string {
  const [{ tensors, operators }] = workload(name).subgraphs;
  return tensors[operators[index].outputs[0]].shape.slice(1).join('x');
}

/** A chip of which one model alone was measured stands on that model's layers. */
export function groupsOf(chips: readonly Chip[] = latencies().chips): Group[] {
  const groups = new Map<string, Chip[]>();
  for (const chip of chips) {
    const key = chip.group ?? chip.name;
    groups.set(key, [...(groups.get(key) ?? []), chip]);
  }
  return [...groups.values()].map((members) => ({
    chips: members,
    points: members.flatMap((chip) => (chip.layers ? layerPoints(chip) : rowPoints(chip))),
  }));
}

/** Too few to leave one out: it only counts beside others of its profile. */
export const isAlone = ({ points }: Group) => new Set(points.map((p) => p.workload)).size < 3;

function byKey(list: readonly Point[], key: (p: Point) => string): Point[][] {
  const groups = new Map<string, Point[]>();
  for (const p of list) groups.set(key(p), [...(groups.get(key(p)) ?? []), p]);
  return [...groups.values()];
}

const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;

/** Geometric mean over chips, in each over workloads, so that a repeated measurement weighs no more. */
export function factorOf(training: readonly Point[]): number {
  const ratio = (l: readonly Point[]) => mean(l.map((p) => Math.log((p.measuredMs - p.flashMs) / p.plainMs)));
  const ofChips = byKey(training, (p) => p.chip.name).map((list) => mean(byKey(list, (p) => p.workload).map(ratio)));
  return Math.exp(mean(ofChips));
}

export const predictedMs = (p: Point, factor: number) => p.plainMs * factor + p.flashMs;
export const errorOf = (p: Point, factor: number) => (100 * predictedMs(p, factor)) / p.measuredMs - 100;

/** What is taken out of the fit together. */
export type Without = 'workload' | 'chip';
const keyOf = (p: Point, without: Without) => (without === 'chip' ? p.chip.name : p.workload);

const others = (list: readonly Point[], point: Point, without: Without) =>
  list.filter((p) => keyOf(p, without) !== keyOf(point, without));

export const hasSeveral = (list: readonly Point[], without: Without) =>
  new Set(list.map((p) => keyOf(p, without))).size > 1;

export const LEAST_BAND = 20;
const OF_ANOTHER_RUNTIME = 25;

/** Earned by the worst error left out, by model and by chip; kernels measured under another runtime have one band. */
export function bandOf(list: readonly Point[]): number {
  if (list.some(({ chip }) => !chip.isTflm)) return OF_ANOTHER_RUNTIME;
  const least = Math.max(LEAST_BAND, ...list.map(({ chip }) => chip.leastBandPercent ?? 0));
  const worst = Math.max(...(['workload', 'chip'] as const).map((without) => worstOf(list, without)));
  return Math.min(MOST_BAND, Math.max(least, earnedBand(worst)));
}

function worstOf(list: readonly Point[], without: Without): number {
  if (!hasSeveral(list, without)) return 0;
  return Math.max(...list.map((p) => Math.abs(errorOf(p, factorOf(others(list, p, without))))));
}

export interface LeftOut {
  readonly point: Point;
  readonly without: Without;
  readonly predictedMs: number;
  readonly error: number;
  /** As it would have been stated: from the remaining rows alone. */
  readonly bandPercent: number;
  readonly isInside: boolean;
}

export function leftOut(list: readonly Point[], without: Without): LeftOut[] {
  if (!hasSeveral(list, without)) return [];
  return list.map((point) => {
    const rest = others(list, point, without);
    const ms = predictedMs(point, factorOf(rest));
    const bandPercent = bandOf(rest);
    const isInside = Math.abs(point.measuredMs / ms - 1) <= bandPercent / 100;
    return { point, without, predictedMs: ms, error: (100 * ms) / point.measuredMs - 100, bandPercent, isInside };
  });
}
