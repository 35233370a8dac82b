import { expect, test } from 'vitest';
import { describeAware } from '../../src/report/aware.ts';

const training = { formula: 'CE', epochs: 30, bestEpoch: 20, trainableParameters: 1554 };
const aware = {
  epochs: 6,
  bestEpoch: 4,
  learningRate: 1e-4,
  heldOut: { correct: 59, total: 60 },
  heldOutBefore: { correct: 57, total: 60 },
  isShipped: true,
};

test('the report says how both models answered and which one is shipped', () => {
  expect(describeAware({ ...training, aware })).toBe(
    'QAT 98.33%, PTQ 95.00% of 60 held-out samples right; QAT is shipped (best of 6 epochs of QAT: 4)',
  );
  const worse = { ...aware, heldOut: { correct: 56, total: 60 }, isShipped: false };
  expect(describeAware({ ...training, aware: worse })).toContain('PTQ is shipped');
});

test('it says nothing of a training without it', () => {
  expect(describeAware(training)).toBeUndefined();
});
