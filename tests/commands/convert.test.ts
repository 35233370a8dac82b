// `kd-gate convert`: what it writes, what it prints, and what it asks for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { convertCommand } from '../../src/commands/convert.ts';
import { executeCommand } from '../../src/commands/program.ts';
import type { Engine } from '../../src/gate/engine.ts';
import { createInterpreter } from '../../src/micro/interpret.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { encoderOf, realsOf } from '../../src/micro/tensors/samples.ts';
import { createMemory, wasmKernels } from '../../src/simd/wasm.ts';
import { readModel } from '../../src/tflite/read.ts';
import { npyOf, npzOf } from '../data/npz.ts';
import { answersTo, fileNamed, MODELS } from '../keras/files.ts';
import { memoryHost, memoryIo } from './io.ts';

const root = join(import.meta.dirname, '../..');
const module = new WebAssembly.Module(readFileSync(join(root, 'dist/kernels.wasm')));
const unused = () => {
  throw new Error('nothing is trained or evaluated');
};
const makeKernels: Engine['makeKernels'] = (bytes) => wasmKernels(module, createMemory(bytes));
const engine: Engine = {
  ...{ version: '1.2.3', kernelsSha256: 'ab'.repeat(32), buildSha256: 'cd'.repeat(32) },
  ...{ makeKernels, trainerOn: unused, evaluateOn: unused },
};

async function convert(file: string, options: object, files: Record<string, Uint8Array | string> = {}) {
  const io = memoryIo({ [file]: fileNamed(file), 'answers.npz': fileNamed('answers.npz'), ...files });
  const status = await executeCommand(convertCommand, memoryHost(io, engine), [file], options);
  return { status, io, ...io.written };
}

/** What the model in a .tflite file answers to samples, in real numbers. */
function answersOf(bytes: Uint8Array, x: Float32Array, count: number): number[] {
  const interpreter = must(createInterpreter(must(resolve(must(readModel(bytes)))), makeKernels));
  const [input, output] = [interpreter.inputs[0], interpreter.outputs[0]];
  const encode = encoderOf(input);
  const decode = realsOf(output);
  const size = x.length / count;
  return Array.from({ length: count }, (_, n) => {
    interpreter.write(input, encode?.(x.subarray(n * size, (n + 1) * size)) ?? new Uint8Array());
    must(interpreter.invoke());
    return [...(decode?.(interpreter.read(output)) ?? [])];
  }).flat();
}

const modelOf = (file: string) => file.split(/[.-]/)[0];
const written = (io: { readonly files: ReadonlyMap<string, Uint8Array | string> }, name: string) => {
  const bytes = io.files.get(name);
  if (!(bytes instanceof Uint8Array)) throw new Error(`${name} was not written`);
  return bytes;
};

