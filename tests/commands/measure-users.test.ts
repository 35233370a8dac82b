// What `measure` tells of the files that people ran into (fixtures/users/README.md).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MeasureOptions } from '../../src/commands/measure/options.ts';
import { measureCommand } from '../../src/commands/measure.ts';
import { executeCommand } from '../../src/commands/program.ts';
import type { Engine } from '../../src/gate/engine.ts';
import { evaluate } from '../../src/gate/evaluate.ts';
import { referenceKernels } from '../../src/simd/reference/index.ts';
import { createMemory } from '../../src/simd/wasm.ts';
import { memoryHost, memoryIo } from './io.ts';

const users = join(import.meta.dirname, '../../fixtures/users');
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
const NANO = 'arduino-nano-33-ble';
// fixtures/oracle/README.md
const TFLM = '90b983c2b3f1480642e040bbd2ddb37b998f3424';
const CMSIS_NN = '4ab83cc3cc98fb85ed6dafb55e8ca02f1628dcae';

async function measure(
  name: string,
  options: MeasureOptions = { board: [NANO] },
  files: Record<string, Uint8Array> = {},
) {
  const io = memoryIo({ [`${name}.tflite`]: readFileSync(join(users, `${name}.tflite`)), ...files });
  const status = await executeCommand(measureCommand, memoryHost(io, engine), [`${name}.tflite`], options);
  return { status, ...io.written };
}

describe('what is not supported is listed at once, with whose lack it is and the cure', () => {
  test.each([
    ['topk', ['operator 6 (TOPK_V2): TFLM has no such operator; use ARG_MAX']],
    [
      'hybrid_43386',
      [
        "operator 8 (FULLY_CONNECTED): hybrid models, here FLOAT32 with weights of INT8, don't run on TFLM",
        'representative',
      ],
    ],
    [
      'float16',
      ['operators 0, 1, 2, 3 and 4 (DEQUANTIZE)', 'FLOAT16 is not supported', "TFLM's kernel has no", 'to int8'],
    ],
    [
      'dilated_dynamic_batch',
      [
        'operator 0 (SPACE_TO_BATCH_ND)',
        'has a batch of 1 in the file, where 2 are needed (2 blocks)',
        'batch_size=1',
        'operator 4 (BATCH_TO_SPACE_ND)',
      ],
    ],
    ['reshape_3070', ['operator 0 (RESHAPE)', 'have 16000 and 32 elements; they must be the same']],
  ])('%s', async (name, parts) => {
    const { status, err } = await measure(name);
    expect(status).toBe(3);
    for (const line of err.trimEnd().split('\n')) expect(line).toMatch(new RegExp(`^${name}\\.tflite: operators? \\d`));
    for (const part of parts) expect(err).toContain(part);
  });
});

describe('a model that does not run or fit on a board', () => {
  test.each([{}, { json: true }])('fails, with %j', async (json) => {
    const { status, out } = await measure('int16x8', { board: [NANO], ...json });
    expect(status).toBe(1);
    const text = out.replace(/\s+/g, ' ');
    expect(text).toContain('operator 8 (FULLY_CONNECTED)');
    expect(text).toContain('disable_per_channel_quantization_for_dense_layers = True');
    expect(text.split('operator 8 (FULLY_CONNECTED)')).toHaveLength(2);
  });

  const small = `id: small
name: A small board
mcu: nRF52840
profile: cortex-m4f/cmsis_nn
clock: 64 MHz
ramSize: 4 KiB
flashSize: 1 MiB
flash: internal
`;

  test.each([{}, { json: true }])('too, where its RAM is too small, with %j', async (json) => {
    // The arena of two.tflite takes 4,144 B of 4,096.
    const files = { 'small.yaml': new TextEncoder().encode(small) };
    const { status, out } = await measure('two', { board: ['small.yaml', NANO], ...json }, files);
    expect(status).toBe(1);
    expect(out).toMatch(/too large by 48 B|"fits": false/);
  });

  test('a board that fits is 0', async () => expect((await measure('two')).status).toBe(0));
});

