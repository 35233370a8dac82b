// Fits cycles for an instruction and the time of a line of flash to measured latencies of ESP32 chips, leaves each
// model out in turn, and states the bands that this earns: node bench/run.mjs bench/latency/esp.ts [--write], which
// writes them to docs/latency.md too
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { type EspChip, espLatencies } from '../../fixtures/oracle/evidence.ts';
import type { Calibration } from '../../src/board/calibration.ts';
import { bandOf, type EspFit, type EspPoint, errorOf, fitTo, offBy, others, pointOf, predict } from './esp-fit.ts';
import { milliseconds, percent, printBlocks, tableOf, writeBlocks } from './print.ts';

/** How far beyond the measured models a figure reaches: a line whose time is fitted costs the same in others. */
const marginOf = ({ microsecondsPerLine }: EspFit) => (microsecondsPerLine === undefined ? 1.25 : 1.4);

const significant = (x: number) => Number(x.toPrecision(4));
const { chips: CHIPS, operators: OPERATORS } = espLatencies();

interface ChipFit {
  readonly chip: EspChip;
  readonly points: readonly EspPoint[];
  /** Published without what a fit has to know. */
  readonly checks: readonly EspPoint[];
  readonly fitted: EspFit;
  readonly bandPercent: number;
}

const measured = CHIPS.map((chip): ChipFit => {
  const points = chip.rows.map((row) => pointOf(chip, row));
  const checks = chip.checks.map((row) => pointOf(chip, row));
  const fitted = fitTo(points);
  // Wide enough for figures whose build is not known.
  const bandPercent = Math.max(bandOf(points), 5 * Math.ceil(offBy(checks, fitted) / 5));
  return { chip, points, checks, fitted, bandPercent };
});

function calibrationsOf({ chip, points, fitted, bandPercent }: ChipFit): Calibration[] {
  const { factor, microsecondsPerLine } = fitted;
  const perKilocycle = Math.max(...points.map(({ lines, coreMs, clockMHz }) => lines / (coreMs * clockMHz)));
  const sources = [...new Set(points.map(({ source }) => source))].join(', ');
  return chip.profiles.map((profile) => ({
    profile,
    cycles: chip.cycles,
    chips: chip.chips,
    ownRamBytes: chip.ownRamKiB * 1024,
    factor: significant(factor),
    flash: {
      ...(microsecondsPerLine !== undefined && { microsecondsPerLine: significant(microsecondsPerLine) }),
      mostLinesPerKilocycle: Number(((perKilocycle / factor) * marginOf(fitted)).toPrecision(2)),
    },
    bandPercent,
    source: `${points.length} measurements on ${chip.board}: ${sources}; ${chip.stack}`,
  }));
}

/** ESP32-C3's core in chips that nobody has measured. */
const LOWER_BOUNDS = ['esp32c3/esp_nn', 'esp32c3/esp_nn-1.1.2', 'esp32c3/reference'].map(
  (profile): Calibration => ({
    profile,
    cycles: 'rv32imc',
    chips: ['ESP32-C2', 'ESP32-C6', 'ESP32-H2'],
    factor: 1,
    isLowerBound: true,
    // Another compiler.
    bandPercent: 10,
    source:
      'no measurement on this chip; its core, in order and scalar, executes at most one instruction a cycle ' +
      '(technical reference manuals: 4-stage, in-order, scalar pipeline)',
  }),
);

function rowsTable(): string {
  const rows = measured.flatMap(({ points, checks, fitted, bandPercent }) => {
    const row = (point: EspPoint, by: EspFit, band: number, without: string) => {
      const predicted = predict(point, by);
      return [
        point.chip.name,
        point.workload,
        point.profile,
        `${point.clockMHz}`,
        milliseconds(point.measuredMs),
        milliseconds(predicted),
        percent(errorOf(point, by)),
        `±${band} %`,
        Math.abs(point.measuredMs / predicted - 1) <= band / 100 ? 'yes' : 'no',
        without,
        point.source,
      ];
    };
    return [
      ...points.map((point) => {
        const rest = others(points, point);
        const isAlone = rest.some((other) => other.workload === point.workload);
        return row(point, fitTo(rest), bandOf(rest), isAlone ? 'the row' : 'the model');
      }),
      ...checks.map((point) => row(point, fitted, bandPercent, 'not used')),
    ];
  });
  const head = [
    'chip',
    'model',
    'kernels',
    'MHz',
    'measured',
    'predicted',
    'error',
    'band',
    'inside',
    'without',
    'source',
  ];
  return tableOf(head, 'lllrrrrrlll', rows);
}

function operatorsTable(): string {
  const [{ points }] = measured;
  const rows = OPERATORS.map(([name, op, us]) => {
    const point = points.find((p) => p.workload === name && p.profile === 'esp32/esp_nn');
    if (!point) throw new Error(name);
    const own = point.count.operators.filter((o) => o.op === op);
    const coreMs = own.reduce((sum, o) => sum + o.cycles, 0) / (1000 * point.clockMHz);
    const lines = own.reduce((sum, o) => sum + o.flashLines, 0);
    const ms = predict({ ...point, coreMs, lines }, fitTo(points.filter((p) => p.workload !== name)));
    return [name, op, milliseconds(us / 1000), milliseconds(ms), percent((100_000 * ms) / us - 100)];
  });
  return tableOf(['ESP32: model', 'operator', 'measured', 'predicted without the model', 'error'], 'llrrr', rows);
}

function fitTable(): string {
  const rows = measured.map(({ chip, fitted, bandPercent }) => [
    chip.name,
    fitted.factor.toFixed(3),
    fitted.microsecondsPerLine === undefined ? 'in the cycles' : `${fitted.microsecondsPerLine.toFixed(2)} µs`,
    `±${bandPercent} %`,
  ]);
  return tableOf(['chip', 'cycles for an instruction', 'line of 32 bytes from flash', 'band'], 'lrrr', rows);
}

const blocks = new Map([
  ['fit', fitTable()],
  ['rows', rowsTable()],
  ['operators', operatorsTable()],
]);
printBlocks(blocks);

if (process.argv.includes('--write')) {
  const path = join(process.cwd(), 'src/board/calibrations.yaml');
  const document = parseDocument(readFileSync(path, 'utf8'));
  const list = [...measured.flatMap(calibrationsOf), ...LOWER_BOUNDS];
  document.set('espressif', document.createNode(list, { aliasDuplicateObjects: false }));
  writeFileSync(path, document.toString({ lineWidth: 100 }));
  writeBlocks(join(process.cwd(), 'docs/latency.md'), blocks, 'esp.ts');
}
