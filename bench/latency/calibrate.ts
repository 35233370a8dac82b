// Fits a factor for each chip to measured latencies, leaves each model (or chip) out in turn, and states the bands that
// this earns: node bench/run.mjs bench/latency/calibrate.ts [--write]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { type Chip, latencies } from '../../fixtures/oracle/evidence.ts';
import { must } from '../../src/base/problem.ts';
import type { Calibration } from '../../src/board/calibration.ts';
import { CYCLES } from '../../src/board/cores/cycles.ts';
import { cyclesOf } from '../../src/board/latency.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { workload } from './workloads.ts';

const { chips: CHIPS, operators: NRF52840_OPERATORS } = latencies();

/** Measured for predicted cycles with the factor 1. */
interface Point {
  readonly chip: Chip;
  readonly workload: string;
  readonly measuredMs: number;
  readonly source: string;
  readonly plainMs: number;
}

const points: Point[] = CHIPS.flatMap((chip) =>
  chip.rows.map(([name, measuredMs, source]): Point => {
    const model = must(resolve(workload(name)));
    const cycles = cyclesOf(model, profileOf(chip.profile), CYCLES[chip.cycles]);
    if ('reason' in cycles) throw new Error(`${name}: ${cycles.reason}`);
    const plainMs = cycles.reduce((sum, o) => sum + o.cycles, 0) / (chip.clockMHz * 1000);
    return { chip, workload: name, measuredMs, source, plainMs };
  }),
);

/**
 * Geometric mean over workloads, so that a repeated measurement weighs no more; over chips first where there are
 * several.
 */
function factorOf(training: readonly Point[]): number {
  const logs = (list: readonly Point[], key: (p: Point) => string, deeper: (l: readonly Point[]) => number): number => {
    const groups = new Map<string, Point[]>();
    for (const p of list) groups.set(key(p), [...(groups.get(key(p)) ?? []), p]);
    const means = [...groups.values()].map(deeper);
    return means.reduce((sum, m) => sum + m, 0) / means.length;
  };
  const ratio = (l: readonly Point[]) => l.reduce((sum, p) => sum + Math.log(p.measuredMs / p.plainMs), 0) / l.length;
  return Math.exp(
    logs(
      training,
      (p) => p.chip.name,
      (list) => logs(list, (p) => p.workload, ratio),
    ),
  );
}

const errorOf = (p: Point, factor: number) => (100 * p.plainMs * factor) / p.measuredMs - 100;

/** Errors of predictions made without the point's workload (on its chip). */
function leaveModelsOut(list: readonly Point[]): { readonly point: Point; readonly error: number }[] {
  return list.map((point) => {
    const others = list.filter((p) => p.workload !== point.workload);
    return { point, error: errorOf(point, factorOf(others)) };
  });
}

const FLOOR = 20;
const CEILING = 25;

/**
 * A quarter more than the worst error left out, in steps of 5; kernels measured under another runtime get the widest
 * band.
 */
function bandOf(errors: readonly number[], isTflm: boolean): number {
  if (!isTflm) return CEILING;
  const worst = Math.max(...errors.map(Math.abs));
  return Math.min(CEILING, Math.max(FLOOR, 5 * Math.ceil((1.25 * worst) / 5)));
}

const calibrations: Calibration[] = [];
let [inside, total] = [0, 0];
const pairs = new Map<string, boolean>();
const percent = (x: number) => `${x > 0 ? '+' : ''}${x.toFixed(1)} %`;

