import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { table } from '../../fixtures/oracle/evidence.ts';
import type { Task } from '../../src/base/task.ts';
import type { MeasureOptions } from '../../src/commands/measure/options.ts';
import { measureCommand } from '../../src/commands/measure.ts';
import { executeCommand } from '../../src/commands/program.ts';
import type { Engine } from '../../src/gate/engine.ts';
import { evaluate } from '../../src/gate/evaluate.ts';
import { createMemory, wasmKernels } from '../../src/simd/wasm.ts';
import { memoryHost, memoryIo } from './io.ts';

const root = join(import.meta.dirname, '../..');
const module = new WebAssembly.Module(readFileSync(join(root, 'dist/kernels.wasm')));
const engine: Engine = {
  version: '1.2.3',
  kernelsSha256: 'ab'.repeat(32),
  buildSha256: 'cd'.repeat(32),
  makeKernels: (bytes) => wasmKernels(module, createMemory(bytes)),
  trainerOn: () => {
    throw new Error('nothing is trained');
  },
  evaluateOn:
    () =>
    async ({ interpreter }, testSet) =>
      evaluate(interpreter, testSet),
};
const fixture = (name: string) => readFileSync(join(root, 'fixtures/arena', name));
const npy = (descr: string, shape: string, data: Uint8Array) => {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117).concat('\n');
  return Buffer.concat([
    Buffer.from([0x93]),
    Buffer.from('NUMPY'),
    Buffer.from([1, 0, 118, 0]),
    Buffer.from(header),
    data,
  ]);
};
const measure = async (file: string, options: MeasureOptions, files = {}) => {
  const io = memoryIo({ 'm.tflite': fixture(file), ...files });
  const status = await executeCommand(measureCommand, memoryHost(io, engine), ['m.tflite'], options);
  return { status, io };
};

test('the JSON has what the runtime said of the same file', async () => {
  // MicroInterpreter::arena_used_bytes() and the smallest arena on an emulated Cortex-M4.
  const profile = 'cortex-m4f/cmsis_nn';
  const measured = table('arenas').find((row) => row.model === 'fc_10x2' && row.profile === profile);
  const { status, io } = await measure('fc_10x2.tflite', { json: true, profile: [profile] });
  expect(status).toBe(0);
  const report = JSON.parse(io.written.out);
  expect(report.profiles[profile]).toMatchObject({ arenaUsedBytes: measured?.used, arenaMinBytes: measured?.min });
  expect(report).toMatchObject({ sizeBytes: 688, operators: [{ index: 0, op: 'FULLY_CONNECTED', macs: 20 }] });
});

test('the table of all profiles fits a terminal of 80 columns; of one it is in one piece where it fits', async () => {
  const { io } = await measure('fc_10x2.tflite', {});
  const lines = io.written.out.split('\n');
  const ofProfiles = lines.filter((line) => /^ {2}(core \/|cortex-|esp32)/.test(line));
  expect(ofProfiles.length).toBeGreaterThan(10);
  expect(ofProfiles.filter((line) => line.length > 80)).toEqual([]);
  expect(ofProfiles.filter((line) => line.startsWith('  core /'))).toEqual([
    expect.stringMatching(/arena used +arena min +head +tail$/),
    expect.stringMatching(/kernels +instructions +flash$/),
  ]);
  const one = await measure('fc_10x2.tflite', { profile: ['esp32/esp_nn'] });
  expect(one.io.written.out).toMatch(/^ {2}core .* arena used .* tail +instructions +flash$/m);
});

test('records in, records out; tensors by index', async () => {
  const options = { inputs: 'in', dump: 'out', tensors: 't' };
  // RELU keeps positive values and zeros the others when input and output are quantized alike.
  // The fixture's are: scale and zero point are equal.
  const record = Int8Array.from({ length: 1024 }, (_, i) => (i % 256) - 128);
  const { status, io } = await measure('relu_1x1024.tflite', options, { in: new Uint8Array(record.buffer) });
  expect(status).toBe(0);
  expect((io.files.get('out') as Uint8Array).length).toBe(1024);
  expect(Object.keys(JSON.parse(String(io.files.get('t'))))).toEqual(['0', '1']);
});

test('accuracy on int8 samples of the input type, fed as they are', async () => {
  const data = npy(
    '|i1',
    '(3, 10)',
    Uint8Array.from(Int8Array.from({ length: 30 }, (_, i) => (i % 10 === Math.floor(i / 10) ? 100 : -100))),
  );
  const labels = npy('|u1', '(3,)', Uint8Array.of(0, 1, 3));
  // SOFTMAX answers with the greatest input: 0, 1, 2 for these three.
  const { status, io } = await measure(
    'softmax_1x10.tflite',
    { json: true, data: 'x', labels: 'y' },
    { x: data, y: labels },
  );
  expect(io.written.err).toBe('');
  expect(status).toBe(0);
  const { accuracy, confusion } = JSON.parse(io.written.out);
  expect(accuracy).toEqual({ correct: 2, total: 3 });
  expect(confusion.rows.map((row: number[]) => row.slice(0, 4))).toEqual([
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 1, 0],
  ]);
});

test('--html writes the figures with their pictures, and no verdict', async () => {
  const { status, io } = await measure('relu_1x1024.tflite', { html: 'page.html' });
  const page = String(io.files.get('page.html'));
  expect(status).toBe(0);
  expect(page).toContain('<h1>m.tflite</h1>');
  expect(page).toContain('Arena over time');
  expect(page).not.toContain('verdict pass');
});

