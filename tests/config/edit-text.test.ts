// Changes written into kd.yaml: what is not changed stays as it is, and the text says what the changes say.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { must, problemsOf } from '../../src/base/problem.ts';
import type { Change } from '../../src/config/changed-value.ts';
import { editText } from '../../src/config/edit-text.ts';
import { editedLines } from '../../src/config/edited-lines.ts';

const edited = (text: string, ...changes: Change[]) => must(editText(text, 'kd.yaml', changes));

const TEXT = `# ours
models:
  digits: # the first
    student:
      layers:
        - conv2d: { filters: 8, kernel: 3 } # wide

        - flatten: {}
        - dense:
            units: 10   # classes
    boards: [a, b]
    budgets: {}
    distill:
    seed: 1
`;
const M = ['models', 'digits'] as const;

test.each<readonly [string, Change, string, string]>([
  [
    'a number in a layer',
    { path: [...M, 'student', 'layers', 0, 'conv2d', 'filters'], from: 8, to: 6 },
    'filters: 8',
    'filters: 6',
  ],
  [
    'a number in a block',
    { path: [...M, 'student', 'layers', 2, 'dense', 'units'], from: 10, to: 12 },
    'units: 10 ',
    'units: 12 ',
  ],
  [
    'a whole layer',
    { path: [...M, 'student', 'layers', 0], from: {}, to: { separableConv2d: { filters: 4, kernel: [3, 1] } } },
    'conv2d: { filters: 8, kernel: 3 } #',
    'separableConv2d: { filters: 4, kernel: [3, 1] } #',
  ],
  [
    'a new layer',
    { path: [...M, 'student', 'layers', 1], to: { relu: {} } },
    '        - flatten: {}\n',
    '        - relu: {}\n        - flatten: {}\n',
  ],
  [
    'a layer at the end',
    { path: [...M, 'student', 'layers', 3], to: { softmax: {} } },
    'units: 10   # classes\n',
    'units: 10   # classes\n        - softmax: {}\n',
  ],
  ['a layer that goes', { path: [...M, 'student', 'layers', 1], from: {} }, '        - flatten: {}\n', ''],
  ['a board that goes', { path: [...M, 'boards', 0], from: 'a' }, '[a, b]', '[b]'],
  ['the last board', { path: [...M, 'boards', 1], from: 'b' }, '[a, b]', '[a]'],
  ['a board more', { path: [...M, 'boards', 2], to: 'c' }, '[a, b]', '[a, b, c]'],
  [
    'a key in an empty group',
    { path: [...M, 'budgets', 'size', 'max'], to: '1 KiB' },
    'budgets: {}',
    'budgets: { size: { max: 1 KiB } }',
  ],
  [
    'a key where nothing is written',
    { path: [...M, 'distill', 'epochs'], to: 5 },
    'distill:\n',
    'distill: { epochs: 5 }\n',
  ],
  [
    'a key that is new',
    { path: [...M, 'quantize', 'mode'], to: 'int8' },
    'seed: 1\n',
    'seed: 1\n    quantize: { mode: int8 }\n',
  ],
  ['a key that goes', { path: [...M, 'boards'], from: ['a', 'b'] }, '    boards: [a, b]\n', ''],
  [
    'a text that YAML would read otherwise',
    { path: [...M, 'boards', 0], from: 'a', to: 'yes, 1: {' },
    '[a, b]',
    '["yes, 1: {", b]',
  ],
])('%s is written where it belongs', (_, change, before, after) => {
  expect(TEXT.split(before)).toHaveLength(2);
  expect(edited(TEXT, change)).toBe(TEXT.replace(before, after));
});

test('several changes at once have the indices of the text before them', () => {
  const layers = [...M, 'student', 'layers'];
  const text = edited(
    TEXT,
    { path: [...layers, 1], from: {} },
    { path: [...layers, 0, 'conv2d', 'filters'], from: 8, to: 4 },
    { path: [...layers, 1], to: { globalAveragePool: {} } },
    { path: [...M, 'compress', 'prune', 'sparsity'], to: '50%' },
    { path: [...M, 'compress', 'cluster', 'clusters'], to: 16 },
  );
  const { student, compress } = parse(text).models.digits;
  expect(student.layers).toEqual([
    { conv2d: { filters: 4, kernel: 3 } },
    { globalAveragePool: {} },
    { dense: { units: 10 } },
  ]);
  expect(compress).toEqual({ prune: { sparsity: '50%' }, cluster: { clusters: 16 } });
  expect(text).toContain('# wide');
});

test('a path through something that is no group is refused', () => {
  const outcome = editText(TEXT, 'kd.yaml', [{ path: [...M, 'seed', 'deep', 'deeper'], to: 1 }]);
  expect(problemsOf(outcome).map(({ code }) => code)).toEqual(['suggest/edit']);
});

test('a key named like something that every object has is only a key', () => {
  const text = edited('models:\n  a: { x: 1 }\n', { path: ['models', '__proto__'], to: 2 });
  expect(text).toBe('models:\n  a: { x: 1 }\n  __proto__: 2\n');
});

test('Windows lines stay what they are', () => {
  const text = edited('a:\r\n  b: 1\r\n  c: 2\r\n', { path: ['a', 'b'], from: 1, to: 3 });
  expect(text).toBe('a:\r\n  b: 3\r\n  c: 2\r\n');
});

test('what the parser prints, in blocks or in one line, takes any number that is changed', () => {
  const leaf = fc.oneof(fc.integer(), fc.stringMatching(/^[a-z ,:{}#-]{0,8}$/));
  const group = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), leaf, { minKeys: 1, maxKeys: 4 });
  const items = fc.array(group, { minLength: 1, maxLength: 4 });
  const property = fc.property(items, fc.boolean(), fc.nat(), fc.integer(), (list, isFlow, pick, to) => {
    const text = stringify({ list }, { collectionStyle: isFlow ? 'flow' : 'block' });
    const index = pick % list.length;
    const [key] = Object.keys(list[index]);
    const after = parse(edited(text, { path: ['list', index, key], from: list[index][key], to }));
    const wanted = list.map((item, i) => (i === index ? { ...item, [key]: to } : { ...item }));
    expect(after).toEqual({ list: wanted });
  });
  fc.assert(property, { seed: 13, numRuns: 300 });
});

test('the lines of an edit put back into the text give the edited text', () => {
  const text = readFileSync(join(import.meta.dirname, '../../fixtures/digits/kd.yaml'), 'utf8');
  const layers = ['models', 'digits', 'student', 'layers'];
  const after = edited(
    text,
    { path: [...layers, 0, 'conv2d', 'filters'], from: 8, to: 6 },
    { path: [...layers, 3], from: {} },
    { path: ['models', 'digits', 'quantize', 'mode'], to: 'int8' },
  );
  const edits = editedLines(text, after);
  expect(edits.map(({ before, after: now }) => [before.length, now.length])).toEqual([
    [1, 1],
    [1, 0],
    [1, 2],
  ]);
  const lines = text.split('\n');
  for (const { line, before, after: now } of [...edits].reverse()) {
    expect(lines.splice(line - 1, before.length, ...now)).toEqual(before);
  }
  expect(lines.join('\n')).toBe(after);
});

test('what is new above everything brings the first line', () => {
  expect(editedLines('a: 1\n', 'b: 2\na: 1\n')).toEqual([{ line: 1, before: ['a: 1'], after: ['b: 2', 'a: 1'] }]);
});
