import { describe, expect, test } from 'vitest';
import { describeProblem, done, failed, must, problemsOf } from '../../src/base/problem.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { resolveBoards, resolveNamed } from '../../src/config/resolve-boards.ts';

const board = (id: string) => `id: ${id}
name: Our board
mcu: STM32F446
profile: cortex-m4f/cmsis_nn
clock: 180 MHz
ramSize: 128 KiB
flashSize: 512 KiB
`;
const FILES: Readonly<Record<string, string>> = {
  'a.yaml': board('ours'),
  'b.yaml': board('ours'),
  'c.yaml': board('theirs'),
  'nano.yaml': board('arduino-nano-33-ble'),
  'phone.yaml': board('phone'),
};
const read = async (path: string) =>
  path in FILES
    ? done(new TextEncoder().encode(FILES[path]))
    : failed({ code: 'file/missing', message: `${path} does not exist` });
const modelOf = (boards: string, i: number) => `  m${i}:
    data: { test: { npz: t.npz } }
    student: { tflite: m.tflite }
    boards: [${boards}]
`;
const specOf = (...models: string[]) =>
  must(parseSpec(`version: 1\nmodels:\n${models.map(modelOf).join('')}`, 'kd.yaml'));

describe('two boards with one id are refused', () => {
  test.each([
    ['a board named twice', ['a.yaml, a.yaml'], 'kd.yaml', 'the board "a.yaml" is named twice'],
    ['two files', ['a.yaml, b.yaml'], 'kd.yaml', 'the boards "a.yaml" and "b.yaml" have one id, "ours"'],
    ['two files of two models', ['a.yaml', 'b.yaml'], 'kd.yaml', 'the boards "a.yaml" and "b.yaml" have one id'],
    ['a file with the id of a shipped board', ['nano.yaml'], 'nano.yaml', 'is the id of a board that ships'],
    ['or of one that is not measured', ['phone.yaml'], 'phone.yaml', 'is the id of a board that ships'],
  ])('%s', async (_, models, file, message) => {
    const problems = problemsOf(await resolveBoards(read, specOf(...models)));
    expect(problems).toMatchObject([
      { code: 'board/twice', message: expect.stringContaining(message), place: { file } },
    ]);
  });

  test('one that two models name is one', async () => {
    const boards = must(await resolveBoards(read, specOf('a.yaml, c.yaml', 'a.yaml, arduino-nano-33-ble')));
    expect([...boards.keys()]).toEqual(['a.yaml', 'c.yaml', 'arduino-nano-33-ble']);
  });

  test('on the command line as well, where the same name twice is one', async () => {
    expect(problemsOf(await resolveNamed(read, ['a.yaml', 'b.yaml']))).toMatchObject([{ code: 'board/twice' }]);
    expect(must(await resolveNamed(read, ['a.yaml', 'a.yaml'])).map(({ id }) => id)).toEqual(['ours']);
  });
});

test('a board that can not be measured does not silence the others', async () => {
  const boards = must(await resolveBoards(read, specOf('phone, a.yaml')));
  expect([...boards.values()].map((found) => [found.id, 'reason' in found])).toEqual([
    ['phone', true],
    ['ours', false],
  ]);
});

describe('a board that is named in a budget or a reserve', () => {
  const text = (budgets: string, reserve = '{}') => `version: 1
reserve: ${reserve}
models:
  m:
    student: { tflite: m.tflite }
    boards: [a.yaml, arduino-nano-33-ble]
    budgets: ${budgets}
`;
  const problemsIn = async (source: string) =>
    problemsOf(await resolveBoards(read, must(parseSpec(source, 'kd.yaml')))).map(describeProblem);

  test('is one of kd.yaml’s by its id', async () => {
    const budgets = '{ arena: { max: { ours: 1 KiB, arduino-nano-33-ble: 2 KiB, default: 3 KiB } } }';
    expect(await problemsIn(text(budgets, '{ ram: { ours: 1 KiB }, flash: { default: 1 KiB } }'))).toEqual([]);
  });

  test.each<[string, string, string]>([
    [
      '{ latency: { max: { arduino-nano-33-bel: 50 ms } } }',
      'kd.yaml:7:55 models.m.budgets.latency.max.arduino-nano-33-bel: "arduino-nano-33-bel"',
      'did you mean "arduino-nano-33-ble"?',
    ],
    ['{ arena: { max: { a.yaml: 1 KiB } } }', 'kd.yaml:7:40 models.m.budgets.arena.max["a.yaml"]:', 'its id, "ours"'],
    [
      '{ flash: { maxIncrease: { teensy-4.1: 1 KiB } } }',
      'kd.yaml:7:52 models.m.budgets.flash.maxIncrease["teensy-4.1"]: "teensy-4.1" is not the id of a board that is',
      'named under "boards:"; write one of ours, arduino-nano-33-ble, or default',
    ],
    ['{ arena: { max: { defualt: 1 KiB } } }', 'kd.yaml:7:41', 'did you mean "default"?'],
    ['{ arena: { max: { __proto__: 1 KiB } } }', 'kd.yaml:7:43', '"__proto__" is not the id of a board'],
    ['{ arena: { max: { toString: 1 KiB } } }', 'kd.yaml:7:42', '"toString" is not the id of a board'],
  ])('%s', async (budgets, start, end) => {
    const problems = await problemsIn(text(budgets));
    expect(problems).toHaveLength(1);
    expect(problems[0].slice(0, start.length)).toBe(start);
    expect(problems[0]).toContain(end);
  });

  test('in reserve is one of any model', async () => {
    const [first, ...more] = await problemsIn(text('{}', '{ ram: { pico: 1 KiB } }'));
    expect(more).toEqual([]);
    expect(first).toMatch(/^kd\.yaml:2:25 reserve\.ram\.pico: "pico" is not the id of a board/);
  });

  test('where no board is named, names are to come first', async () => {
    const source = text('{ arena: { max: { ours: 1 KiB } } }').replace('[a.yaml, arduino-nano-33-ble]', '[]');
    expect(await problemsIn(source)).toEqual([expect.stringContaining('name boards first')]);
  });
});
