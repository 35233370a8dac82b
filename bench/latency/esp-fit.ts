// Latencies of ESP32 chips: cycles for an instruction and the time of a line of flash, fitted to measurements, and the
// band that models left out earn.
import type { EspChip, EspRow } from '../../fixtures/oracle/evidence.ts';
import { must } from '../../src/base/problem.ts';
import { earnedBand, MOST_BAND } from '../../src/board/calibration.ts';
import { CYCLES } from '../../src/board/cores/cycles.ts';
import { type CycleCount, countCycles } from '../../src/board/cycle-count.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { LEAST_BAND } from './factors.ts';
import { nonNegativeLeastSquares } from './least-squares.ts';
import { workload } from './workloads.ts';

export interface EspPoint {
  readonly chip: EspChip;
  readonly workload: string;
  readonly clockMHz: number;
  readonly measuredMs: number;
  readonly profile: string;
  readonly source: string;
  readonly count: CycleCount;
  /** At one cycle for an instruction. */
  readonly coreMs: number;
  readonly lines: number;
}

export interface EspFit {
  readonly factor: number;
  readonly microsecondsPerLine?: number;
}

export function pointOf(chip: EspChip, [name, clockMHz, measuredMs, profile, source]: EspRow): EspPoint {
  const count = countCycles(must(resolve(workload(name))), profileOf(profile), CYCLES[chip.cycles]);
  if (count.missing.length > 0) throw new Error(`${name}: ${count.missing[0].reason}`);
  const coreMs = count.operators.reduce((sum, { cycles }) => sum + cycles, 0) / (1000 * clockMHz);
  const lines = count.operators.reduce((sum, { flashLines }) => sum + flashLines, 0);
  return { chip, workload: name, clockMHz, measuredMs, profile, source, count, coreMs, lines };
}

/** Relative errors count; a second figure for flash only where models differ in what they read from it. */
export function fitTo(points: readonly EspPoint[]): EspFit {
  const models = new Set(points.map((point) => point.workload));
  if (models.size < 2) {
    const logs = points.map(({ measuredMs, coreMs }) => Math.log(measuredMs / coreMs));
    return { factor: Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length) };
  }
  const [factor, microsecondsPerLine] = nonNegativeLeastSquares(
    points.map(({ measuredMs, coreMs, lines }) => [coreMs / measuredMs, lines / 1000 / measuredMs]),
    points.map(() => 1),
  );
  return { factor, microsecondsPerLine };
}

export const predict = ({ coreMs, lines }: EspPoint, { factor, microsecondsPerLine = 0 }: EspFit) =>
  coreMs * factor + (lines * microsecondsPerLine) / 1000;
export const errorOf = (point: EspPoint, fitted: EspFit) => (100 * predict(point, fitted)) / point.measuredMs - 100;

/** Without the point's model; where only one was measured, without the point itself. */
export function others(points: readonly EspPoint[], point: EspPoint): readonly EspPoint[] {
  const found = points.filter((other) => other.workload !== point.workload);
  return found.length > 0 ? found : points.filter((other) => other !== point);
}

/** Earned by the worst error left out; one model alone gets the widest band. */
export function bandOf(points: readonly EspPoint[]): number {
  const worst = Math.max(...points.map((point) => Math.abs(errorOf(point, fitTo(others(points, point))))));
  if (new Set(points.map((point) => point.workload)).size < 2) return MOST_BAND;
  return Math.min(MOST_BAND, Math.max(LEAST_BAND, earnedBand(worst)));
}

export function offBy(points: readonly EspPoint[], fitted: EspFit): number {
  return Math.max(0, ...points.map((point) => Math.abs(100 * (point.measuredMs / predict(point, fitted) - 1))));
}