test('a computer, of which no time is known, stands beside the others', async () => {
  const { status, out, err } = await measure('two', { board: ['phone', NANO] });
  expect([status, err]).toEqual([0, '']);
  expect(out).toMatch(/arduino-nano-33-ble .* fits .* ±25%/);
  expect(out).toContain('A phone (Arm Cortex-A or Apple silicon): TensorFlow Lite, no arena; latency not measured:');
  const { boards } = JSON.parse((await measure('two', { board: ['phone', NANO], json: true })).out);
  expect(boards.phone.source).toMatch(/run TensorFlow Lite's benchmark_model there/);
  expect(boards[NANO].fits).toBe(true);
});

test('the bytes alive while an operator runs are its inputs, its outputs, what comes later, and scratch', async () => {
  const { operators } = JSON.parse((await measure('two', { board: [NANO], json: true })).out);
  const tensors = operators.map((op: { aliveBytes: number; scratchBytes: number }) => op.aliveBytes - op.scratchBytes);
  // 32 x 32 and 16 x 16 x 8; that and 8; 8 and 2; 8, 4 and the other output.
  expect(tensors).toEqual([1024 + 2048, 2048 + 8, 8 + 2, 8 + 4 + 2]);
});

describe('inputs and outputs', () => {
  test('are listed in order, with type, shape, scale and zero point', async () => {
    const { out } = await measure('two');
    expect(out).toMatch(/input 0 +serving_default_keras_tensor_36:0 +INT8 +1 x 32 x 32 x 1 +0\.0142\d+ +-43\n/);
    expect(out).toMatch(/output 0 +StatefulPartitionedCall_1:1 +INT8 +1 x 2 .*\n +output 1 +\S+:0 +INT8 +1 x 4 /);
  });

  test('are in the JSON; floats have no scale', async () => {
    const { inputs, outputs } = JSON.parse((await measure('uint8io', { json: true })).out);
    expect(inputs).toMatchObject([{ type: 'UINT8', shape: [1, 32, 32, 1], scale: expect.any(Number) }]);
    expect(outputs).toMatchObject([{ type: 'UINT8', shape: [1, 1], zeroPoint: expect.any(Number) }]);
    const floats = JSON.parse((await measure('int8_floatio', { json: true })).out);
    expect(floats.inputs[0]).not.toHaveProperty('scale');
    expect(floats.precision).toBe('int8');
  });
});

test('the sources that the figures hold for are named', async () => {
  const { out } = await measure('two');
  expect(out).toContain(`TFLM      ${TFLM}\n`);
  expect(out).toContain(`CMSIS-NN  ${CMSIS_NN}\n`);
  const { runtime } = JSON.parse((await measure('two', { json: true })).out);
  const espNn = [{ version: '1.2.3', commit: 'd45b843ca5f8' }];
  const esp = { espTfliteMicroCommit: '99f49e1498b0', espNn };
  expect(runtime).toEqual({ tflmCommit: TFLM, cmsisNnCommit: CMSIS_NN, ...esp });
  const reference = JSON.parse((await measure('two', { json: true, profile: ['cortex-m4f/reference'] })).out);
  expect(reference.runtime).toEqual({ tflmCommit: TFLM });
});

describe('SPACE_TO_BATCH_ND that pads around a zero point', () => {
  const files = { in: readFileSync(join(users, 's2b_zero_point.in')) };
  const warning = 'operator 0 (SPACE_TO_BATCH_ND): pads with a value that TFLM never sets: what the arena held before';

  test('answers as the board does on an arena of zeros', async () => {
    const io = memoryIo({ m: readFileSync(join(users, 's2b_zero_point.tflite')), ...files });
    const options = { board: [NANO], inputs: 'in', dump: 'out' };
    expect(await executeCommand(measureCommand, memoryHost(io, engine), ['m'], options)).toBe(0);
    expect(io.files.get('out')).toEqual(Uint8Array.of(0, 2, 1, 3));
  });

  test('warns in the text and in the JSON', async () => {
    const { out } = await measure('s2b_zero_point');
    expect(out.replace(/\s+/g, ' ')).toContain(`warning: ${warning}`);
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    const { warnings } = JSON.parse((await measure('s2b_zero_point', { json: true })).out);
    expect(warnings).toMatchObject([{ operator: 0, op: 'SPACE_TO_BATCH_ND', text: expect.stringContaining('pads') }]);
    expect((await measure('two')).out).not.toContain('warning');
  });
});

test('a resource variable is in the arena and counted', async () => {
  // The i386 build takes 2,480 at least, and 2,476 of it; a 32-bit Arm has 8 to 24 B less in use.
  const { out, status } = await measure('variable_1000', { profile: ['cortex-m4f/reference'], json: true });
  expect(status).toBe(0);
  const { profiles, resourceVariables } = JSON.parse(out);
  expect(resourceVariables).toBe(1);
  const { arenaUsedBytes, arenaMinBytes } = profiles['cortex-m4f/reference'];
  expect(2476 - arenaUsedBytes).toBeGreaterThanOrEqual(8);
  expect(2476 - arenaUsedBytes).toBeLessThanOrEqual(24);
  expect(2480 - arenaMinBytes).toBeLessThanOrEqual(24);
  expect(2480 - arenaMinBytes).toBeGreaterThanOrEqual(0);
  const text = await measure('variable_1000');
  expect(text.out).toContain('variables 1, for MicroResourceVariables::Create');
});

test.each([
  ['unassigned_variable', 3, 'operator 1 (READ_VARIABLE): nothing is ever assigned to the variable "v": Invoke aborts'],
  ['dead_layer_bias_scale', 3, 'the output scale 4.609851558089351e-41 of tensor 3 ("y") is the cause'],
  ['dead_layer_bias_scale', 3, 'a layer that is always zero'],
  ['git_lfs_pointer', 2, 'a Git LFS pointer, not the file; write `lfs: true` under `with:` of actions/checkout'],
])('%s is refused with status %i: %s', async (name, expected, part) => {
  const { status, out, err } = await measure(name);
  expect([status, out]).toEqual([expected, '']);
  expect(err).toMatch(new RegExp(`^${name}\\.tflite: `));
  expect(err).toContain(part);
});

test('every file is tested here', () => {
  const source = readFileSync(import.meta.filename, 'utf8');
  const names = readdirSync(users).flatMap((file) => (file.endsWith('.tflite') ? [file.slice(0, -7)] : []));
  expect(names.filter((name) => !source.includes(`'${name}'`))).toEqual([]);
});

test('a problem of a run names the file', async () => {
  const files = { in: readFileSync(join(users, 'gather_range.in')) };
  const { status, err } = await measure('gather_range', { inputs: 'in' }, files);
  expect(status).toBe(3);
  expect(err).toMatch(/^gather_range\.tflite: operator 0 \(GATHER\): index -1 of 4/);
});

test('no line of the tables is wider than a terminal of 100 columns', async () => {
  for (const name of ['two', 'int16x8', 'uint8io']) {
    const { out } = await measure(name, { board: [NANO, 'phone'] });
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  }
});