describe('answers that are no classes', () => {
  // RELU of the same scale on both sides: an answer is its input where that is positive, else 0.
  const levels = Int8Array.from({ length: 2 * 1024 }, (_, i) => ((i * 37) % 256) - 128);
  const x = npy('|i1', '(2, 1024)', new Uint8Array(levels.buffer));
  const ofTask = async (task: Task, answer: (real: number) => number) => {
    const { outputs } = JSON.parse((await measure('relu_1x1024.tflite', { json: true })).io.written.out);
    const [{ scale, zeroPoint }] = outputs;
    const wanted = Float32Array.from(levels, (q) => answer(scale * (q - zeroPoint)));
    const y = npy('<f4', '(2, 1024)', new Uint8Array(wanted.buffer));
    const all = { json: true, data: 'x', labels: 'y', task };
    const { io } = await measure('relu_1x1024.tflite', all, { x, y });
    expect(io.written.err).toBe('');
    const { io: text } = await measure('relu_1x1024.tflite', { ...all, json: false }, { x, y });
    return { ...JSON.parse(io.written.out), text: text.written.out };
  };

  test('values have an error', async () => {
    const right = await ofTask('regression', (real) => Math.max(real, 0));
    expect(right.error.mae).toBeLessThan(1e-6);
    const off = await ofTask('regression', (real) => Math.max(real, 0) + 0.5);
    expect(off.error.mae).toBeCloseTo(0.5, 5);
    expect(off.error.rmse).toBeCloseTo(0.5, 5);
    expect(off.accuracy).toBeUndefined();
    expect(off.text).toMatch(/ {2}MAE {7}0\.5\n {2}RMSE {6}0\.5\n/);
  });

  test('yes or no of each output is right or wrong', async () => {
    const right = await ofTask('multi-label', (real) => Number(real > 0));
    expect(right).toMatchObject({ accuracy: { correct: 2048, total: 2048 }, exactMatch: { correct: 2, total: 2 } });
    expect(right.text).toContain('  all right 100.00% (2 of 2 samples)');
    expect((await ofTask('multi-label', () => 1)).exactMatch).toEqual({ correct: 0, total: 2 });
  });

  test.each([
    ['binary', 'the model answers with 1024 values; task binary with these data needs 1'],
    ['regression', 'there are 2 samples and y is 3'],
  ] as const)('%s that does not fit is one message', async (task, message) => {
    const y = npy('<f4', task === 'binary' ? '(2,)' : '(3,)', new Uint8Array(task === 'binary' ? 8 : 12));
    const { status, io } = await measure('relu_1x1024.tflite', { data: 'x', labels: 'y', task }, { x, y });
    expect(io.written.err).toContain(message);
    expect(status).toBe(2);
  });
});

test('boards: whether it fits, how long it takes or why nobody knows', async () => {
  const { io } = await measure('fc_64x64_perch.tflite', {
    json: true,
    board: ['arduino-nano-33-ble', 'nucleo-g0b1re'],
  });
  const { boards } = JSON.parse(io.written.out);
  expect(boards['arduino-nano-33-ble']).toMatchObject({ fits: true, latencyBandPercent: 25 });
  expect(boards['nucleo-g0b1re'].latencyMs).toBeUndefined();
  expect(boards['nucleo-g0b1re'].source).toMatch(/Cortex-M0\+/);
  const text = (await measure('fc_64x64_perch.tflite', { board: ['arduino-nano-33-ble'] })).io.written.out;
  expect(text).toContain('FULLY_CONNECTED');
  expect(text).toMatch(/arduino-nano-33-ble +[\d,]+ B of 262,144 B .* fits/);
});

describe('of an ESP32', () => {
  test('names and versions of what runs stand in one column', async () => {
    const text = (await measure('fc_10x2.tflite', { profile: ['esp32/esp_nn'] })).io.written.out;
    expect(text).toMatch(/^ {2}TFLM {6}[0-9a-f]{40}, esp-tflite-micro 99f49e1498b0$/m);
    expect(text).toMatch(/^ {2}ESP-NN {4}1\.2\.3 \(d45b843ca5f8\)$/m);
  });

  test('operators have a share of the instructions only where all are known', async () => {
    const shares = async (profile: string) =>
      (await measure('mean_1x64x16_ax1.tflite', { profile: [profile] })).io.written.out.match(/\d%$/gm) ?? [];
    expect(await shares('cortex-m4f/cmsis_nn')).not.toEqual([]);
    // MEAN was not counted on LX6: what stands there is estimated from RV32.
    expect(await shares('esp32/esp_nn')).toEqual([]);
  });
});

describe('mistakes', () => {
  test.each([
    [{ dump: 'o' }, 2, 'add --inputs FILE'],
    [{ data: 'x' }, 2, 'belong together'],
    [{ task: 'binary' as const }, 2, 'add --data X.npy --labels Y.npy'],
    [{ profile: ['cortex-m4/cmsis_nn'] }, 2, 'did you mean "cortex-m4f/cmsis_nn"'],
    [{ board: ['arduino-nano-33-bel'] }, 2, 'did you mean "arduino-nano-33-ble"'],
    [{ inputs: 'none' }, 2, 'none does not exist'],
    [{ inputs: 'short' }, 2, 'no multiple of the 1024 bytes'],
  ])('%j', async (options, status, message) => {
    const result = await measure('relu_1x1024.tflite', options, { short: new Uint8Array(10) });
    expect(result.io.written.err).toContain(message);
    expect(result.status).toBe(status);
  });
});