console.log('| board | model | measured | predicted without it | error | band stated without it | inside | source |');
console.log('|---|---|--:|--:|--:|--:|---|---|');
for (const chip of CHIPS) {
  const list = points.filter((p) => p.chip === chip);
  if (new Set(list.map((p) => p.workload)).size < 3) continue;
  const left = leaveModelsOut(list);
  for (const { point, error } of left) {
    // The band as it would have been stated: from the remaining models alone.
    const others = list.filter((p) => p.workload !== point.workload);
    const band = bandOf(
      leaveModelsOut(others).map((l) => l.error),
      chip.isTflm,
    );
    const isInside = Math.abs(point.measuredMs / (point.plainMs * factorOf(others)) - 1) <= band / 100;
    inside += isInside ? 1 : 0;
    total++;
    const pair = `${chip.name} ${point.workload}`;
    pairs.set(pair, (pairs.get(pair) ?? true) && isInside);
    const predicted = point.measuredMs * (1 + error / 100);
    console.log(
      `| ${chip.board} | ${point.workload} | ${point.measuredMs.toFixed(2)} ms | ${predicted.toFixed(2)} ms ` +
        `| ${percent(error)} | ±${band} % | ${isInside ? 'yes' : 'no'} | ${point.source} |`,
    );
  }
  calibrations.push({
    profile: chip.profile,
    cycles: chip.cycles,
    chips: chip.chips,
    factor: Number(factorOf(list).toPrecision(4)),
    bandPercent: bandOf(
      left.map((l) => l.error),
      chip.isTflm,
    ),
    source:
      `${list.length} measurements on ${chip.board}: ` +
      `${[...new Set(list.map((p) => p.source))].join(', ')}; ${chip.stack}`,
  });
}
console.log(
  `\n${inside} of ${total} left-out measurements lie inside the band stated without them; ` +
    `of ${pairs.size} pairs of board and model, ${[...pairs.values()].filter(Boolean).length}.`,
);

console.log('\n| chip left out | model | measured | predicted from other chips | error |\n|---|---|--:|--:|--:|');
const family = points.filter((p) => p.chip.profile === 'cortex-m33f/cmsis_nn');
const chipErrors = family.map((point) => {
  const factor = factorOf(family.filter((p) => p.chip !== point.chip));
  const error = errorOf(point, factor);
  console.log(
    `| ${point.chip.name} | ${point.workload} | ${point.measuredMs.toFixed(2)} ms ` +
      `| ${(point.plainMs * factor).toFixed(2)} ms | ${percent(error)} |`,
  );
  return error;
});
/** A chip that nobody has measured can't earn the band of one that was. */
const familyBand = Math.max(30, 5 * Math.ceil((1.25 * Math.max(...chipErrors.map(Math.abs))) / 5));
console.log(`Band for other Cortex-M33 chips with weights in their own flash: ±${familyBand} %.`);
calibrations.push({
  profile: 'cortex-m33f/cmsis_nn',
  cycles: 'cortex-m33f',
  factor: Number(factorOf(family).toPrecision(4)),
  bandPercent: familyBand,
  source:
    `no measurement on this chip; ${family.length} on nRF5340, RA6M4 and EFR32MG24, ` +
    'each chip predicted from the others',
});

const m4 = points.filter((p) => p.chip.profile === 'cortex-m4f/cmsis_nn');
for (const name of ['nRF52840', 'STM32L4R5']) {
  const others = m4.filter((p) => p.chip.name !== name);
  const errors = m4.filter((p) => p.chip.name === name).map((p) => errorOf(p, factorOf(others)));
  console.log(`${name} predicted from the other Cortex-M4 chip: ${errors.map(percent).join(', ')}`);
}

console.log('\n| nRF52840: model | operator | measured | predicted without the model | error |\n|---|---|--:|--:|--:|');
for (const [name, op, us] of NRF52840_OPERATORS) {
  const [{ chip }] = points;
  const model = must(resolve(workload(name)));
  const cycles = cyclesOf(model, profileOf(chip.profile), CYCLES[chip.cycles]);
  if ('reason' in cycles) throw new Error(cycles.reason);
  const factor = factorOf(points.filter((p) => p.chip === chip && p.workload !== name));
  const ms =
    (factor * cycles.filter((o) => o.op === op).reduce((sum, o) => sum + o.cycles, 0)) / (chip.clockMHz * 1000);
  const measuredMs = us / 1000;
  console.log(
    `| ${name} | ${op} | ${measuredMs.toFixed(2)} ms | ${ms.toFixed(2)} ms ` +
      `| ${percent((100 * ms) / measuredMs - 100)} |`,
  );
}

if (process.argv.includes('--write')) {
  // Why other chips have none is written by hand below the calibrations.
  const path = join(process.cwd(), 'src/board/calibrations.yaml');
  const document = parseDocument(readFileSync(path, 'utf8'));
  document.set('calibrations', document.createNode(calibrations));
  writeFileSync(path, document.toString({ lineWidth: 100 }));
}
