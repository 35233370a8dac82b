import { expect, test } from 'vitest';
import { describeAware } from '../../src/report/aware.ts';
import type { ReportedTraining } from '../../src/report/report.ts';

const training = { formula: 'CE', epochs: 30, bestEpoch: 20, trainableParameters: 1554 };
const aware: NonNullable<ReportedTraining['aware']> = {
  epochs: 6,
  bestEpoch: 4,
  learningRate: 1e-4,
  judgedOn: 'held-out',
  answers: { correct: 59, total: 60 },
  answersBefore: { correct: 57, total: 60 },
  isShipped: true,
};

test('the report says how both models answered and which one is shipped', () => {
  expect(describeAware({ ...training, aware })).toBe(
    'QAT 98.33%, PTQ 95.00% of 60 held-out training samples right; QAT is shipped (best of 6 epochs of QAT: 4)',
  );
  const worse = { ...aware, answers: { correct: 56, total: 60 }, isShipped: false };
  expect(describeAware({ ...training, aware: worse })).toContain('PTQ is shipped');
  const calibrated = describeAware({ ...training, aware: { ...aware, judgedOn: 'calibration' } });
  expect(calibrated).toContain('of 60 calibration samples right');
});

test('it says nothing of a training without it', () => {
  expect(describeAware(training)).toBeUndefined();
});
