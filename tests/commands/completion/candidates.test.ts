import { describe, expect, test } from 'vitest';
import { candidatesFor, joinEquals, type Names } from '../../../src/commands/completion/candidates.ts';
import { COMMANDS } from '../../../src/commands/index.ts';

/** `a/kd.yaml` has other models than the one of the current folder. */
const NAMES: Names = {
  boards: async () => ['esp-eye', 'esp32-cam', 'teensy-4.1'],
  profiles: async () => ['cortex-m4f/cmsis_nn', 'cortex-m7/cmsis_nn', 'esp32/esp_nn'],
  models: async (spec) => (spec === 'kd.yaml' ? ['digits', 'gestures'] : [`of ${spec}`]),
  refs: async () => ['main', 'origin/main'],
};

const offered = async (...words: string[]) => {
  const { values, paths } = await candidatesFor(words, COMMANDS, NAMES);
  return { values: values.map(({ value }) => value), paths };
};

describe('what may come next', () => {
  test.each([
    [['m'], ['measure', 'merge'], undefined],
    [['--v'], ['--version'], undefined],
    [['run', '--th'], ['--threads'], undefined],
    [['run', '--threads', ''], ['auto'], undefined],
    [['run', '--rules=h'], ['--rules=head'], undefined],
    [['run', '--model', ''], ['digits', 'gestures'], undefined],
    [['run', 'a/kd.yaml', '--model', ''], ['of a/kd.yaml'], undefined],
    [['convert', '--spec', 'b.yaml', '--model='], ['--model=of b.yaml'], undefined],
    [['run', '--base', 'o'], ['origin/main'], undefined],
    [['run', '--out', ''], [], 'folders'],
    [['run', ''], [], 'files'],
    [['run', '--threads', '2', '--json', ''], [], 'files'],
    // One argument is all that it takes.
    [['run', 'kd.yaml', ''], [], undefined],
    [['compare', 'm.tflite', '--board', 'esp'], ['esp-eye', 'esp32-cam'], 'files'],
    [['measure', '--profile', 'cortex-m4f/cmsis_nn', '--profile', 'esp'], ['esp32/esp_nn'], undefined],
    [['measure', 'm.tflite', '--divide', ''], [], undefined],
    [['schema', ''], ['kd', 'report', 'board'], undefined],
    [['calibrate', 'r'], ['read'], undefined],
    [['calibrate', 'read', 'log.txt', ''], [], 'files'],
    [['completion', 'z'], ['zsh'], undefined],
    [['nonsense', ''], [], undefined],
  ])('%j', async (words, values, paths) => expect(await offered(...words)).toEqual({ values, paths }));

  test('all commands but the one that shells call, and all options of one', async () => {
    const { values } = await offered('');
    expect(values).toHaveLength(COMMANDS.length - 1);
    expect(values).not.toContain('complete');
    const flags = (COMMANDS.find(({ name }) => name === 'run')?.options ?? []).map((option) => option.flags);
    expect((await offered('run', '-')).values).toEqual([...flags.map((flag) => flag.split(' ')[0]), '--help']);
  });
});

test.each([
  [
    ['run', '--rules', '=', 'he'],
    ['run', '--rules=he'],
  ],
  [
    ['run', '--out', '='],
    ['run', '--out='],
  ],
  [
    ['run', '--rules', '=', '=', 'x', ''],
    ['run', '--rules==', 'x', ''],
  ],
  [
    ['run', '='],
    ['run', '='],
  ],
])('bash splits at the equals sign: %j', (words, joined) => expect(joinEquals(words)).toEqual(joined));
