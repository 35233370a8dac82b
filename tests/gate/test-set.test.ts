// Test sets from arrays, and their shares: which values are fed as they are, and which mistakes are told.
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import type { NumberArray } from '../../src/data/array.ts';
import { sampleAt } from '../../src/data/stored-values.ts';
import { shareOfThread, type TestSet, testSetOfArrays } from '../../src/gate/test-set.ts';

const x: NumberArray = { dtype: 'int8', shape: [3, 2, 1], values: Int8Array.of(1, 2, 3, 4, 5, 6) };
const y: NumberArray = { dtype: 'int32', shape: [3], values: Int32Array.of(0, 4, 1) };
const half = { subtract: 1, multiply: 0.5 };

describe('arrays as a test set', () => {
  test('have as many classes as the greatest label says', () => {
    expect(must(testSetOfArrays(x, y, 'INT8', undefined))).toEqual({
      count: 3,
      size: 2,
      classes: 5,
      labels: Int32Array.of(0, 4, 1),
      values: x.values,
    });
  });

  test.each<[string, NumberArray, string | undefined, typeof half | undefined, typeof half | undefined]>([
    ["integers of the input's type are its bytes", x, 'INT8', undefined, undefined],
    ['other integers are real values', x, 'INT16', undefined, { subtract: 0, multiply: 1 }],
    ['scaled integers are real values', x, 'INT8', half, half],
    ['floats are real values', { ...x, dtype: 'float32' }, 'FLOAT32', undefined, { subtract: 0, multiply: 1 }],
    ['without an input all are real values', x, undefined, undefined, { subtract: 0, multiply: 1 }],
  ])('%s', (_, samples, inputType, scaling, normalisation) => {
    expect(must(testSetOfArrays(samples, y, inputType, scaling)).normalisation).toEqual(normalisation);
  });

  test.each<[string, NumberArray, NumberArray]>([
    ['data/shape', { ...x, shape: [6] }, y],
    ['data/count', x, { ...y, shape: [2], values: Int32Array.of(0, 1) }],
    ['data/label-range', x, { ...y, values: Int32Array.of(0, -1, 1) }],
    ['data/label-range', x, { ...y, dtype: 'float32', values: Float32Array.of(0, 0.5, 1) }],
  ])('%s', (code, samples, labels) => {
    expect(testSetOfArrays(samples, labels, 'INT8', undefined)).toMatchObject({ ok: false, problems: [{ code }] });
  });
});

test.each([1, 2, 3])('%i shares together are the whole', (parts) => {
  const whole = must(testSetOfArrays(x, y, 'INT8', undefined));
  const shares = Array.from({ length: parts }, (_, part) => shareOfThread(whole, part, parts));
  const samplesOf = ({ count, size, values }: TestSet) =>
    Array.from({ length: count }, (_, i) => Array.from(sampleAt(values, i, size)));
  expect(shares.flatMap(samplesOf)).toEqual(samplesOf(whole));
  expect(shares.flatMap(({ labels }) => [...labels])).toEqual([...whole.labels]);
  expect(shares.map(({ labels }) => labels.length)).toEqual(shares.map(({ count }) => count));
});
