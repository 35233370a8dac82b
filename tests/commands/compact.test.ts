// `kd-gate compact`: what it prints, what it writes, and what it leaves alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { compactCommand } from '../../src/commands/compact.ts';
import { executeCommand } from '../../src/commands/program.ts';
import { compactFile } from '../../src/compress/compact.ts';
import type { Engine } from '../../src/gate/engine.ts';
import { formatBytes } from '../../src/report/format.ts';
import { createMemory, wasmKernels } from '../../src/simd/wasm.ts';
import { readModel } from '../../src/tflite/read.ts';
import { writeModel } from '../../src/tflite/write.ts';
import { memoryHost, memoryIo } from './io.ts';

const root = join(import.meta.dirname, '../..');
const module = new WebAssembly.Module(readFileSync(join(root, 'dist/kernels.wasm')));
const unused = () => {
  throw new Error('nothing is trained or evaluated');
};
const engine: Engine = {
  ...{ version: '1.2.3', kernelsSha256: 'ab'.repeat(32), buildSha256: 'cd'.repeat(32) },
  makeKernels: (bytes) => wasmKernels(module, createMemory(bytes)),
  ...{ trainerOn: unused, evaluateOn: unused },
};
const FILE = new Uint8Array(readFileSync(join(root, 'fixtures/arena/conv_k5x5_h16w16_ci1_co8_s1_same.tflite')));
const COMPACT = must(compactFile(FILE)).bytes;

async function compact(options: object = {}, files: Record<string, Uint8Array> = { 'models/m.tflite': FILE }) {
  const io = memoryIo(files);
  const [file] = Object.keys(files);
  const status = await executeCommand(compactCommand, memoryHost(io, engine), [file], options);
  return { status, io, ...io.written };
}

describe('the file', () => {
  test('is written beside the model, which stays', async () => {
    const { status, io } = await compact();
    expect(status).toBe(0);
    expect([...io.files.keys()]).toEqual(['models/m.tflite', 'models/m.compact.tflite']);
    expect(io.files.get('models/m.tflite')).toBe(FILE);
    expect(io.files.get('models/m.compact.tflite')).toEqual(COMPACT);
  });

  test('goes where --out says; over the model only with --force', async () => {
    const elsewhere = await compact({ out: 'small.tflite' });
    expect(elsewhere.io.files.get('small.tflite')).toEqual(COMPACT);
    const refused = await compact({ out: './models/m.tflite' });
    expect(refused.status).toBe(2);
    expect(refused.err).toBe(
      'models/m.tflite: --out is the model itself; add --force to replace it, or name another file\n',
    );
    expect(refused.io.files.get('models/m.tflite')).toBe(FILE);
    const replaced = await compact({ out: 'models/m.tflite', force: true });
    expect(replaced.io.files.get('models/m.tflite')).toEqual(COMPACT);
  });

  test('is not written where nothing can be left out', async () => {
    const { status, io, out } = await compact({}, { 'm.tflite': COMPACT });
    expect(status).toBe(0);
    expect(out).toBe('m.tflite: stays as it is, nothing is written: nothing in it can be left out\n');
    expect([...io.files.keys()]).toEqual(['m.tflite']);
  });

  test('that is no model is told with its name', async () => {
    const { status, err } = await compact({}, { 'm.tflite': new Uint8Array(40) });
    expect(status).toBe(2);
    expect(err).toMatch(/^m\.tflite: not a TensorFlow Lite model/);
  });

  test('is not made where the model does not run: nothing could be compared', async () => {
    const model = must(readModel(FILE));
    const [graph] = model.subgraphs;
    const operators = graph.operators.map((operator) => ({ ...operator, code: 'CUSTOM' as const, customCode: 'mine' }));
    const file = writeModel({ ...model, subgraphs: [{ ...graph, operators }] });
    const { status, io, err } = await compact({}, { 'm.tflite': file });
    expect(status).toBe(3);
    expect(err).toContain('m.tflite: operator 0 (mine)');
    expect([...io.files.keys()]).toEqual(['m.tflite']);
  });
});

describe('what it says', () => {
  test('sizes, bytes by what they are for, and the arena of every profile', async () => {
    const { out } = await compact();
    expect(out).toContain('written to models/m.compact.tflite');
    expect(out).toMatch(/ {2}same outputs on \d+ records of zeros and random inputs\n/);
    // Those of input, weights and output are three lists of one.
    expect(out).toMatch(/\n {2}zero points +160 B +36 B +124 B\n/);
    expect(out).toMatch(/\n {2}names +\d+ B +0 B +\d+ B\n/);
    expect(out).toContain(`\n  file         ${formatBytes(FILE.length)}  ${formatBytes(COMPACT.length)}`);
    expect(out.match(/cortex-m\S+\/(cmsis_nn|reference)/g)).toHaveLength(10);
  });

  test('as JSON: the same figures', async () => {
    const { out } = await compact({ json: true });
    const report = JSON.parse(out);
    expect(report).toMatchObject({
      ...{ tool: { name: 'kd-gate', version: '1.2.3' }, file: 'models/m.tflite', out: 'models/m.compact.tflite' },
      ...{ before: { sizeBytes: FILE.length }, after: { sizeBytes: COMPACT.length }, recordsWithSameOutputs: 32 },
    });
    const sum = (side: string) =>
      Object.values<Record<string, number>>(report.bytes).reduce((all, bytes) => all + bytes[side], 0);
    expect([sum('before'), sum('after')]).toEqual([FILE.length, COMPACT.length]);
  });
});
