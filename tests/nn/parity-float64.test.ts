// The trainings of parity.test.ts with every rounding to float32 taken out: what is left of the difference from PyTorch
// in float64 would be a difference of the formulas.
import { afterAll, expect, test, vi } from 'vitest';

const { fround } = Math;
const { Float32Array: Float32 } = globalThis;
// Before the kernels, whose modules another test file may have loaded.
vi.resetModules();
const { inFloat64 } = await import('../../bench/parity/in-float64.ts');
const { singleTrainer } = await import('../../src/nn/train.ts');
const { referenceKernels } = await import('../../src/simd/reference/index.ts');
const { greatestError, prepare, recording, train } = await import('./recorded.ts');

afterAll(() => {
  Math.fround = fround;
  globalThis.Float32Array = Float32;
  vi.resetModules();
});

test.each(recording.trainings.map((training) => ({ name: Object.keys(training.optimizer)[0], ...training })))(
  'the first 20 losses with $name are those of PyTorch but for the last digits of float64',
  async ({ optimizer, losses, logits }) => {
    const prepared = prepare();
    const ours = await inFloat64(() => train(singleTrainer(referenceKernels), optimizer, prepared));
    expect(losses).toHaveLength(20);
    expect(greatestError(ours.losses, losses, Math.abs)).toBeLessThan(1e-12);
    expect(greatestError(ours.logits, logits, (value) => Math.abs(value) + 1)).toBeLessThan(1e-12);
  },
);
