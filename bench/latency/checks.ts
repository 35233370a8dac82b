// What no factor was fitted to: rows of grade C, arenas outside the chip, other libraries on two chips, operators.
import { latencies, type PublishedRow, table } from '../../fixtures/oracle/evidence.ts';
import { must } from '../../src/base/problem.ts';
import { instructionsOf } from '../../src/board/instructions.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import {
  cyclesOn,
  errorOf,
  factorOf,
  type Group,
  layerPoints,
  type Point,
  pointOf,
  predictedMs,
  rowPoints,
} from './factors.ts';
import { type Blocks, milliseconds, percent, tableOf } from './print.ts';
import { modelOf } from './workloads.ts';

const findGroup = (groups: readonly Group[], chip: string): Group => {
  const found = groups.find(({ chips }) => chips.some(({ name }) => name === chip));
  if (!found) throw new Error(chip);
  return found;
};

/** The Cortex-M4 chips that don't predict each other. */
function cortexM4(groups: readonly Group[]): string {
  const names = ['nRF52840', 'STM32L4R5', 'STM32F446'];
  const rows = names.map((from) => {
    const factor = factorOf(onInstructions(findGroup(groups, from).points));
    const cells = names.map((to) => {
      if (to === from) return '';
      const errors = onInstructions(findGroup(groups, to).points).map((p) => errorOf(p, factor));
      return `${percent(Math.min(...errors))} to ${percent(Math.max(...errors))}`;
    });
    return [from, ...cells];
  });
  return tableOf(['predicted from', ...names], 'lrrr', rows);
}

/** As though every executed instruction took one cycle. */
const onInstructions = (list: readonly Point[]): Point[] =>
  [...new Set(list.map(({ chip }) => chip))].flatMap((chip) => rowPoints({ ...chip, cycles: 'instructions' }));

function nano(groups: readonly Group[]): string {
  const { chips, points } = findGroup(groups, 'nRF52840');
  const rows = latencies().operators.map(([name, op, us]) => {
    const factor = factorOf(points.filter((p) => p.workload !== name));
    const cycles = cyclesOn(chips[0], name).filter((o) => o.op === op);
    const ms = (factor * cycles.reduce((sum, o) => sum + o.cycles, 0)) / (chips[0].clockMHz * 1000);
    return [name, op, milliseconds(us / 1000), milliseconds(ms), percent((1e5 * ms) / us - 100)];
  });
  return tableOf(['nRF52840: model', 'operator', 'measured', 'without the model', 'error'], 'llrrr', rows);
}

/** Which models of the second collection are at hand, by its names. */
const AT_HAND: readonly (readonly [start: string, workload: string])[] = [
  ['AD-baseline', 'ad'],
  ['vww_96_int8', 'vww'],
  ['pretrainedResnet', 'ic'],
  ['hello_world', 'hello'],
];

/** Rows that calibrate nothing: printed to whole milliseconds, or with the arena in SDRAM, or mostly interpreter. */
function otherRows(groups: readonly Group[]): string {
  const chips: readonly (readonly [mcu: string, chip: string])[] = [
    ['STM32F446', 'STM32F446'],
    ['STM32F7', 'STM32F767'],
    ['STM32H7', 'STM32F767'],
    ['i.MX RT1062', 'i.MX RT1062'],
    ['RP2040', 'RP2040'],
    ['MCXN947', 'RA6M4'],
  ];
  const rows = table('published').flatMap((row): string[][] => {
    const { collection, latencyMs, quality, mcu = '', mhz, stack_class: stack = '' } = row;
    if (collection !== 'second' || latencyMs === null || quality === 'X') return [];
    const found = chips.find(([start]) => `${mcu}`.startsWith(start));
    const model = AT_HAND.find(([start]) => row.model.startsWith(start));
    if (!found || !model || stack === 'TFLM reference') return [];
    const group = findGroup(groups, found[1]);
    const chip = { ...group.chips[0], clockMHz: Number(mhz) };
    const calibrates = group.points.some((p) => p.measuredMs === latencyMs);
    if (calibrates) return [];
    const ms = predictedMs(pointOf(chip, model[1], latencyMs), factorOf(group.points));
    return [
      [
        row.board,
        model[1],
        `${quality}`,
        `${stack}`,
        `${Number(latencyMs.toPrecision(4))} ms`,
        milliseconds(ms),
        percent((100 * ms) / latencyMs - 100),
      ],
    ];
  });
  return tableOf(['board', 'model', 'grade', 'stack', 'measured', 'predicted', 'error'], 'llllrrr', rows);
}

