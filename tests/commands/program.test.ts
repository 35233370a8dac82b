import { describe, expect, test } from 'vitest';
import { type Actions, runProgram } from '../../src/commands/program.ts';
import { memoryIo } from './io.ts';

function recorded() {
  const calls: unknown[][] = [];
  const note =
    (name: string, status: 0 | 1 = 0) =>
    async (...values: unknown[]) => {
      calls.push([name, ...values.slice(0, 2)]);
      return status;
    };
  const actions: Actions = {
    run: note('run', 1),
    measure: note('measure'),
    init: note('init'),
    plan: note('plan'),
    merge: note('merge'),
    schema: note('schema'),
    boards: note('boards'),
  };
  return { calls, actions };
}

describe('the command line', () => {
  test.each([
    [['run'], ['run', 'kd.yaml', { out: 'kd-gate-out', store: '.kd-gate', ratchet: true }], 1],
    [
      ['run', 'a/kd.yaml', '--threads', '2', '--model=digits', '--json'],
      [
        'run',
        'a/kd.yaml',
        { out: 'kd-gate-out', threads: 2, model: 'digits', json: true, store: '.kd-gate', ratchet: true },
      ],
      1,
    ],
    [
      ['run', '--threads', 'auto'],
      ['run', 'kd.yaml', { out: 'kd-gate-out', threads: 'auto', store: '.kd-gate', ratchet: true }],
      1,
    ],
    [
      ['measure', 'm.tflite', '--profile', 'cortex-m4f/cmsis_nn', '--profile', 'cortex-m0plus/cmsis_nn'],
      ['measure', 'm.tflite', { profile: ['cortex-m4f/cmsis_nn', 'cortex-m0plus/cmsis_nn'] }],
      0,
    ],
    [
      ['measure', '--inputs', 'i', '--dump', 'd', '--stateful', '--tensors', 't', 'm.tflite'],
      ['measure', 'm.tflite', { inputs: 'i', dump: 'd', stateful: true, tensors: 't' }],
      0,
    ],
    [
      ['run', '--base', 'origin/main', '--no-store', '--no-ratchet'],
      ['run', 'kd.yaml', { out: 'kd-gate-out', base: 'origin/main', store: undefined, ratchet: false }],
      1,
    ],
    [['plan'], ['plan', 'kd.yaml'], 0],
    [['merge', 'a/kd.yaml', '--reports', 'r'], ['merge', 'a/kd.yaml', { reports: 'r', out: 'kd-gate-out' }], 0],
    [['schema', 'report'], ['schema', 'report'], 0],
  ] as const)('%j', async (argv, call, status) => {
    const { calls, actions } = recorded();
    expect(await runProgram(argv, memoryIo(), '1.2.3', actions)).toBe(status);
    expect(calls).toEqual([call]);
  });

  test.each([
    [['--version'], '1.2.3\n'],
    [['--help'], 'Usage: kd-gate'],
    [['measure', '--help'], '--profile <core/library>'],
  ] as const)('%j answers on the output', async (argv, expected) => {
    const io = memoryIo();
    expect(await runProgram(argv, io, '1.2.3', recorded().actions)).toBe(0);
    expect(io.written.out).toContain(expected);
    expect(io.written.err).toBe('');
  });

  test.each([
    [['measur'], 'Did you mean measure?'],
    [['run', '--thread', '2'], 'Did you mean --threads?'],
    [['run', '--threads', '0'], 'a number of threads from 1 to 256'],
    [['run', '--threads', 'two'], 'a number of threads from 1 to 256'],
    [['measure'], "missing required argument 'model'"],
    [['run', 'a', 'b'], 'too many arguments'],
    [['measure', 'm', '--inputs'], 'argument missing'],
  ] as const)('%j is a mistake: status 2 and one message', async (argv, expected) => {
    const io = memoryIo();
    const { calls, actions } = recorded();
    expect(await runProgram(argv, io, '1.2.3', actions)).toBe(2);
    expect(io.written.err).toContain(expected);
    expect(calls).toEqual([]);
  });
});
