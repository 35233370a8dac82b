// What `export:` makes of a finished model: the file that is shipped, beside the one that TensorFlow reads.
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { BOARD_FILES } from '../../src/board/boards/index.ts';
import type { Limit } from '../../src/budget/judge.ts';
import type { Reserve } from '../../src/budget/reserve.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { readShippedBoard } from '../../src/config/shipped-boards.ts';
import { costLimitsOf, decodeLimitsOf, measureExport } from '../../src/gate/measure-export.ts';
import { readModel } from '../../src/tflite/read.ts';
import { writeModel } from '../../src/tflite/write.ts';
import { clusteredWeights, denseModel } from '../compress/decode/weights.ts';
import { MAKERS } from '../micro/oracle.ts';

const nano = readShippedBoard('arduino-nano-33-ble', BOARD_FILES);
if (!nano?.ok) throw new Error('no board');

const WIDTH = 256;
const bytes = writeModel(denseModel({ width: WIDTH, weights: [clusteredWeights(1, WIDTH * WIDTH, 16)] }));

function exportOf(section: string, budgets = '{}', reserve: Reserve = []) {
  const text = `version: 1
models:
  m:
    student: { tflite: model.tflite }
    ${section}
    boards: [arduino-nano-33-ble]
    budgets: ${budgets}
`;
  const model = must(parseSpec(text, 'kd.yaml')).models.m;
  const tools = { makeKernels: MAKERS.wasm } as Parameters<typeof measureExport>[0]['tools'];
  return must(measureExport({ model, boards: [must(nano ?? unknownBoard())], reserve, tools }, bytes, undefined));
}

function unknownBoard(): never {
  throw new Error('no board');
}

const operatorsIn = (file: Uint8Array) =>
  must(readModel(file)).subgraphs[0].operators.map(({ code, customCode }) => customCode ?? code);

describe('the file that is shipped', () => {
  test('without export it is the model itself', () => {
    const { measurement, full } = exportOf('');
    expect(measurement.bytes).toBe(bytes);
    expect(full).toBeUndefined();
    expect(measurement.figures.decode).toBeUndefined();
  });

  test('with decode its weights are unpacked on the device, with the price beside it', () => {
    const { measurement, full } = exportOf('export: { decode: auto }');
    expect(operatorsIn(measurement.bytes)).toEqual(['TFLM_DECODE', 'FULLY_CONNECTED']);
    expect(full).toBe(bytes);
    const { decode, sizeBytes } = measurement.figures;
    expect(decode?.reason).toBeUndefined();
    // 32,768 B of 65,536 go, and 18,576 B of code come.
    const { flashSavedBytes = 0, codeBytes } = decode?.price ?? {};
    expect(codeBytes).toBe(18_576);
    expect(flashSavedBytes).toBe(bytes.length - sizeBytes - 18_576);
    expect(flashSavedBytes).toBeGreaterThan(13_500);
    expect(decode?.weights).toMatchObject([{ label: 'LUT of 4 bits, 1 table', plainBytes: 65_536, bytes: 32_800 }]);
    expect(measurement.figures.profiles['cortex-m4f/cmsis_nn'].arenaMinBytes).toBe(
      decode?.price?.after.profiles[0].arenaBytes,
    );
  });

  test('compact and decode together: both savings, measured on the file that is shipped', () => {
    const [plain, decoded] = [
      exportOf('export: { compact: true }'),
      exportOf('export: { compact: true, decode: auto }'),
    ];
    expect(operatorsIn(decoded.measurement.bytes)).toEqual(['TFLM_DECODE', 'FULLY_CONNECTED']);
    const { price } = decoded.measurement.figures.decode ?? {};
    expect(price?.before.fileBytes).toBe(plain.measurement.bytes.length);
    expect(price?.after.fileBytes).toBe(decoded.measurement.bytes.length);
    expect(decoded.measurement.figures.compact?.fullBytes).toBeGreaterThan(decoded.measurement.bytes.length);
    expect(decoded.full).toBe(bytes);
  });

  test('a budget that unpacking would exceed keeps the model as it was, and the reason names it', () => {
    const { measurement, full } = exportOf('export: { decode: auto }', '{ arena: { max: 16 KiB } }');
    expect(measurement.bytes).toBe(bytes);
    expect(full).toBeUndefined();
    expect(measurement.figures.decode?.reason).toContain('over 16,384 B');
  });

  test('what is reserved of a board is not there for unpacking', () => {
    const keep = 262_144 - 16_384;
    const reserve = [{ memory: 'ram', bytes: keep, text: `${keep} B` } as const];
    const { figures } = exportOf('export: { decode: auto }', '{}', reserve).measurement;
    expect(figures.decode?.reason).toContain('has 262,144 B of RAM, 245,760 B of it reserved');
  });

  test('a budget of another board is none of this one', () => {
    const other = '{ arena: { max: { default: 1 MiB, pico: 16 KiB } }, instructions: { max: 100 MInstr } }';
    expect(exportOf('export: { decode: auto }', other).measurement.figures.decode?.reason).toBeUndefined();
    const few = '{ instructions: { max: 100 kInstr } }';
    expect(exportOf('export: { decode: auto }', few).measurement.figures.decode?.reason).toMatch(
      /executes [\d,]+ instructions on arduino-nano-33-ble, over 100,000$/,
    );
  });
});

