// Trainings of a small network beside the same ones in PyTorch, as bench/parity.ts recorded them.
import { describe, expect, test } from 'vitest';
import { singleTrainer } from '../../src/nn/train.ts';
import { ENGINES } from './networks.ts';
import { greatestError, recording, train } from './recorded.ts';

describe.each(recording.trainings.map((training) => ({ name: Object.keys(training.optimizer)[0], ...training })))(
  'from one start with $name',
  ({ optimizer, losses, logits }) => {
    test.each(ENGINES)('the first 20 losses are those of PyTorch ($engine kernels)', async ({ over }) => {
      const ours = await train(singleTrainer(over), optimizer);
      expect(losses).toHaveLength(20);
      // Relative.
      expect(greatestError(ours.losses, losses, Math.abs)).toBeLessThan(1e-5);
      // The moving statistics decide these.
      expect(logits).toHaveLength(recording.labels.length * 3);
      expect(greatestError(ours.logits, logits, (value) => Math.abs(value) + 1)).toBeLessThan(1e-5);
    });
  },
);
