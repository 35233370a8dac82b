// Fits a factor for each chip to measured latencies, leaves each model and each chip out in turn, and states the bands
// that this earns: node bench/run.mjs bench/latency/calibrate.ts [--write], which writes them to docs/latency.md too
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { Calibration } from '../../src/board/calibration.ts';
import { checks } from './checks.ts';
import { bandOf, factorOf, type Group, groupsOf, isAlone, type LeftOut, leftOut, type Point } from './factors.ts';
import { milliseconds, percent, printBlocks, tableOf, writeBlocks } from './print.ts';

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
    ...(chips[0].flash && { flash: chips[0].flash }),
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

function summary(families: readonly Calibration[], points: readonly Point[]): string {
  const head = ['chips', 'measured on', 'rows', 'worst: model left out', 'chip or build left out', 'inside', 'band'];
  const rows = measured.map(({ chips, points: own }): string[] => {
    const [models, others] = [leftOut(own, 'workload'), leftOut(own, 'chip')];
    const all = [...models, ...others];
    return [
      [...new Set(chips.flatMap((chip) => chip.chips))].join(', '),
      [...new Set(chips.map((chip) => chip.board))].join(', '),
      chips[0].layers ? `1, ${chips[0].layers.length} layers` : `${own.length}`,
      `${worst(models).toFixed(0)} %`,
      others.length > 0 ? `${worst(others).toFixed(0)} %` : '',
      `${all.filter((l) => l.isInside).length} of ${all.length}`,
      `±${bandOf(own)} %`,
    ];
  });
  const others = FAMILIES.map(({ name, isMember }, i): string[] => {
    const left = leftOut(points.filter(isMember), 'chip');
    const band = families[i].bandPercent;
    const inside = left.filter((l) => Math.abs(l.point.measuredMs / l.predictedMs - 1) <= band / 100);
    return [name, 'none', '', '', `${worst(left).toFixed(0)} %`, `${inside.length} of ${left.length}`, `±${band} %`];
  });
  return tableOf(head, 'llrrrrr', [...rows, ...others]);
}

const cell = (l: LeftOut | undefined) => (l ? `${milliseconds(l.predictedMs)}, ${percent(l.error)}` : '');

function rowsLeftOut(): string {
  const head = [
    'board',
    'model',
    'measured',
    'without the model',
    'without the chip or build',
    'band then',
    'inside',
    'source',
  ];
  const rows = measured
    .filter(({ chips: [{ layers }] }) => !layers)
    .flatMap(({ points }) => {
      const others = leftOut(points, 'chip');
      return leftOut(points, 'workload').map((model, i): string[] => {
        const both = others[i] ? [model, others[i]] : [model];
        return [
          model.point.chip.board,
          model.point.workload,
          milliseconds(model.point.measuredMs),
          cell(model),
          cell(others[i]),
          [...new Set(both.map((l) => `±${l.bandPercent} %`))].join(', '),
          both.every((l) => l.isInside) ? 'yes' : 'no',
          model.point.source,
        ];
      });
    });
  return tableOf(head, 'llrrrrll', rows);
}

function insideOf(): string {
  const all = measured.flatMap(({ points }) => [...leftOut(points, 'workload'), ...leftOut(points, 'chip')]);
  const inside = all.filter((l) => l.isInside);
  return `**${inside.length} of ${all.length} predictions lie inside the band that was stated without them.**`;
}

function layersLeftOut(): string {
  const rows = measured
    .filter(({ chips: [{ layers }] }) => layers)
    .flatMap(({ points }) => leftOut(points, 'workload'))
    .map((l) => [
      l.point.chip.board,
      l.point.source,
      l.point.workload,
      milliseconds(l.point.measuredMs),
      milliseconds(l.predictedMs),
      percent(l.error),
    ]);
  return tableOf(
    ['board', 'layer', 'shape, cycles of the core', 'measured', 'without its shape', 'error'],
    'lllrrr',
    rows,
  );
}

function familyRows({ isMember }: Family, points: readonly Point[]): string {
  const rows = leftOut(points.filter(isMember), 'chip').map(({ point, predictedMs, error }) => [
    point.chip.name,
    point.workload,
    milliseconds(point.measuredMs),
    milliseconds(predictedMs),
    percent(error),
  ]);
  return tableOf(['chip or build left out', 'model', 'measured', 'predicted from the others', 'error'], 'llrrr', rows);
}

const points = groups.flatMap((group) => group.points);
const families = FAMILIES.map((family) => familyCalibration(family, points));
const blocks = new Map([
  ['summary', summary(families, points)],
  ['rows', rowsLeftOut()],
  ['inside', insideOf()],
  ['layers', layersLeftOut()],
  ['Cortex-M33', familyRows(FAMILIES[0], points)],
  ...checks(groups),
]);
printBlocks(blocks);

if (process.argv.includes('--write')) {
  // Why other chips have none is written by hand below the calibrations.
  const path = join(process.cwd(), 'src/board/calibrations.yaml');
  const document = parseDocument(readFileSync(path, 'utf8'));
  document.set('calibrations', document.createNode([...measured.map(calibrationOf), ...families]));
  writeFileSync(path, document.toString({ lineWidth: 100 }));
  writeBlocks(join(process.cwd(), 'docs/latency.md'), blocks);
}
