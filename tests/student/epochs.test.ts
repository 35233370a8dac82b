import { expect, test } from 'vitest';
import { epochsFor, withEpochs } from '../../src/student/epochs.ts';

// 8,000 steps of 32: of 6,000 samples 188 steps an epoch, of 2,700 there are 85.
test.each([
  [6000, 32, 43],
  [2700, 32, 95],
  [2700, 64, 120],
  [602, 32, 120],
  [60000, 32, 30],
  [2, 32, 120],
])('%d samples in batches of %d are seen %d times', (samples, batch, epochs) => {
  expect(epochsFor(samples, batch)).toBe(epochs);
});

test('what kd.yaml says counts', () => {
  expect(withEpochs({ epochs: 3, batch: 32 }, 6000)).toEqual({ epochs: 3, batch: 32 });
  expect(withEpochs({ batch: 32 }, 6000)).toEqual({ batch: 32, epochs: 43 });
});
