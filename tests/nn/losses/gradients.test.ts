// The losses of other tasks than classes: their kernels' values and gradients against finite differences of `mean`.
import { describe, expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { binary } from '../../../src/nn/losses/binary.ts';
import type { LossInput } from '../../../src/nn/losses/loss.ts';
import { regression } from '../../../src/nn/losses/regression.ts';
import { createMemory } from '../../../src/simd/wasm.ts';
import { ENGINES } from '../networks.ts';

const [COUNT, OUTPUTS] = [5, 3];
const SIZE = COUNT * OUTPUTS;

interface Checked {
  readonly name: string;
  readonly isYesOrNo: boolean;
  readonly kernel: 'binaryLoss' | 'regressionLoss';
  readonly numbers: readonly [number, number];
  mean(input: LossInput): number;
}

const CHECKED: readonly Checked[] = [
  ...[0.3, 1].map((alpha): Checked => {
    const mean = (input: LossInput) => binary.mean({ alpha, temperature: 2 }, input);
    return { name: `binary, alpha ${alpha}`, isYesOrNo: true, kernel: 'binaryLoss', numbers: [alpha, 2], mean };
  }),
  ...[0, 0.7].map((delta): Checked => {
    const settings = { alpha: 0.3, ...(delta > 0 && { delta }) };
    const mean = (input: LossInput) => regression.mean(settings, input);
    return {
      name: `regression, delta ${delta}`,
      isYesOrNo: false,
      kernel: 'regressionLoss',
      numbers: [0.3, delta],
      mean,
    };
  }),
];

const STEP = 1e-2;

describe.each(CHECKED)('$name', ({ kernel, isYesOrNo, numbers, mean }) => {
  test.each([true, false])('with a teacher: %s', (isTaught) => {
    const source = random(4, 'loss');
    const draw = (values: () => number) => Float32Array.from({ length: SIZE }, values);
    const logits = draw(() => 2 * source.normal());
    const targets = draw(isYesOrNo ? () => source.below(2) : () => source.normal());
    const teacher = isTaught ? draw(() => 2 * source.normal()) : undefined;
    for (const { over } of ENGINES) {
      const memory = createMemory(65536);
      const at = (slot: number) => 1024 * (slot + 1);
      const floats = (slot: number) => new Float32Array(memory.buffer, at(slot), SIZE);
      floats(0).set(logits);
      floats(1).set(targets);
      if (teacher) floats(2).set(teacher);
      const addresses = [at(0), at(1), teacher ? at(2) : 0, at(3), at(4)] as const;
      over(memory)[kernel](...addresses, OUTPUTS, ...numbers, COUNT, 0, COUNT);
      const losses = new Float32Array(memory.buffer, at(3), COUNT);
      const input = { count: COUNT, logits, targets, ...(teacher && { teacher }) };
      expect(losses.reduce((sum, loss) => sum + loss, 0) / COUNT).toBeCloseTo(mean(input), 5);
      for (let i = 0; i < SIZE; i++) {
        const moved = (by: number) => mean({ ...input, logits: logits.with(i, logits[i] + by) });
        expect(floats(4)[i]).toBeCloseTo((moved(STEP) - moved(-STEP)) / (2 * STEP), 3);
      }
    }
  });
});
