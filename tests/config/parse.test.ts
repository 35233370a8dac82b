import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeProblem } from '../../src/base/problem.ts';
import { initSpec } from '../../src/config/init.ts';
import { locateIn, parseSpec } from '../../src/config/parse.ts';
import { READERS } from '../../src/data/readers/index.ts';
import { TEACHERS } from '../../src/teacher/kinds/index.ts';

const listOf = (names: readonly string[]) => `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const GOOD = `version: 1
models:
  digits:
    data:
      test: { npz: test.npz }
    student:
      layers:
        - dense: { units: 10 }
    budgets:
      arena: { max: 64 KiB }
`;
const parse = (text: string) => parseSpec(text, 'kd.yaml');
const complaints = (text: string) => {
  const outcome = parse(text);
  return outcome.ok ? [] : outcome.problems.map(describeProblem);
};
/** GOOD with one piece of text replaced. */
const but = (from: string, to: string) => {
  expect(GOOD).toContain(from);
  return GOOD.replace(from, to);
};

describe('a sound kd.yaml', () => {
  test('has its defaults filled in and its limits in bytes with their places', () => {
    const outcome = parse(GOOD);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    const { digits } = outcome.value.models;
    expect(outcome.value.seed).toBe(1);
    expect(digits.distill).toMatchObject({
      temperature: 3,
      alpha: 0.1,
      batch: 32,
      optimizer: { adam: { learningRate: 0.02 } },
    });
    expect(digits.quantize).toMatchObject({ mode: 'int8' });
    expect(digits.boards).toEqual([]);
    expect(digits.limits).toEqual([
      {
        measure: 'arena',
        kind: 'max',
        value: 65536,
        ofBaseline: false,
        level: 'fail',
        text: '64 KiB',
        place: { file: 'kd.yaml', line: 10, column: 21, path: 'models.digits.budgets.arena.max' },
      },
    ]);
  });

  test('a budget by board has a limit for each on its own line, and a reserve stands beside the models', () => {
    const text = but(
      '      arena: { max: 64 KiB }',
      `      latency:
        max:
          arduino-nano-33-ble: 50 ms
          teensy-4.1: 20 ms
          default: 0.1 s`,
    ).replace('version: 1', 'version: 1\nreserve:\n  ram: { teensy-4.1: 64 KiB, default: 32 KiB }\n  flash: 200 KB');
    const outcome = parse(text);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    const { models, reserve } = outcome.value;
    const [nano, teensy] = ['arduino-nano-33-ble', 'teensy-4.1'];
    expect(
      models.digits.limits.map(({ only, otherThan, value, place }) => [only ?? otherThan, value, place?.line]),
    ).toEqual([
      [nano, 50, 15],
      [teensy, 20, 16],
      [[nano, teensy], 100, 17],
    ]);
    expect(models.digits.limits[1].place?.path).toBe('models.digits.budgets.latency.max["teensy-4.1"]');
    expect(reserve.map(({ memory, bytes, only, place }) => [memory, bytes, only, place?.line])).toEqual([
      ['ram', 65_536, teensy, 3],
      ['ram', 32_768, undefined, 3],
      ['flash', 200_000, undefined, 4],
    ]);
  });

  test('what `init` writes is one', () => expect(complaints(initSpec())).toEqual([]));

  test('problems of later stages get line and column of the nearest key that is there', () => {
    const outcome = parse(GOOD);
    if (!outcome.ok) throw new Error('not sound');
    const at = (path: string) => locateIn(outcome.value, { code: 'data/shape', message: 'm', place: { path } }).place;
    expect(at('models.digits.student.layers[0].dense')).toMatchObject({ line: 8, column: 18 });
    expect(at('models.digits.data.test.npz')).toMatchObject({ line: 5, column: 20 });
    expect(at('models.digits.distill.epochs')).toMatchObject({ line: 4, column: 5 });
  });
});

test('a name that only JavaScript knows is no model', () => {
  const outcome = parse(GOOD);
  expect(outcome.ok && [outcome.value.models.toString, outcome.value.models.constructor]).toEqual([
    undefined,
    undefined,
  ]);
});

test('models whose folders are one where capitals are not told apart are a mistake', () => {
  const [, section] = GOOD.split('models:\n');
  const outcome = parse(`${GOOD}${section.replace('digits', 'Digits')}`);
  expect(outcome).toMatchObject({ ok: false });
  const messages = outcome.ok ? [] : outcome.problems.map(({ message }) => message);
  expect(messages).toEqual([
    '"Digits" and "digits" would be one in the firmware\'s headers, or as a folder; rename one',
  ]);
});

describe('mistakes', () => {
  test.each([
    [
      'a unit that is none',
      but('64 KiB', '64 KB of'),
      'kd.yaml:10:21 models.digits.budgets.arena.max: "64 KB of" is not a size; write for example "64 KiB"',
    ],
    [
      'no unit',
      but('64 KiB', '64'),
      'kd.yaml:10:21 models.digits.budgets.arena.max: 64 has no unit; write for example "64 KiB"',
    ],
    [
      'a unit of something else',
      but('64 KiB', '64 ms'),
      'kd.yaml:10:21 models.digits.budgets.arena.max: "64 ms" is not a size: "ms" is none of B, KB, MB, KiB, ' +
        'MiB; write for example "64 KiB"',
    ],
    [
      'a percentage where points are needed',
      but('arena: { max: 64 KiB }', 'accuracy: { maxDrop: 1% }'),
      'kd.yaml:10:28 models.digits.budgets.accuracy.maxDrop: "1%" is not a number of percentage points: "%" is ' +
        'none of pp; write for example "1.0 pp"',
    ],
    [
      'a budget without a limit',
      but('{ max: 64 KiB }', '{}'),
      'kd.yaml:10:14 models.digits.budgets.arena: limits nothing; write one of max, maxIncrease',
    ],
    [
      'an empty limit',
      but('{ max: 64 KiB }', '{ max: }'),
      'kd.yaml:10:21 models.digits.budgets.arena.max: an empty value is not text or a number or a group of keys; ' +
        'write text or a number or a group of keys for "max": the most, for example 64 KiB; or by board, with ' +
        'default for the others',
    ],
    [
      'an empty limit of a board',
      but('64 KiB', '{ teensy-4.1: }'),
      'kd.yaml:10:35 models.digits.budgets.arena.max["teensy-4.1"]: an empty value is not text or a number; write ' +
        'text or a number',
    ],
    [
      'a list as the limit of a board',
      but('64 KiB', '{ pico: [1] }'),
      'kd.yaml:10:29 models.digits.budgets.arena.max.pico: a list is not text or a number; write text or a number',
    ],
    [
      'a limit without a unit of a board',
      but('64 KiB', '{ teensy-4.1: 64 }'),
      'kd.yaml:10:35 models.digits.budgets.arena.max["teensy-4.1"]: 64 has no unit; write for example "64 KiB"',
    ],
    [
      'a limit by board without a board',
      but('64 KiB', '{}'),
      'kd.yaml:10:21 models.digits.budgets.arena.max: nothing is there; write at least one entry for "max": the ' +
        'most, for example 64 KiB; or by board, with default for the others',
    ],
    [
      'a limit by board of what no board measures',
      but('arena: { max: 64 KiB }', 'size: { max: { pico: 64 KiB } }'),
      'kd.yaml:10:20 models.digits.budgets.size.max: a group of keys is not text or a number; write text or a number ' +
        'for "max": the most, for example 64 KiB',
    ],
    [
      'a reserve that is none',
      but('version: 1', 'version: 1\nreserve: { ram: { teensy-4.1: lots } }'),
      'kd.yaml:2:31 reserve.ram["teensy-4.1"]: "lots" is not a size; write for example "64 KiB"',
    ],
    [
      'a key that is nearly right',
      but('arena:', 'arnea:'),
      'kd.yaml:10:7 models.digits.budgets.arnea: unknown key "arnea"; did you mean "arena"?',
    ],
    [
      'a key that is far off',
      but('version: 1', 'version: 1\nfoo: 2'),
      'kd.yaml:2:1 foo: unknown key "foo"; there are version, seed, limits, reserve, models',
    ],
    [
      'a seed of the wrong type',
      but('version: 1', 'version: 1\nseed: one'),
      'kd.yaml:2:7 seed: "one" is not a whole number; write a whole number from 0 to 9007199254740991 for ' +
        '"seed": of initial weights, shuffling and dropout; the same seed gives the same model',
    ],
    [
      'a missing key',
      but('version: 1\n', ''),
      'kd.yaml:1:1: the key "version" is missing; write 1 for "version": version of this format',
    ],
    [
      'another version',
      but('version: 1', 'version: 2'),
      'kd.yaml:1:10 version: 2 is not 1; write 1 for "version": version of this format',
    ],
    [
      'a choice that is none',
      but('units: 10', 'units: 10, activation: Relu'),
      'kd.yaml:8:43 models.digits.student.layers[0].dense.activation: "Relu" is none of "none", "relu", "relu6"; ' +
        'did you mean "relu"?',
    ],
    [
      'one of several types',
      but('dense: { units: 10 }', 'conv2d: { filters: 4, kernel: big }'),
      'kd.yaml:8:41 models.digits.student.layers[0].conv2d.kernel: "big" is not a whole number or a list; write ' +
        'a whole number from 1 to 1024 or a list of 2 entries for "kernel": window: one number, or [height, width]',
    ],
    [
      'a model name that is a path',
      but('  digits:', '  ../x:'),
      'kd.yaml:3:3 models["../x"]: "../x" is not a name; write a letter, then letters, digits, _ and -, at most ' +
        '64 characters',
    ],
    [
      'two students',
      but('    student:\n', '    student:\n      tflite: a.tflite\n'),
      "kd.yaml:7:7 models.digits.student: tflite and layers can't be there at once; write only one of them",
    ],
    [
      'the comparison that YAML reads as a block',
      but('arena: { max: 64 KiB }', 'accuracy:\n        min: >= 90%'),
      'kd.yaml:11:15: block scalar header includes extra characters: >=',
    ],
    [
      'a key twice',
      but('version: 1', 'version: 1\nversion: 1'),
      'kd.yaml:2:1: the key is there twice; take one of the two out',
    ],
    [
      'an alias',
      but('version: 1', 'version: &a 1\nseed: *a'),
      'kd.yaml:2:7: aliases (*a) are not supported; write the values out',
    ],
    ['a tag', but('version: 1', 'version: !!js/regexp 1'), 'kd.yaml:1:10: tags (!) are not supported; take it out'],
    [
      'two teachers',
      but('    student:', '    teacher: { tflite: a.tflite, logits: b.npy }\n    student:'),
      `kd.yaml:6:14 models.digits.teacher: a teacher is one of ${listOf(Object.keys(TEACHERS))}; not ` +
        'tflite and logits at once',
    ],
    [
      'a data set without a file',
      but('{ npz: test.npz }', '{ x: images }'),
      `kd.yaml:5:13 models.digits.data.test: a data set is one of ${listOf(Object.keys(READERS))}; ` +
        'none of them is there',
    ],
    [
      'two documents',
      `${GOOD}---\n${GOOD}`,
      'kd.yaml:11:1: the file holds several documents; take out the line with --- or ...',
    ],
    [
      'a merge key',
      but('version: 1', 'version: 1\n<<: { seed: 3 }'),
      'kd.yaml:2:1: merge keys (<<) are not supported; write the values out',
    ],
    [
      'a comparison in quotes',
      but('arena: { max: 64 KiB }', 'accuracy: { min: ">= 90%" }'),
      'kd.yaml:10:24 models.digits.budgets.accuracy.min: ">= 90%" is not a percentage; write for example "90%"',
    ],
    [
      'a comparison in a flow map',
      but('arena: { max: 64 KiB }', 'accuracy: { min: >= 90% }'),
      'kd.yaml:10:24: plain value cannot start with block scalar indicator >; put the value in quotes',
    ],
    [
      'a tab as indentation',
      but('      arena:', '\tarena:'),
      'kd.yaml:10:1: tabs are not allowed as indentation; indent with spaces',
    ],
    ['an empty file', '', 'kd.yaml: the file is empty; `kd-gate init` writes a first one'],
    [
      'a list',
      '- 1',
      'kd.yaml:1:1: a list is not a group of keys; write a group of keys (version, seed, limits, reserve and models)',
    ],
  ])('%s', (_, text, message) => expect(complaints(text)).toEqual([message]));

  test('all at once, in the order of the file', () => {
    const text = but('units: 10', 'unit: 10').replace('npz: test.npz', 'npz: 7').replace('64 KiB }', '1, mx: 2 }');
    expect(complaints(text).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'kd.yaml:5:20 models.digits.data.test.npz:',
      'kd.yaml:8:11 models.digits.student.layers[0].dense:',
      'kd.yaml:8:20 models.digits.student.layers[0].dense.unit:',
      'kd.yaml:10:21 models.digits.budgets.arena.max:',
      'kd.yaml:10:24 models.digits.budgets.arena.mx:',
    ]);
  });

  test('a billion laughs', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [to, from] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg', 'ih']) {
      lines.push(
        `${to}: &${to} [*${from}, *${from}, *${from}, *${from}, *${from}, *${from}, *${from}, *${from}, *${from}]`,
      );
    }
    expect(complaints(lines.join('\n'))[0]).toContain('aliases (*a) are not supported');
  });

  test.each([
    ['a deep nest', '['.repeat(5000) + ']'.repeat(5000)],
    ['a nest beyond any stack', '- '.repeat(100_000)],
    ['a nest of keys', Array.from({ length: 40 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('%s', (_, text) => {
    const found = complaints(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('the file is nested more than 32 levels deep');
  });

  test('a large file is not parsed', () => {
    const message = 'kd.yaml: the file has 1048577 characters; at most 1048576 are read';
    expect(complaints('x'.repeat(2 ** 20 + 1))).toEqual([message]);
  });

  test('too many models are counted, not listed', () => {
    const many = Array.from({ length: 70 }, (_, i) => `  m${i}: {}`).join('\n');
    const first = complaints(`version: 1\nmodels:\n${many}`)[0];
    expect(first).toBe('kd.yaml:3:3 models: there are 70 entries; write at most 64 for "models": the models by name');
  });
});

test('whatever the text, parsing returns', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    '\n',
    '  ',
    '- ',
    'version',
    'models',
    '&a',
    '*a',
    '!!',
    '%',
    '"',
    "'",
    '>',
    '|',
    '?',
    '\t',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces).map((p) => p.join('')),
        fc.nat(GOOD.length - 1).map((at) => GOOD.slice(0, at)),
      ),
      (text) => {
        parse(text);
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});

test('models whose firmware headers would hide each other are a mistake', () => {
  const model = '{ student: { tflite: a.tflite } }';
  const text = `version: 1\nmodels:\n  kws-small: ${model}\n  other: ${model}\n  Kws_small: ${model}\n`;
  expect(complaints(text)).toEqual([
    'kd.yaml:5:3 models.Kws_small: "Kws_small" and "kws-small" would be one ' +
      "in the firmware's headers, or as a folder; rename one",
  ]);
});
