// Fits a factor for each chip to measured latencies, leaves each model and each chip out in turn, and states the bands
// that this earns: node bench/run.mjs bench/latency/calibrate.ts [--write]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { Calibration } from '../../src/board/calibration.ts';
import { printChecks } from './checks.ts';
import {
  bandOf,
  errorOf,
  factorOf,
  type Group,
  groupsOf,
  isAlone,
  type LeftOut,
  leftOut,
  type Point,
  rowPoints,
} from './factors.ts';
import { milliseconds, percent, printTable } from './print.ts';

const groups = groupsOf();
const measured = groups.filter((group) => !isAlone(group));

/** What a chip that nobody has measured gets, where the measured ones of its kind predict each other. */
interface Family {
  readonly name: string;
  readonly profile: string;
  readonly isMember: (p: Point) => boolean;
  readonly rule: Pick<Calibration, 'cycles' | 'chips' | 'ownRamBytes'>;
  readonly measuredOn: string;
}

const FAMILIES: readonly Family[] = [
  {
    name: 'other Cortex-M33 with weights in their own flash',
    profile: 'cortex-m33f/cmsis_nn',
    isMember: ({ chip }) => chip.profile === 'cortex-m33f/cmsis_nn',
    rule: { cycles: 'cortex-m33f' },
    measuredOn: 'nRF5340, RA6M4 and EFR32MG24',
  },
  {
    name: 'other Cortex-M7 with weights in their own flash, STM32H7 first of all',
    profile: 'cortex-m7f/cmsis_nn',
    isMember: ({ chip }) => chip.group === 'Cortex-M7 with L1 caches',
    rule: { cycles: 'instructions', ownRamBytes: 1024 * 1024 },
    measuredOn: 'STM32F746 and STM32F767',
  },
  {
    name: 'other STM32F4',
    profile: 'cortex-m4f/cmsis_nn',
    isMember: ({ chip }) => chip.group === 'STM32 Cortex-M4 with ART',
    rule: { cycles: 'instructions', chips: ['STM32F4'], ownRamBytes: 384 * 1024 },
    measuredOn: 'STM32F446, STM32F469 and STM32L496',
  },
];

const MOST_PERCENT = 30;
const worst = (list: readonly LeftOut[]) => Math.max(0, ...list.map(({ error }) => Math.abs(error)));

function calibrationOf({ chips, points }: Group): Calibration {
  const [{ profile, cycles }] = chips;
  const ownRamKiB = Math.max(...chips.map((chip) => chip.ownRamKiB ?? 0));
  const sources = chips.map(({ board, stack, layers, rows }) => {
    const from = [...new Set(rows.map(([, , source]) => source))].join(', ');
    const plural = rows.length > 1 ? 's' : '';
    const parts = layers ? ` of ${layers.length} layers` : '';
    return `${rows.length} measurement${plural}${parts} on ${board}: ${from}; ${stack}`;
  });
  return {
    profile,
    cycles,
    chips: [...new Set(chips.flatMap((chip) => chip.chips))],
    ...(ownRamKiB > 0 && { ownRamBytes: ownRamKiB * 1024 }),
    factor: Number(factorOf(points).toPrecision(4)),
    bandPercent: bandOf(points),
    source: sources.join('. '),
  };
}

/** A chip that nobody has measured can't earn the band of one that was. */
function familyCalibration({ profile, isMember, rule, measuredOn }: Family, points: readonly Point[]): Calibration {
  const members = points.filter(isMember);
  const bandPercent = 5 * Math.ceil((1.25 * worst(leftOut(members, 'chip'))) / 5);
  if (bandPercent > MOST_PERCENT) throw new Error(`${measuredOn} don't predict each other: ${bandPercent} %`);
  return {
    profile,
    ...rule,
    factor: Number(factorOf(members).toPrecision(4)),
    bandPercent: MOST_PERCENT,
    source: `no measurement on this chip; ${members.length} on ${measuredOn}, each chip predicted from the others`,
  };
}

