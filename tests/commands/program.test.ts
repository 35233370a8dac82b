import { describe, expect, test } from 'vitest';
import { reject } from '../../src/base/problem.ts';
import type { Command } from '../../src/commands/command.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { runProgram } from '../../src/commands/program.ts';
import { memoryHost, memoryIo } from './io.ts';

/** The commands as they are declared; instead of doing their work they note what they were called with. */
function recorded() {
  const calls: unknown[][] = [];
  const commands = COMMANDS.map(
    (command): Command => ({
      ...command,
      async run(_, values, options) {
        calls.push([command.name, ...values, ...(command.options ? [options] : [])]);
        return command.name === 'run' ? 1 : 0;
      },
    }),
  );
  return { calls, commands };
}

describe('the command line', () => {
  test.each([
    [['run'], ['run', 'kd.yaml', { ratchet: true, rules: 'head' }], 1],
    [
      ['run', 'a/kd.yaml', '--threads', '2', '--model=digits', '--json'],
      [
        'run',
        'a/kd.yaml',
        {
          threads: 2,
          model: 'digits',
          json: true,
          ratchet: true,
          rules: 'head',
        },
      ],
      1,
    ],
    [['run', '--threads', 'auto'], ['run', 'kd.yaml', { threads: 'auto', ratchet: true, rules: 'head' }], 1],
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
      ['run', 'kd.yaml', { base: 'origin/main', store: false, ratchet: false, rules: 'head' }],
      1,
    ],
    [['plan'], ['plan', 'kd.yaml'], 0],
    [
      ['merge', 'a/kd.yaml', '--reports', 'r'],
      ['merge', 'a/kd.yaml', { reports: 'r', ratchet: true, rules: 'head' }],
      0,
    ],
    [['schema', 'report'], ['schema', 'report'], 0],
  ] as const)('%j', async (argv, call, status) => {
    const { calls, commands } = recorded();
    expect(await runProgram(argv, memoryHost(memoryIo()), '1.2.3', commands)).toBe(status);
    expect(calls).toEqual([call]);
  });

  test.each([
    [['--version'], '1.2.3\n'],
    [['--help'], 'Usage: kd-gate'],
    [['measure', '--help'], '--profile <core/library>'],
  ] as const)('%j answers on the output', async (argv, expected) => {
    const io = memoryIo();
    expect(await runProgram(argv, memoryHost(io), '1.2.3', recorded().commands)).toBe(0);
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
    const { calls, commands } = recorded();
    expect(await runProgram(argv, memoryHost(io), '1.2.3', commands)).toBe(2);
    expect(io.written.err).toContain(expected);
    expect(calls).toEqual([]);
  });
});

test('help begins with the first steps, and no command stands outside of the groups', async () => {
  const io = memoryIo();
  await runProgram(['--help'], memoryHost(io), '1.2.3', COMMANDS);
  expect(io.written.out).toContain('kd-gate init --demo');
  expect(io.written.out.match(/^[A-Z][a-z ]+:$/gm)).toEqual([
    ...['Options:', 'Start:', 'Judge:', 'One model:', 'Other:', 'First steps:'],
  ]);
});

describe('a made-up command', () => {
  // It is in the list and nowhere else.
  const greet: Command = {
    name: 'greet',
    description: 'say hello',
    arguments: [{ usage: '<name>', description: 'whom to greet' }],
    options: [
      { flags: '--word <word>', description: 'how', default: 'hello' },
      { flags: '--times <count>', description: 'how often', parse: Number },
      { flags: '--no-end', description: 'without a full stop' },
    ],
    async run({ io }, [name], options: { readonly word: string; readonly times?: number; readonly end: boolean }) {
      if (name === 'nobody') reject('arguments/input', 'there is nobody', { file: 'list.txt', line: 3, column: 1 });
      if (name === 'somebody') reject('micro/unsupported', 'somebody is unknown');
      const words = Array.from({ length: options.times ?? 1 }, () => options.word).join(', ');
      io.out(`${words}, ${name}${options.end ? '.' : ''}\n`);
      return 0;
    },
  };
  const run = async (...argv: string[]) => {
    const io = memoryIo();
    const status = await runProgram(argv, memoryHost(io), '1.2.3', [...COMMANDS, greet]);
    return { status, ...io.written };
  };

  test('runs with its defaults, its options and its own parser', async () => {
    expect(await run('greet', 'Ada')).toEqual({ status: 0, out: 'hello, Ada.\n', err: '' });
    expect((await run('greet', 'Ada', '--word=hi', '--times', '2', '--no-end')).out).toBe('hi, hi, Ada\n');
  });

  test('is in the help of all commands and has its own', async () => {
    const { out } = await run('--help');
    const lines = [
      '  greet [options] <name> ',
      ...COMMANDS.filter(({ isHidden }) => !isHidden).map(({ name }) => `  ${name} `),
    ];
    expect(lines.filter((line) => !out.includes(`\n${line}`))).toEqual([]);
    expect(out).not.toContain('\n  complete ');
    expect(out).toMatch(/\nOther:\n(?: {2}.*\n)* {2}greet \[options\] <name> +say hello\n/);
    expect((await run('greet', '--help')).out).toMatch(/--word <word> +how \(default: "hello"\)/);
  });

  test('has its mistakes printed, with the exit status that they mean', async () => {
    expect(await run('greet', 'nobody')).toEqual({ status: 2, out: '', err: 'list.txt:3:1: there is nobody\n' });
    expect(await run('greet', 'somebody')).toEqual({ status: 3, out: '', err: 'somebody is unknown\n' });
  });
});
