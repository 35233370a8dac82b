import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/base/digest.ts';
import { describeProblem, done, failed, must, problemsOf } from '../../src/base/problem.ts';
import { isComputer } from '../../src/board/board.ts';
import { builtinModel } from '../../src/board/builtin-models.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { resolveBoard, resolveBoards, resolveNamed } from '../../src/config/resolve-boards.ts';

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
    ['or of a shipped computer', ['phone.yaml'], 'phone.yaml', 'is the id of a board that ships'],
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

test('a computer stands beside boards', async () => {
  const boards = must(await resolveBoards(read, specOf('phone, a.yaml')));
  expect([...boards.values()].map((found) => [found.id, isComputer(found)])).toEqual([
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

describe('a board that somebody measured on', () => {
  const conv = builtinModel('conv') ?? expect.unreachable();
  const sha256 = sha256Hex(conv);
  const files = (measured: string, more: Readonly<Record<string, Uint8Array>> = {}) => {
    const asked: string[] = [];
    const readFrom = async (path: string) => {
      asked.push(path);
      const own = path === 'boards/ours.yaml' ? new TextEncoder().encode(`${board('ours')}${measured}`) : more[path];
      return own ? done(own) : failed({ code: 'file/missing', message: `there is no file ${path}` });
    };
    return { asked, found: (calibrates = true) => resolveBoard('boards/ours.yaml', readFrom, { calibrates }) };
  };

  test('has the models beside its file, and one of kd-gate by name', async () => {
    const measured = 'measured:\n  - { model: m/a.tflite, ms: 8.2 }\n  - { model: "builtin:dense", ms: 0.63 }\n';
    const { asked, found } = files(measured, { 'boards/m/a.tflite': conv });
    const own = must(await found());
    expect(asked).toEqual(['boards/ours.yaml', 'boards/m/a.tflite']);
    expect(own).toMatchObject({ timings: [{ sha256, ms: 8.2 }, { ms: 0.63 }], ownCalibration: { bandPercent: 20 } });
  });

  test('is read for what its file leaves out alone where nobody asks for a time', async () => {
    const whole = files(`measured: [{ model: a.tflite, sha256: ${sha256}, ms: 8.2 }]\n`);
    expect(must(await whole.found(false))).toMatchObject({ timings: [{ sha256 }] });
    expect(whole.asked).toEqual(['boards/ours.yaml']);
    const partly = files('measured: [{ model: a.tflite, ms: 8.2 }]\n', { 'boards/a.tflite': conv });
    expect(must(await partly.found(false))).toMatchObject({ timings: [{ sha256 }] });
  });

  test.each([true, false])('may name a file only once, whatever its path: it would weigh twice', async (calibrates) => {
    const measured = 'measured:\n  - { model: a.tflite, ms: 8 }\n  - { model: ./m/../a.tflite, ms: 8 }\n';
    const { found } = files(measured, { 'boards/a.tflite': conv, 'boards/./m/../a.tflite': conv });
    expect(problemsOf(await found(calibrates))).toMatchObject([
      { code: 'board/twice', place: { file: 'boards/ours.yaml', line: 10, path: 'measured[1].model' } },
    ]);
  });

  const other = 'ab'.repeat(32);
  test.each([
    ['a file that is not there', '{ model: a.tflite, ms: 8 }', 'there is no file boards/a.tflite; the path starts in'],
    ['another file', `{ model: b.tflite, sha256: ${other}, ms: 8 }`, `is not the file that was measured: its SHA-256`],
    ['no model of kd-gate', '{ model: "builtin:cnv", ms: 8 }', 'there are builtin:conv, builtin:separable'],
    ['no model at all', '{ model: c.tflite, ms: 8 }', 'c.tflite: '],
  ])('%s is told with its place', async (_, entry, message) => {
    const models = { 'boards/b.tflite': conv, 'boards/c.tflite': Uint8Array.of(1, 2, 3) };
    const { found } = files(`measured:\n  - ${entry}\n`, models);
    const [problem] = problemsOf(await found());
    expect(problem.message).toContain(message);
    expect(problem.place).toMatchObject({ file: 'boards/ours.yaml', path: expect.stringContaining('measured') });
    if (entry.includes('c.tflite')) return;
    expect(problem).toMatchObject({ code: 'board/measured', place: { line: 9, path: 'measured[0].model' } });
  });

  test.each([
    [
      '{ model: /etc/a.tflite, ms: 1 }',
      /measured\[0\]\.model: .* write the path of a \.tflite file from the folder of the board file/,
    ],
    ['{ model: "C:a.tflite", ms: 1 }', /measured\[0\]\.model/],
    ['{ model: a.onnx, ms: 1 }', /measured\[0\]\.model/],
    ['{ model: a.tflite, ms: 0 }', /measured\[0\]\.ms/],
    ['{ model: a.tflite, ms: 8.2 ms }', /measured\[0\]\.ms/],
    ['{ model: a.tflite }', /measured\[0\]: the key "ms" is missing; .*: milliseconds of one Invoke, for example 8.2/],
    ['{ model: a.tflite, ms: 1, sha256: beef }', /measured\[0\]\.sha256: .*64 digits/],
    [
      '{ model: a.tflite, ms: 1 }\n  - { model: a.tflite, ms: 2 }',
      /measured\[1\]\.model: "a.tflite" is measured twice/,
    ],
  ])('%s is a mistake', async (entry, message) => {
    const { found } = files(`measured:\n  - ${entry}\n`);
    expect(
      problemsOf(await found())
        .map(describeProblem)
        .join('\n'),
    ).toMatch(message);
  });
});
