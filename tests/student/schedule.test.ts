import { expect, test } from 'vitest';
import type { ScheduleParams } from '../../src/student/params.ts';
import { learningRateAt } from '../../src/student/schedule.ts';

const base: ScheduleParams = { kind: 'constant', warmup: 0, every: 10, factor: 0.1 };

// 4 epochs of 2 steps.
test.each<[string, Partial<ScheduleParams>, number[]]>([
  ['constant stays', {}, [1, 1, 1, 1, 1, 1, 1, 1]],
  // (1 + cos(pi * step / 8)) / 2
  [
    'cosine falls from the highest',
    { kind: 'cosine' },
    [1, 0.96194, 0.853553, 0.691342, 0.5, 0.308658, 0.146447, 0.03806],
  ],
  ['step falls every two epochs', { kind: 'step', every: 2, factor: 0.5 }, [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5]],
  ['step falls every epoch', { kind: 'step', every: 1, factor: 0.1 }, [1, 1, 0.1, 0.1, 0.01, 0.01, 0.001, 0.001]],
  ['warm-up rises in equal steps to the highest', { warmup: 1.5 }, [0.25, 0.5, 0.75, 1, 1, 1, 1, 1]],
  // After 4 steps of warm-up 4 remain: (1 + cos(pi * i / 4)) / 2.
  ['cosine follows the warm-up', { kind: 'cosine', warmup: 2 }, [0.2, 0.4, 0.6, 0.8, 1, 0.853553, 0.5, 0.146447]],
])('%s', (_, changes, expected) => {
  const span = { epochs: 4, stepsPerEpoch: 2 };
  expected.forEach((rate, step) => {
    expect(learningRateAt(step, 1, { ...base, ...changes }, span)).toBeCloseTo(rate, 6);
    expect(learningRateAt(step, 0.02, { ...base, ...changes }, span)).toBeCloseTo(0.02 * rate, 7);
  });
});
