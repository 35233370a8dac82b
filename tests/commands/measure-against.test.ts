// `measure --against`: what an update of a kernel library changes, of models that were measured with both versions.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shippedFiles, table } from '../../fixtures/oracle/evidence.ts';
import type { MeasureOptions } from '../../src/commands/measure/options.ts';
import { measureCommand } from '../../src/commands/measure.ts';
import { executeCommand } from '../../src/commands/program.ts';
import type { Engine } from '../../src/gate/engine.ts';
import { evaluate } from '../../src/gate/evaluate.ts';
import { referenceKernels } from '../../src/simd/reference/index.ts';
import { createMemory } from '../../src/simd/wasm.ts';
import { writeModel } from '../../src/tflite/write.ts';
import { modelOf } from '../micro/ops/stored.ts';
import { memoryHost, memoryIo } from './io.ts';

const engine: Engine = {
  version: '1.2.3',
  kernelsSha256: 'ab'.repeat(32),
  buildSha256: 'cd'.repeat(32),
  makeKernels: (bytes) => referenceKernels(createMemory(bytes)),
  trainerOn: () => {
    throw new Error('nothing is trained');
  },
  evaluateOn:
    () =>
    async ({ interpreter }, testSet) =>
      evaluate(interpreter, testSet),
};
const graph09 = readFileSync(join(import.meta.dirname, '../../fixtures/arena/graph09.tflite'));

async function measure(bytes: Uint8Array, options: MeasureOptions) {
  const io = memoryIo({ 'm.tflite': bytes });
  const status = await executeCommand(measureCommand, memoryHost(io, engine), ['m.tflite'], options);
  return { status, ...io.written };
}

const measured = (profile: string) => {
  const row = table('esp-arenas').find(({ model, profile: of }) => model === 'graph09' && of === profile);
  if (!row || row.scratch === 0) throw new Error(`nothing was measured on ${profile}`);
  return { ...row, scratch: row.scratch };
};

const OLD = 'esp32s3/esp_nn-1.1.2';
const NEW = 'esp32s3/esp_nn';

