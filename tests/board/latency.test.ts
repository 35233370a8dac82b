import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bandOf, factorOf, groupsOf, isAlone, leftOut } from '../../bench/latency/factors.ts';
import { workload } from '../../bench/latency/workloads.ts';
import { type Chip, latencies } from '../../fixtures/oracle/evidence.ts';
import { must } from '../../src/base/problem.ts';
import type { Board } from '../../src/board/board.ts';
import { CALIBRATIONS } from '../../src/board/calibration.ts';
import { CYCLES } from '../../src/board/cores/cycles.ts';
import { instructionsOf } from '../../src/board/instructions.ts';
import { calibrationOf, latencyOf } from '../../src/board/latency.ts';
import { readShippedBoards } from '../../src/config/shipped-boards.ts';
import { findProfile, profileOf } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { readModel } from '../../src/tflite/read.ts';

const BOARDS = must(readShippedBoards()).boards;
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

function board(id: string): Board {
  const found = BOARDS.find((b) => b.id === id);
  if (!found) throw new Error(id);
  return found;
}

const file = must(readModel(readFileSync(here('../../fixtures/arena/fc_64x64_perch.tflite'))));
const dense = must(resolve(file));
const autoencoder = must(resolve(workload('ad')));

describe('latency', () => {
  const pico = board('raspberry-pi-pico');

  test('is cycles by class, times what the chip was measured to add, over the clock', () => {
    const [first] = instructionsOf(dense, profileOf('cortex-m4f/cmsis_nn'));
    if ('reason' in first) throw new Error(first.reason);
    const { alu, load, store, multiply, divide, branch, taken, flashReads } = first.byClass;
    const cycles = alu + 2 * load + store + multiply + 8 * divide + branch + 2 * taken + 3 * flashReads;
    const nano = board('arduino-nano-33-ble');
    const factor = calibrationOf(nano)?.factor ?? 0;
    expect(latencyOf(dense, nano)).toMatchObject({
      latencyMs: Math.round(cycles * factor) / 64e3,
      bandPercent: 25,
      source: expect.stringContaining('Arduino Nano 33 BLE'),
      operators: [{ operatorIndex: 0, op: 'FULLY_CONNECTED', cycles: Math.round(cycles * factor) }],
    });
  });

  test('a chip of a measured kind takes its factor: another board, a board file', () => {
    const xiao = calibrationOf(board('seeed-xiao-nrf52840-sense'));
    expect(xiao).toBe(calibrationOf(board('arduino-nano-33-ble')));
    expect(calibrationOf({ ...board('arduino-nano-33-ble'), id: 'ours', flash: undefined })).toBe(xiao);
  });

  test('a Cortex-M33 that was not measured has a wider band, and only with weights in its own flash', () => {
    const u575 = board('nucleo-u575zi');
    expect(calibrationOf(u575)).toMatchObject({ bandPercent: 30 });
    expect(calibrationOf({ ...u575, flash: 'external' })).toBeUndefined();
    expect(calibrationOf({ ...u575, flash: undefined })).toBeUndefined();
  });

  test('a Cortex-M7 of which no figure has been published takes the factor of those that have one', () => {
    const [measured, other] = ['nucleo-f767zi', 'nucleo-h743zi'].map((id) => calibrationOf(board(id)));
    expect(other).toMatchObject({ factor: measured?.factor, bandPercent: 30 });
    expect(other?.source).toContain('no measurement on this chip');
  });

  test('on an RP2040 every executed instruction and every byte of weights has its cycles', () => {
    const [, , third] = instructionsOf(autoencoder, profileOf('cortex-m0plus/cmsis_nn'));
    if ('reason' in third) throw new Error(third.reason);
    const factor = calibrationOf(pico)?.factor ?? 0;
    const latency = latencyOf(autoencoder, pico);
    if (!('latencyMs' in latency)) throw new Error(latency.reason);
    expect(latency.bandPercent).toBe(30);
    // 16,896 bytes of weights and biases in lines of 8, each 1.11 µs; the code of dense layers is there already.
    expect(third.weightBytes).toBe(16_896);
    expect(latency.operators[2].cycles).toBe(Math.round(third.instructions * factor + 2112 * 1.11 * 125));
  });

  test('on an RP2040 weights that the cache drops between pixels, and models that it keeps, have a lower bound', () => {
    expect(latencyOf(must(resolve(workload('ic'))), pico)).toMatchObject({
      latencyAtLeastMs: expect.any(Number),
      reason: expect.stringMatching(/operator \d+ \(CONV_2D\) again and again: they exceed the cache of 16 KB/),
    });
    expect(latencyOf(dense, pico)).toMatchObject({
      latencyAtLeastMs: expect.any(Number),
      reason: expect.stringContaining('both fit into the cache of 16 KB'),
    });
  });

  test('no factor holds for an arena outside the chip', () => {
    const discovery = board('stm32f746-discovery');
    const outside = { reason: expect.stringContaining('an arena in memory outside the chip is slower') };
    expect(latencyOf(dense, { ...discovery, ramBytes: 8 * 1024 * 1024 })).toEqual(outside);
    expect(latencyOf(dense, discovery, discovery.ramBytes + 16)).toEqual(outside);
    expect(latencyOf(dense, discovery, discovery.ramBytes)).toMatchObject({ bandPercent: 30 });
  });

  test.each(['raspberry-pi-pico-2', 'arduino-uno-r4', 'coral-dev-board-micro', 'nucleo-g0b1re', 'alif-ensemble-e7'])(
    'on %s it is not measured, with a reason',
    (id) => expect(latencyOf(dense, board(id))).toEqual({ reason: expect.stringMatching(/measured|published/) }),
  );

  test('25 boards and more have a latency, 40 and more an arena', () => {
    expect(BOARDS.filter((b) => 'latencyMs' in latencyOf(autoencoder, b)).length).toBeGreaterThanOrEqual(25);
    expect(BOARDS.length).toBeGreaterThanOrEqual(40);
  });

  test('an operator without figures is named with its index', () => {
    const [graph] = file.subgraphs;
    const operators = [...graph.operators, { ...graph.operators[0], code: 'NEG' } as const];
    const longer = must(resolve({ ...file, subgraphs: [{ ...graph, operators }] }));
    expect(latencyOf(longer, board('arduino-nano-33-ble'))).toMatchObject({
      reason: expect.stringContaining('operator 1 (NEG)'),
    });
  });

  test('bands are useful and calibrations complete', () => {
    for (const { profile, factor, bandPercent, cycles } of CALIBRATIONS) {
      expect(findProfile(profile).ok).toBe(true);
      expect(CYCLES[cycles]).toBeDefined();
      expect(factor).toBeGreaterThan(0.5);
      expect(factor).toBeLessThan(2.5);
      expect(bandPercent).toBeLessThanOrEqual(30);
    }
  });
});