describe('the model', () => {
  test.each(MODELS)('%s in float32 answers as Keras does, within 1e-5', async (file) => {
    const { status, io } = await convert(file, { float32: true, out: 'm.tflite' });
    expect(status).toBe(0);
    const { x, count, y } = answersTo(file);
    const answers = answersOf(written(io, 'm.tflite'), x, count);
    for (const [i, value] of y.entries()) expect(Math.abs(value - answers[i])).toBeLessThan(1e-5);
  });

  test.each(MODELS)('%s in int8 is near Keras, with int8 in and out', async (file) => {
    const options = { calibrate: 'answers.npz', array: `${modelOf(file)}.x`, out: 'm.tflite', compact: true };
    const { status, io, out } = await convert(file, options);
    expect(status).toBe(0);
    expect(out).toMatch(/ranges from 3 samples, compact: [\d,]+ B before\nwritten to m\.tflite/);
    const bytes = written(io, 'm.tflite');
    const { tensors, inputs, outputs } = must(readModel(bytes)).subgraphs[0];
    expect([tensors[inputs[0]].type, tensors[outputs[0]].type]).toEqual(['INT8', 'INT8']);
    const { x, count, y } = answersTo(file);
    const answers = answersOf(bytes, x, count);
    const largest = Math.max(...y.map(Math.abs));
    for (const [i, value] of y.entries()) expect(Math.abs(value - answers[i])).toBeLessThan(0.15 * largest);
  });

  test('is written beside the file by default, and its figures as JSON', async () => {
    const { io, out } = await convert('lenet.h5', { float32: true, json: true });
    const told = JSON.parse(out);
    expect(told).toMatchObject({ file: 'lenet.h5', out: 'lenet.tflite', kerasVersion: '3.15.1', samples: 0 });
    expect(told.sizeBytes).toBe(written(io, 'lenet.tflite').length);
  });

  test("takes kd.yaml's data as the network is fed it, the same bytes as from an array", async () => {
    const { x, count } = answersTo('lenet.keras');
    const shape = [count, 12, 12];
    const files = {
      'x.npy': npyOf({ type: '<f4', shape, values: x }),
      'doubled.npz': npzOf({
        x: { type: '<f4', shape: [...shape, 1], values: x.map((v) => 2 * v) },
        y: { type: '<i4', shape: [count], values: [0, 1, 2] },
      }),
      'kd.yaml': `version: 1
models:
  a:
    data: { train: { npz: doubled.npz }, normalize: { divide: 2 } }
    student: { keras: lenet.keras }
`,
    };
    const ofSpec = await convert('lenet.keras', { spec: 'kd.yaml' }, files);
    const ofArray = await convert('lenet.keras', { calibrate: 'x.npy' }, files);
    expect([ofSpec.err, ofArray.err]).toEqual(['', '']);
    expect(written(ofSpec.io, 'lenet.tflite')).toEqual(written(ofArray.io, 'lenet.tflite'));
    const { err } = await convert('lenet.keras', { spec: 'kd.yaml', model: 'b' }, files);
    expect(err).toBe('kd.yaml: it has no model "b"; write --model with one of a\n');
  });
});

test("kd.yaml's data may go through TFLM's front end, and its work counts towards limits", async () => {
  const files = {
    'sound.npz': npzOf({
      x: { type: '<f4', shape: [2, 800], values: Array.from({ length: 1600 }, (_, i) => ((i * 97) % 1000) / 1000) },
      y: { type: '<i4', shape: [2], values: [0, 1] },
    }),
    'kd.yaml': `version: 1
models:
  a:
    data: { train: { npz: sound.npz }, features: { tflmFrontend: {} } }
    student: { keras: lenet.keras }
`,
  };
  const { status, err } = await convert('lenet.keras', { spec: 'kd.yaml' }, files);
  expect([status, err]).toEqual([2, expect.stringContaining('12x12x1, a sample of the data is 2x40x1')]);
  const little = { ...files, 'kd.yaml': `${files['kd.yaml']}limits: { work: 1 MACs }\n` };
  expect(await convert('lenet.keras', { spec: 'kd.yaml' }, little)).toMatchObject({
    status: 2,
    err: expect.stringContaining('limits.work is 1 MACs'),
  });
});

describe('mistakes', () => {
  test.each([
    [{}, /int8 needs samples: add --calibrate X\.npy, --spec kd\.yaml, or --float32/],
    [{ float32: true, calibrate: 'answers.npz' }, /write one of --calibrate, --spec and --float32/],
    [{ calibrate: 'missing.npy' }, /missing\.npy does not exist/],
    [{ calibrate: 'answers.npz' }, /the \.npz file has several arrays, .*lenet\.x.*; write --array with one of them/],
    [{ calibrate: 'answers.npz', array: 'steps.x' }, /a calibration sample is 20x3, the model takes 12x12x1/],
    [{ float32: true, out: 'lenet.keras' }, /--out is the model itself/],
    [{ float32: true, model: 'a' }, /--model is one of --spec/],
  ])('%j is told', async (options, message) => {
    const { status, err, io } = await convert('lenet.keras', options);
    expect(status).toBe(2);
    expect(err).toMatch(message);
    expect(io.files.has('lenet.tflite')).toBe(false);
  });

  test('all layers that a student does not hold are told with the file', async () => {
    const { status, err } = await convert('refused.keras', { float32: true });
    expect(status).toBe(2);
    expect(err.trim().split('\n')).toHaveLength(3);
    expect(err).toMatch(/^refused\.keras: "lambda" is a Lambda layer/);
  });
});
