// Fits cycles for an instruction and the time of a line of flash to measured latencies of ESP32 chips, leaves each
// model out in turn, and states the bands that this earns: node bench/run.mjs bench/latency/esp.ts [--write]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { espLatencies } from '../../fixtures/oracle/evidence.ts';
import type { Calibration } from '../../src/board/calibration.ts';
import { bandOf, type EspFit, type EspPoint, errorOf, fitTo, offBy, others, pointOf, predict } from './esp-fit.ts';

const percent = (x: number) => `${x > 0 ? '+' : ''}${x.toFixed(1)} %`;

/** How far beyond the measured models a figure reaches: a line whose time is fitted costs the same in others. */
const marginOf = ({ microsecondsPerLine }: EspFit) => (microsecondsPerLine === undefined ? 1.25 : 1.4);

const significant = (x: number) => Number(x.toPrecision(4));
const { chips, operators } = espLatencies();
const espressif: Calibration[] = [];

console.log(
  '| chip | model | kernels | MHz | measured | predicted without it | error | band stated without it | inside |',
);
console.log('|---|---|---|--:|--:|--:|--:|--:|---|');
for (const chip of chips) {
  const points = chip.rows.map((row) => pointOf(chip, row));
  const checks = chip.checks.map((row) => pointOf(chip, row));
  const line = (point: EspPoint, fitted: EspFit, band: number) => {
    const predicted = predict(point, fitted);
    const isInside = Math.abs(point.measuredMs / predicted - 1) <= band / 100;
    console.log(
      `| ${chip.name} | ${point.workload} | ${point.profile} | ${point.clockMHz} | ${point.measuredMs.toFixed(1)} ms ` +
        `| ${predicted.toFixed(1)} ms | ${percent(errorOf(point, fitted))} | ±${band} % | ${isInside ? 'yes' : 'no'} |`,
    );
  };
  for (const point of points) {
    const rest = others(points, point);
    line(point, fitTo(rest), bandOf(rest));
  }
  const fitted = fitTo(points);
  // Wide enough for figures whose build is not known.
  const bandPercent = Math.max(bandOf(points), 5 * Math.ceil(offBy(checks, fitted) / 5));
  for (const point of checks) line(point, fitted, bandPercent);
  const perKilocycle = Math.max(...points.map(({ lines, coreMs, clockMHz }) => lines / (coreMs * clockMHz)));
  const { factor, microsecondsPerLine } = fitted;
  const sources = [...new Set(points.map(({ source }) => source))].join(', ');
  for (const profile of chip.profiles) {
    espressif.push({
      profile,
      cycles: chip.cycles,
      chips: chip.chips,
      factor: significant(factor),
      flash: {
        ...(microsecondsPerLine !== undefined && { microsecondsPerLine: significant(microsecondsPerLine) }),
        mostLinesPerKilocycle: Number(((perKilocycle / factor) * marginOf(fitted)).toPrecision(2)),
      },
      bandPercent,
      source: `${points.length} measurements on ${chip.board}: ${sources}; ${chip.stack}`,
    });
  }
}

const SCALAR =
  'no measurement on this chip; its core, in order and scalar, executes at most one instruction a cycle ' +
  '(technical reference manuals: 4-stage, in-order, scalar pipeline)';
for (const profile of ['esp32c3/esp_nn', 'esp32c3/esp_nn-1.1.2', 'esp32c3/reference']) {
  espressif.push({
    profile,
    cycles: 'rv32imc',
    chips: ['ESP32-C2', 'ESP32-C6', 'ESP32-H2'],
    factor: 1,
    isLowerBound: true,
    // Another compiler.
    bandPercent: 10,
    source: SCALAR,
  });
}

console.log('\n| ESP32: model | operator | measured | predicted without the model | error |\n|---|---|--:|--:|--:|');
const [esp32] = chips;
const points = esp32.rows.map((row) => pointOf(esp32, row));
for (const [name, op, us] of operators) {
  const fitted = fitTo(points.filter((point) => point.workload !== name));
  const point = points.find((p) => p.workload === name && p.profile === 'esp32/esp_nn');
  if (!point) throw new Error(name);
  const own = point.count.operators.filter((o) => o.op === op);
  const ms = predict(
    {
      ...point,
      coreMs: own.reduce((sum, o) => sum + o.cycles, 0) / (1000 * point.clockMHz),
      lines: own.reduce((sum, o) => sum + o.flashLines, 0),
    },
    fitted,
  );
  console.log(
    `| ${name} | ${op} | ${(us / 1000).toFixed(2)} ms | ${ms.toFixed(2)} ms | ${percent((100000 * ms) / us - 100)} |`,
  );
}
for (const { profile, factor, flash } of espressif) {
  console.log(`${profile}: ${factor} cycles for an instruction, ${flash?.microsecondsPerLine ?? 0} µs for a line`);
}

if (process.argv.includes('--write')) {
  const path = join(process.cwd(), 'src/board/calibrations.yaml');
  const document = parseDocument(readFileSync(path, 'utf8'));
  document.set('espressif', document.createNode(espressif, { aliasDuplicateObjects: false }));
  writeFileSync(path, document.toString({ lineWidth: 100 }));
}