test('of several budgets the strictest limits what unpacking may cost', () => {
  const limit = (measure: Limit['measure'], kind: Limit['kind'], value: number, ofBaseline = false) =>
    ({ measure, kind, value, ofBaseline }) as Limit;
  const plain = { arenaBytes: 4000, latencyMs: 10 };
  const limits = [limit('arena', 'max', 9000), limit('arena', 'max', 8000), limit('latency', 'max', 12)];
  expect(decodeLimitsOf({ limits }, plain)).toEqual({ arenaBytes: 8000, latencyMs: 12 });
  // An increase is one over the model as it would be without.
  const increases = [limit('arena', 'maxIncrease', 1024), limit('latency', 'maxIncrease', 0.1, true)];
  expect(decodeLimitsOf({ limits: increases }, plain)).toEqual({ arenaBytes: 5024, latencyMs: 11 });
  expect(decodeLimitsOf({ limits: [limit('size', 'max', 5)] }, plain)).toEqual({});
});

test('a limit by board holds on that board, default on the others', () => {
  const on = (value: number, scope: Pick<Limit, 'only' | 'otherThan'>) =>
    ({ measure: 'arena', kind: 'max', value, ofBaseline: false, ...scope }) as Limit;
  const limits = [on(9000, { only: 'pico' }), on(5000, { otherThan: ['pico'] })];
  const plain = { arenaBytes: 4000 };
  expect(decodeLimitsOf({ limits }, plain, 'pico')).toEqual({ arenaBytes: 9000 });
  expect(decodeLimitsOf({ limits }, plain, 'nano')).toEqual({ arenaBytes: 5000 });
  expect(decodeLimitsOf({ limits }, plain)).toEqual({ arenaBytes: 5000 });
  const executed = { measure: 'instructions', kind: 'maxIncrease', value: 0.5, ofBaseline: true } as Limit;
  expect(decodeLimitsOf({ limits: [executed] }, { ...plain, instructions: 1000 }, 'pico')).toEqual({
    instructions: 1500,
  });
});

test('what decides about unpacking is what its result is stored under', () => {
  const text = `version: 1
reserve: { ram: { default: 64 KiB }, flash: 1 MiB }
models:
  m:
    student: { tflite: m.tflite }
    budgets: { arena: { max: { pico: 1 KiB } }, instructions: { max: 2 MInstr }, flash: { max: 1 MiB } }
`;
  const { models, reserve } = must(parseSpec(text, 'kd.yaml'));
  expect(costLimitsOf(models.m, reserve)).toMatchObject([
    { measure: 'arena', value: 1024, board: 'pico' },
    { measure: 'instructions', value: 2_000_000 },
    { memory: 'ram', bytes: 65_536, otherThan: [] },
  ]);
});