/** Two Cortex-M7, the same vendor's library: whether their cycles differ. */
function vendors(): string {
  const cycles = new Map<string, Map<string, number>>();
  const boards = ['DISCO-F746NG', 'NUCLEO-H7A3ZI-Q'];
  for (const row of table('published')) {
    const { collection, version, stack, benchmark, board, cycles_per_mac: perMac } = row;
    if (collection !== 'MLPerf Tiny' || !boards.includes(board) || typeof perMac !== 'number') continue;
    const key = `${version} ${stack} ${benchmark}`;
    const found = cycles.get(key) ?? new Map<string, number>();
    cycles.set(key, found.has(board) ? found : found.set(board, perMac));
  }
  const both = [...cycles].filter(([, found]) => boards.every((board) => found.has(board)));
  const ratios = both.map(([, found]) => (found.get(boards[1]) ?? 0) / (found.get(boards[0]) ?? 1) - 1);
  const range = [Math.min(...ratios), Math.max(...ratios)].map((r) => percent(100 * r)).join(' to ');
  return `STM32H7A3 against STM32F746, ${both.length} pairs of one library and model in MLPerf Tiny: ${range} cycles.`;
}

interface Layer {
  readonly routine: string;
  readonly ratio: number;
}

/** Measured cycles for an instruction, of layers whose shapes the collection has. */
function byRoutine(title: string, layers: readonly Layer[]): string {
  const routines = [...new Set(layers.map(({ routine }) => routine))].sort();
  const rows = routines.map((routine) => {
    const ratios = layers.filter((l) => l.routine === routine).map(({ ratio }) => ratio);
    ratios.sort((a, b) => a - b);
    const at = (share: number) => ratios[Math.floor(share * (ratios.length - 1))].toFixed(2);
    return [routine, `${ratios.length}`, at(0), at(0.5), at(1)];
  });
  return tableOf([title, 'layers', 'least', 'median', 'most'], 'lrrrr', rows);
}

/** lheim/TFLM-Evaluation: a convolution, a second one or a depthwise one, and dense layers, behind a small picture. */
function l496Layers(): Layer[] {
  const rows = table('published-operators').filter(({ board }) => board === 'NUCLEO-L496ZG');
  const models = new Map<string, PublishedRow[]>();
  for (const row of rows) models.set(row.model, [...(models.get(row.model) ?? []), row]);
  return [...models].flatMap(([name, measured]) => {
    const kernel = /K(\d)/.exec(name)?.[1] ?? '1';
    const shapes = measured.map(({ output }) => output as readonly number[]);
    const [first] = shapes;
    const isDense = name.startsWith('dense');
    const input = isDense ? [1, 1, 100] : [first[1], first[2], 1];
    const texts = measured.map(({ op }, i) => {
      const channels = shapes[i][shapes[i].length - 1];
      if (op === 'CONV_2D') return `conv ${kernel}x${kernel} ${channels}`;
      return op === 'DEPTHWISE_CONV_2D' ? `depthwise ${kernel}x${kernel}` : `dense ${channels}`;
    });
    const flat = texts.findIndex((text) => text.startsWith('dense'));
    const layers = [...texts.slice(0, flat), 'reshape', ...texts.slice(flat)];
    const model = must(resolve(modelOf({ input, layers })));
    const counts = instructionsOf(model, profileOf('cortex-m4f/cmsis_nn')).filter(({ op }) => op !== 'RESHAPE');
    return counts.flatMap((count, i): Layer[] => {
      // More than 65,535 inputs: the library of 2020 ran a part of them.
      if ('reason' in count || (count.op === 'FULLY_CONNECTED' && Number(measured[i].macs) > 10 * 0xffff)) return [];
      return [{ routine: count.routine, ratio: (Number(measured[i].us) * 80) / count.instructions }];
    });
  });
}

/** And the Pico's layers that the build for two cores leaves to one. */
function wholeModel(groups: readonly Group[]): string {
  const { chips, points } = findGroup(groups, 'RP2040');
  const [chip] = chips;
  const factor = factorOf(points);
  const layers = table('published-operators').flatMap((row) => {
    if (row.board !== chip.board || row.cores !== 2 || row.op !== 'DEPTHWISE_CONV_2D') return [];
    return [['person', Number(row.index), Number(row.us)] as const];
  });
  const errors = layerPoints({ ...chip, layers }).map((point) => errorOf(point, factor));
  const range = [Math.min(...errors), Math.max(...errors)].map(percent).join(' to ');
  const [whole] = rowPoints(chip);
  const error = percent(errorOf(whole, factor));
  return (
    `The whole of person_detect (${milliseconds(whole.measuredMs)}) comes out ${error} off, ` +
    `the ${errors.length} depthwise layers of the same author's build for two cores ${range}.`
  );
}

export function checks(groups: readonly Group[]): Blocks {
  return new Map([
    ['whole', wholeModel(groups)],
    ['nRF52840', nano(groups)],
    ['Cortex-M4', cortexM4(groups)],
    ['vendors', vendors()],
    ['others', otherRows(groups)],
    ['routines', byRoutine('STM32L496, -Ofast: routine', l496Layers())],
  ]);
}