describe('ESP-NN 1.1.2 to 1.2.3 on ESP32-S3', () => {
  const figures = (profile: string) => {
    const { used, min, head, tail } = measured(profile);
    return { profile, arenaUsedBytes: used, arenaMinBytes: min, headBytes: head, tailBytes: tail };
  };
  const scratchOf = (profile: string) => new Map(measured(profile).scratch.map(([op, bytes]) => [op, bytes]));

  test('arenas, and scratch of each operator, as the runtime had them with both', async () => {
    const { status, out } = await measure(graph09, { profile: [OLD], against: NEW, json: true });
    expect(status).toBe(0);
    const { before, after, operators } = JSON.parse(out);
    expect(before).toMatchObject({ ...figures(OLD), hasComparedAnswers: false, refused: [], warnings: [] });
    expect(after).toMatchObject({ ...figures(NEW), runtime: { espNn: [{ version: '1.2.3' }] } });
    const [was, is] = [scratchOf(OLD), scratchOf(NEW)];
    const changed = [...new Set([...was.keys(), ...is.keys()])].filter((op) => was.get(op) !== is.get(op));
    expect(changed.length).toBeGreaterThan(0);
    expect(operators).toMatchObject(
      changed
        .sort((a, b) => a - b)
        .map((index) => ({
          index,
          scratchBytes: { before: was.get(index) ?? 0, after: is.get(index) ?? 0 },
        })),
    );
  });

  test('as tables, no line wider than a terminal of 100 columns', async () => {
    const { status, out } = await measure(graph09, { profile: [OLD], against: NEW });
    expect(status).toBe(0);
    expect(out).toContain('ESP-NN 1.1.2 (596b0840)');
    expect(out).toMatch(/arena used +10,120 B +11,944 B +\+1,824 B \(\+18\.0%\)/);
    expect(out).toMatch(/0 {2}DEPTHWISE_CONV_2D +32 B +5,120 B/);
    expect(out).toContain(`${NEW}: answers not compared with TFLM's`);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  test('a board is compared with its own profile, and may not hold the model afterwards', async () => {
    const options = { board: ['esp32-s3-devkitc-1'], against: OLD, json: true };
    const { status, out } = await measure(graph09, options);
    expect(status).toBe(0);
    const { before, after } = JSON.parse(out);
    expect([before, after]).toMatchObject([
      { profile: NEW, board: 'esp32-s3-devkitc-1', fits: true },
      { profile: OLD, board: 'esp32-s3-devkitc-1', fits: true },
    ]);
    expect((await measure(graph09, { ...options, json: false })).out).toMatch(/on esp32-s3-devkitc-1 +fits +fits/);
  });
});

// fixtures/oracle/esp-counts.json.gz: 1.1.2 rounds with fewer instructions than 1.2.3 on the same chip.
test('on a chip that was measured, time changes with the instructions', async () => {
  const options = { board: ['esp32-c3-devkitm-1'], against: 'esp32c3/esp_nn-1.1.2', json: true };
  const convolution =
    shippedFiles('sweep').get('conv_k3x3_h8w8_ci3_co64_s1_same') ?? expect.unreachable('no such model');
  const { before, after } = JSON.parse((await measure(convolution, options)).out);
  expect(after.instructions).toBeLessThan(before.instructions);
  expect(after.latencyMs).toBeLessThan(before.latencyMs);
  expect(after).toMatchObject({ fits: true, latencyBandPercent: before.latencyBandPercent, hasComparedAnswers: true });
  expect((await measure(convolution, { ...options, json: false })).out).toMatch(
    /latency +[\d.]+ ms ±30% +[\d.]+ ms ±30% +−/,
  );
});

test('the plain kernels in place of CMSIS-NN: more instructions, less memory, the same answers', async () => {
  const options = { profile: ['cortex-m4f/cmsis_nn'], against: 'cortex-m4f/reference' };
  const { before, after } = JSON.parse((await measure(graph09, { ...options, json: true })).out);
  expect(after.instructions).toBeGreaterThan(before.instructions);
  expect(after.arenaUsedBytes).toBeLessThan(before.arenaUsedBytes);
  const { out } = await measure(graph09, options);
  expect(out).toContain("cortex-m4f/reference: answers as TFLM's reference kernels");
});

describe('what the other kernels get wrong', () => {
  const quantization = { scales: [0.5], zeroPoints: [0], quantizedDimension: 0 };
  const withoutBias = writeModel(
    modelOf({
      inputs: [0],
      outputs: [2],
      tensors: [
        { type: 'INT8', shape: [1, 4, 4, 2], quantization },
        { type: 'INT8', shape: [2, 1, 1, 2], quantization, data: 'AQIDBA==' },
        { type: 'INT8', shape: [1, 4, 4, 2], quantization },
      ],
      operators: [
        {
          ...{ code: 'CONV_2D', version: 1, inputs: [0, 1, -1], outputs: [2], hasOptions: true },
          options: { strideH: 1, strideW: 1, padding: 1, dilationHFactor: 1, dilationWFactor: 1 },
        },
      ],
    }),
  );

  test('is told, and fails on the board', async () => {
    const options = { profile: ['esp32/reference'], against: 'esp32/esp_nn' };
    const { status, out } = await measure(withoutBias, options);
    expect(out).toContain('esp32/esp_nn: does not run: operator 0 (CONV_2D): ESP-NN');
    expect(status).toBe(0);
    const { after } = JSON.parse((await measure(withoutBias, { ...options, json: true })).out);
    expect(after.refused).toEqual([expect.stringContaining('give the layer a bias of zeros')]);
    expect(await measure(withoutBias, { board: ['esp-eye'], against: 'esp32/esp_nn-1.1.2' })).toMatchObject({
      status: 1,
      out: expect.stringMatching(/on esp-eye +does not run +does not run/),
    });
  });

  test('is told by measure without a comparison too, once for all profiles that it is true of', async () => {
    const { out } = await measure(withoutBias, {});
    const [told, ...others] = out.split('\n').filter((line) => line.includes('does not run'));
    expect(told).toContain('esp32/esp_nn, esp32s3/esp_nn, esp32c3/esp_nn, esp32p4/esp_nn: does not run');
    expect(others).toEqual([]);
    const { profiles } = JSON.parse((await measure(withoutBias, { json: true })).out);
    expect(profiles['esp32/esp_nn'].refused).toHaveLength(1);
    expect(profiles['cortex-m4f/cmsis_nn']).not.toHaveProperty('refused');
  });

  test('is a failed verdict on a board of these kernels', async () => {
    const { status, out } = await measure(withoutBias, { board: ['esp32-devkitc', 'arduino-nano-33-ble'] });
    expect(status).toBe(1);
    expect(out).toMatch(/esp32-devkitc +.* does not run/);
    expect(out).toMatch(/arduino-nano-33-ble +.* fits/);
  });
});

describe('mistakes', () => {
  test.each<[MeasureOptions, string]>([
    [{ against: NEW }, 'name one --profile, or one --board, to compare with it'],
    [{ profile: [OLD, NEW], against: NEW }, 'name one --profile, or one --board'],
    [{ profile: [OLD], board: ['esp-eye'], against: NEW }, 'name one --profile, or one --board'],
    [{ board: ['esp-eye', 'esp32-cam'], against: NEW }, 'name --board once'],
    [{ board: ['phone'], against: NEW }, 'phone runs no kernels of TFLM'],
    [{ profile: [OLD], against: 'esp32s3/esp-nn' }, 'did you mean "esp32s3/esp_nn"?'],
    [{ profile: [OLD], against: NEW, inputs: 'in' }, '--against compares kernels and takes no --inputs'],
  ])('%j', async (options, message) => {
    const { status, err } = await measure(graph09, options);
    expect(status).toBe(2);
    expect(err).toContain(message);
  });
});
