import { describe, expect, test } from 'vitest';
import { attemptLater, failed } from '../../src/base/problem.ts';
import { performRun, type RunOptions } from '../../src/commands/run/perform.ts';
import type { Engine } from '../../src/gate/engine.ts';
import { processMachine } from '../../src/host/process.ts';
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
