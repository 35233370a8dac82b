import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
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

describe('latency', () => {
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

  test.each(['raspberry-pi-pico', 'raspberry-pi-pico-2', 'stm32f4-discovery', 'teensy-4.1', 'alif-ensemble-e7'])(
    'on %s it is not measured, with a reason',
    (id) => expect(latencyOf(dense, board(id))).toEqual({ reason: expect.stringMatching(/measured|published/) }),
  );

  test('an operator without figures is named with its index', () => {
    const [graph] = file.subgraphs;
    const operators = [...graph.operators, { ...graph.operators[0], code: 'NEG' } as const];
    const longer = must(resolve({ ...file, subgraphs: [{ ...graph, operators }] }));
    expect(latencyOf(longer, board('arduino-nano-33-ble'))).toMatchObject({
      reason: expect.stringContaining('operator 1 (NEG)'),
    });
  });

  test('bands are useful and calibrations complete', () => {
    for (const { profile, chips, factor, bandPercent, cycles } of CALIBRATIONS) {
      expect(findProfile(profile).ok).toBe(true);
      expect(CYCLES[cycles]).toBeDefined();
      expect(factor).toBeGreaterThan(0.5);
      expect(factor).toBeLessThan(2);
      expect(bandPercent).toBeLessThanOrEqual(chips ? 25 : 30);
    }
  });
});

describe('boards that were measured', () => {
  const { chips } = latencies();
  const boardOf = (chip: Chip) =>
    BOARDS.find(({ id }) => calibrationOf(board(id))?.source.includes(`on ${chip.board}:`));
  const rows = chips.flatMap((chip) =>
    chip.rows.map(([name, measuredMs, source]) => ({ chip, name, measuredMs, source, board: boardOf(chip)?.id ?? '' })),
  );

  test.each(rows.filter((row) => row.board !== ''))('$board, $name: $measuredMs ms lies in the band', (row) => {
    const latency = latencyOf(must(resolve(workload(row.name))), board(row.board));
    if ('reason' in latency) throw new Error(latency.reason);
    expect(Math.abs(row.measuredMs / latency.latencyMs - 1)).toBeLessThan(latency.bandPercent / 100);
    expect(latency.operators.length).toBeGreaterThan(7);
  });

  test('each chip has a board', () => {
    expect(chips.filter((chip) => !boardOf(chip)).map(({ name }) => name)).toEqual(['EFR32MG24']);
  });
});
