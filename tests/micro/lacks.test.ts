import { expect, test } from 'vitest';
import { lackOf } from '../../src/micro/lacks.ts';
import { listed, type OperatorProblem } from '../../src/micro/operator-problems.ts';
import { OPERATORS } from '../../src/micro/operators.ts';
import { BUILTIN_OPERATORS } from '../../src/tflite/schema.ts';

const LACKING = BUILTIN_OPERATORS.filter((name) => !OPERATORS.builtins.has(name));

test.each(LACKING)('%s: TFLM lacks it, and what stands instead is in the table', (name) => {
  const text = lackOf(name, false);
  expect(text).toMatch(/^TFLM has no such operator; /);
  const named = text.match(/\b[A-Z][A-Z0-9]+(_[A-Z0-9]+)*\b/g) ?? [];
  for (const word of named.filter((w) => (BUILTIN_OPERATORS as readonly string[]).includes(w))) {
    expect(OPERATORS.builtins.has(word), word).toBe(true);
  }
});

test.each([
  ['ethos-u', 'for the CPU'],
  ['FlexErf', 'without SELECT_TF_OPS'],
  ['toString', 'neither TFLM nor kd-gate has this custom operator'],
])('custom operator %s', (name, text) => expect(lackOf(name, true)).toContain(text));

const problem = (index: number, name: string, message: string, subgraph = 0): OperatorProblem => ({
  operator: { subgraph, index, name },
  code: 'micro/type',
  message,
});

test('problems that differ in names of tensors alone are one', () => {
  const found = [
    problem(0, 'DEQUANTIZE', 'tensor "a" of type FLOAT16'),
    problem(2, 'TILE', 'no'),
    problem(3, 'DEQUANTIZE', 'tensor "b" of type FLOAT16'),
    problem(1, 'DEQUANTIZE', 'tensor "c" of type FLOAT16', 2),
    problem(4, 'DEQUANTIZE', 'tensor "c" of type FLOAT64'),
  ];
  expect(listed(found).map(({ message }) => message)).toEqual([
    'operators 0, 3 and 1 of subgraph 2 (DEQUANTIZE): tensor "a" of type FLOAT16',
    'operator 2 (TILE): no',
    'operator 4 (DEQUANTIZE): tensor "c" of type FLOAT64',
  ]);
});

test('a thousand of one kind are one line, a thousand kinds are 21', () => {
  const alike = Array.from({ length: 1000 }, (_, i) => problem(i, 'TILE', 'no'));
  expect(listed(alike).map(({ message }) => message)).toEqual([
    'operators 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 988 more (TILE): no',
  ]);
  const different = Array.from({ length: 1000 }, (_, i) => problem(i, 'TILE', `no ${i}`));
  expect(listed(different)).toHaveLength(21);
  expect(listed(different)[20].message).toBe('980 further kinds of problems with operators are left out');
});