describe('boards that were measured', () => {
  const { chips } = latencies();
  const boardOf = ({ chips: names, clockMHz }: Chip) =>
    BOARDS.find(({ mcu, clockHz }) => names.some((name) => mcu.startsWith(name)) && clockHz === clockMHz * 1e6);
  const rows = chips.flatMap((chip) =>
    chip.rows.map(([name, measuredMs, source]) => ({ chip, name, measuredMs, source, board: boardOf(chip)?.id ?? '' })),
  );

  test.each(rows)('$board, $name: $measuredMs ms lies in the band', (row) => {
    const latency = latencyOf(must(resolve(workload(row.name))), board(row.board));
    if (!('latencyMs' in latency)) throw new Error(latency.reason);
    expect(Math.abs(row.measuredMs / latency.latencyMs - 1)).toBeLessThan(latency.bandPercent / 100);
    expect(latency.operators.length).toBeGreaterThanOrEqual(row.name.startsWith('dense') ? 5 : 4);
  });
});

describe('predictions without the row', () => {
  const all = groupsOf();
  const groups = all.filter((group) => !isAlone(group));

  test.each(groups)('$chips.0.name: 9 of 10 lie in the band that was stated without them', ({ points }) => {
    const left = [...leftOut(points, 'workload'), ...leftOut(points, 'chip')];
    const inside = left.filter(({ isInside }) => isInside);
    expect(left.length).toBeGreaterThanOrEqual(points.length);
    expect(inside.length).toBeGreaterThanOrEqual(0.9 * left.length);
  });

  test.each(groups)('$chips.0.name: factor and band that ship are those of the rows', ({ chips, points }) => {
    const shipped = CALIBRATIONS.find((c) => c.profile === chips[0].profile && c.chips?.includes(chips[0].chips[0]));
    expect(shipped?.factor).toBe(Number(factorOf(points).toPrecision(4)));
    expect(shipped?.bandPercent).toBe(bandOf(points));
    expect(shipped?.chips).toEqual([...new Set(chips.flatMap((chip) => chip.chips))]);
  });

  test.each([
    ['cortex-m33f/cmsis_nn', ['nRF5340', 'RA6M4', 'EFR32MG24']],
    ['cortex-m7f/cmsis_nn', ['STM32F746', 'STM32F767']],
    ['cortex-m4f/cmsis_nn', ['STM32F446', 'STM32F469', 'STM32L496', 'STM32L496, -Ofast']],
  ])('%s: what other chips get is within 30 %% for each chip, predicted from the others', (_, names) => {
    const points = all.flatMap((group) => group.points.filter(({ chip }) => names.includes(chip.name)));
    for (const { point, predictedMs } of leftOut(points, 'chip')) {
      expect(Math.abs(point.measuredMs / predictedMs - 1)).toBeLessThan(0.3);
    }
  });
});
