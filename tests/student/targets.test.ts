import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { describeShaping, shapingOf, targetsOf } from '../../src/student/targets.ts';
import { datasetOf } from './softmax-regression.ts';

const FOUR = [0, 0, 0, 1];
const train = datasetOf([0, 0, 0, 0], FOUR, 2);
const all = [0, 1, 2, 3];

test('a label is 1 for its class', () => {
  const shaping = must(shapingOf(train, { labelSmoothing: 0 }));
  expect(Array.from(targetsOf(train, [3, 0], shaping))).toEqual([0, 1, 1, 0]);
  expect(Array.from(targetsOf(train, [3, 0]))).toEqual([0, 1, 1, 0]);
});

// Szegedy et al. 2016: q'(k) = (1 - e) * label + e / K.
test('smoothing by 0.2 takes 0.2 and gives 0.1 to each of two classes', () => {
  const shaping = must(shapingOf(train, { labelSmoothing: 0.2 }));
  expect(targetsOf(train, [3], shaping)).toEqual(Float32Array.of(0.1, 0.9));
});

test('balanced weights give every class the same sum, and samples the mean 1', () => {
  const shaping = must(shapingOf(train, { labelSmoothing: 0, classWeights: 'balanced' }));
  // 4 / (2 * 3) and 4 / (2 * 1).
  expect(targetsOf(train, all, shaping)).toEqual(Float32Array.of(2 / 3, 0, 2 / 3, 0, 2 / 3, 0, 0, 2));
});

test('a class without samples takes no share of the balance', () => {
  const three = datasetOf([0, 0, 0, 0], FOUR, 3);
  const { weights } = must(shapingOf(three, { labelSmoothing: 0, classWeights: 'balanced' }));
  expect(weights).toEqual([4 / 6, 2, 1]);
});

test('weights multiply what is smoothed', () => {
  const shaping = must(shapingOf(train, { labelSmoothing: 0.5, classWeights: [3, 1] }));
  expect(targetsOf(train, [0, 3], shaping)).toEqual(Float32Array.of(2.25, 0.75, 0.25, 0.75));
});

test('another number of weights than classes is a problem', () => {
  expect(shapingOf(train, { labelSmoothing: 0, classWeights: [1, 2, 3] })).toMatchObject({
    problems: [
      {
        code: 'student/class-weights',
        message: 'there are 3 class weights for 2 classes; write one for each, or "balanced"',
        place: { path: 'classWeights' },
      },
    ],
  });
});

test.each([
  [{ labelSmoothing: 0 }, ''],
  [{ labelSmoothing: 0.1 }, ', labels smoothed by 0.1'],
  [{ labelSmoothing: 0, classWeights: 'balanced' as const }, ', class weights balanced'],
  [{ labelSmoothing: 0.1, classWeights: [1, 2.5] }, ', labels smoothed by 0.1, class weights 1, 2.5'],
])('%o in the formula', (params, text) => {
  expect(describeShaping(params)).toBe(text);
});