function printSummary(families: readonly Calibration[], points: readonly Point[]): void {
  const head = [
    'chips',
    'measured on',
    'rows',
    'worst without the model',
    'worst without the chip or build',
    'inside',
    'band',
  ];
  const rows = measured.map((group): string[] => {
    const models = leftOut(group.points, 'workload');
    const chips = leftOut(group.points, 'chip');
    const all = [...models, ...chips];
    const [{ layers }] = group.chips;
    return [
      [...new Set(group.chips.flatMap((chip) => chip.chips))].join(', '),
      [...new Set(group.chips.map((chip) => chip.board))].join(', '),
      layers ? `${layers.length} layers of 1` : `${group.points.length}`,
      `${worst(models).toFixed(0)} %`,
      chips.length > 0 ? `${worst(chips).toFixed(0)} %` : '',
      `${all.filter((l) => l.isInside).length} of ${all.length}`,
      `±${bandOf(group.points)} %`,
    ];
  });
  const others = FAMILIES.map(({ name, isMember }, i): string[] => {
    const left = leftOut(points.filter(isMember), 'chip');
    const inside = left.filter(({ error }) => Math.abs(1 / (1 + error / 100) - 1) <= families[i].bandPercent / 100);
    return [name, '', '0', '', `${worst(left).toFixed(0)} %`, `${inside.length} of ${left.length}`, '±30 %'];
  });
  printTable(head, 'llrrrrr', [...rows, ...others]);
}

function printRows(): void {
  const head = ['board', 'model', 'measured', 'without', 'predicted', 'error', 'band stated then', 'inside', 'source'];
  const rows = measured
    .filter(({ chips: [{ layers }] }) => !layers)
    .flatMap(({ points }) => [...leftOut(points, 'workload'), ...leftOut(points, 'chip')])
    .map((l): string[] => [
      l.point.chip.board,
      l.point.workload,
      milliseconds(l.point.measuredMs),
      l.without === 'chip' ? 'chip, build' : 'model',
      milliseconds(l.predictedMs),
      percent(l.error),
      `±${l.bandPercent} %`,
      l.isInside ? 'yes' : 'no',
      l.point.source,
    ]);
  printTable(head, 'llrlrrrll', rows);
  const inside = rows.filter((row) => row[7] === 'yes').length;
  console.log(`\n${inside} of ${rows.length} left-out predictions lie inside the band stated without them.`);
}

function printLayers(): void {
  for (const { chips, points } of measured.filter(({ chips: [{ layers }] }) => layers)) {
    const [chip] = chips;
    const rows = leftOut(points, 'workload').map((l) => [
      l.point.source,
      l.point.workload,
      milliseconds(l.point.measuredMs),
      milliseconds(l.predictedMs),
      percent(l.error),
    ]);
    printTable([chip.board, 'layer, cycles of the core', 'measured', 'without its shape', 'error'], 'llrrr', rows);
    for (const point of rowPoints(chip)) {
      const error = percent(errorOf(point, factorOf(points)));
      console.log(`\nThe whole of ${point.workload} (${milliseconds(point.measuredMs)}): ${error}.`);
    }
  }
}

function printFamilies(points: readonly Point[]): void {
  for (const { name, isMember } of FAMILIES) {
    console.log(`\n${name}, each chip predicted from the others:\n`);
    const rows = leftOut(points.filter(isMember), 'chip').map(({ point, predictedMs, error }) => [
      point.chip.name,
      point.workload,
      milliseconds(point.measuredMs),
      milliseconds(predictedMs),
      percent(error),
    ]);
    printTable(['chip or build left out', 'model', 'measured', 'predicted from other chips', 'error'], 'llrrr', rows);
  }
}

const points = groups.flatMap((group) => group.points);
const families = FAMILIES.map((family) => familyCalibration(family, points));
const calibrations = [...measured.map(calibrationOf), ...families];

printSummary(families, points);
console.log();
printRows();
console.log();
printLayers();
printFamilies(points);
printChecks(groups);

if (process.argv.includes('--write')) {
  // Why other chips have none is written by hand below the calibrations.
  const path = join(process.cwd(), 'src/board/calibrations.yaml');
  const document = parseDocument(readFileSync(path, 'utf8'));
  document.set('calibrations', document.createNode(calibrations));
  writeFileSync(path, document.toString({ lineWidth: 100 }));
}
