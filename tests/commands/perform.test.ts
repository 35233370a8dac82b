import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attemptLater, failed } from '../../src/base/problem.ts';
import { performRun, type RunOptions } from '../../src/commands/run/perform.ts';
import type { Engine } from '../../src/gate/engine.ts';
import { processMachine } from '../../src/host/process.ts';
import { MAKERS } from '../micro/oracle.ts';
import { memoryIo } from './io.ts';

const SPEC = `version: 1
models:
  m:
    data: { test: { npz: test.npz } }
    student: { tflite: m.tflite }
`;
const unused = () => {
  throw new Error('nothing is computed');
};
const engine: Engine = {
  version: '1.2.3',
  kernelsSha256: 'ab'.repeat(32),
  buildSha256: 'cd'.repeat(32),
  makeKernels: unused,
  trainerOn: () => unused,
  evaluateOn: () => unused,
};
/** Erases the line of the cursor (ECMA-48, EL 2). */
const CLEAR_LINE = '\r\u001b[2K';

function runOnTerminal(options: Partial<RunOptions>, readInside = memoryIo().readInside) {
  const io = { ...memoryIo({ 'kd.yaml': SPEC, 'test.npz': 'x', 'm.tflite': 'x' }), errIsTerminal: true, readInside };
  const machine = {
    ...processMachine(),
    gitIn: () => async () => ({ status: 127, out: '', err: 'there is no git' }),
  };
  return { io, outcome: attemptLater(() => performRun(io, machine, engine, 'kd.yaml', { out: 'out', ...options })) };
}

describe('no line of progress stays on the terminal', () => {
  test('when there is no baseline', async () => {
    const { io, outcome } = runOnTerminal({ baselineRef: 'main' });
    expect(await outcome).toMatchObject({ ok: false, problems: [{ code: 'baseline/no-git' }] });
    expect(io.written.err).toBe(CLEAR_LINE);
  });

  test('when the gate refuses a file', async () => {
    const broken = async () => failed({ code: 'file/missing', message: 'there is no file' } as const);
    const { io, outcome } = runOnTerminal({}, broken);
    expect(await outcome).toMatchObject({ ok: false, problems: [{ code: 'file/missing' }] });
    expect(io.written.err).toBe(CLEAR_LINE);
  });

  test('when something throws', async () => {
    const { io, outcome } = runOnTerminal({}, unused);
    await expect(outcome).rejects.toThrow('nothing is computed');
    expect(io.written.err).toBe(CLEAR_LINE);
  });
});

test("a toolchain's folder is written for a model that is only measured, and goes with its name", async () => {
  const model = readFileSync(join(import.meta.dirname, '../../fixtures/arena/fc_10x2.tflite'));
  const spec = (exported: string) =>
    `version: 1\nmodels:\n  kws-small:\n    student: { tflite: m.tflite }\n${exported}`;
  const io = memoryIo({ 'm.tflite': model });
  const machine = { ...processMachine(), gitIn: () => async () => ({ status: 127, out: '', err: 'no git' }) };
  const written = async (text: string) => {
    io.files.set('kd.yaml', text);
    const measuring = { ...engine, makeKernels: MAKERS.reference };
    const outcome = await attemptLater(() => performRun(io, machine, measuring, 'kd.yaml', { out: 'out' }));
    expect(outcome.ok).toBe(true);
    return [...io.files.keys()].filter((path) => path.startsWith('out/kws-small/'));
  };
  const laid = await written(spec('    export: { firmware: [zephyr, arduino] }\n'));
  expect(laid).toContain('out/kws-small/zephyr/kws_small_model/include/kws_small_model/model_settings.h');
  expect(laid).toContain('out/kws-small/arduino/kws_small_model/src/kws_small_model.h');
  expect((await written(spec(''))).sort()).toEqual(
    ['model.tflite', 'model_data.cc', 'model_data.h', 'model_resolver.h', 'model_settings.h', 'model_test.h'].map(
      (name) => `out/kws-small/${name}`,
    ),
  );
});
