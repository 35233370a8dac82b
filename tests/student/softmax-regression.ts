// A trainer small enough to check by hand: one dense layer, gradient descent, everything in float64 on plain arrays.
import type { Dataset } from '../../src/data/dataset.ts';
import type { LossChoice } from '../../src/nn/losses/loss.ts';
import type { Network } from '../../src/nn/network/network.ts';
import type { Batch, MakeTrainer, TrainerOptions, TrainerState } from '../../src/nn/trainer.ts';

/** What a trainer was asked to do. */
export interface Call {
  readonly batch: Batch;
  readonly loss: LossChoice;
  readonly learningRate: number;
}

export function softmaxRegression(calls: Call[] = []): MakeTrainer & { closed: number } {
  const make = async ({ network, loss }: TrainerOptions) => {
    const { alpha, temperature: t } = loss.distillation as { alpha: number; temperature: number };
    const [dense] = network.nodes;
    if (dense.kind !== 'dense') throw new Error('one dense layer');
    const { weight, bias } = structuredClone(dense.parameters);
    const [inputs, classes] = [weight.length / bias.length, bias.length];
    const logitsOf = (x: Float32Array, n: number) =>
      Array.from(bias, (b, c) => {
        let sum = b;
        for (let k = 0; k < inputs; k++) sum += x[n * inputs + k] * weight[k * classes + c];
        return sum;
      });
    return {
      step({ count, x, targets, teacherLogits }: Batch, learningRate: number) {
        calls.push(structuredClone({ batch: { count, x, targets, teacherLogits }, loss, learningRate }));
        let total = 0;
        const gradients = Array.from({ length: count }, (_, n) => {
          const z = logitsOf(x, n);
          const hard = softmax(z, 1);
          const wanted = targets.subarray(n * classes, (n + 1) * classes);
          hard.forEach((p, c) => {
            total -= alpha * wanted[c] * Math.log(p);
          });
          if (!teacherLogits) return hard.map((p, c) => p - wanted[c]);
          const teacher = softmax(Array.from(teacherLogits.subarray(n * classes, (n + 1) * classes)), t);
          const soft = softmax(z, t);
          teacher.forEach((p, c) => {
            total += (1 - alpha) * t * t * p * Math.log(p / soft[c]);
          });
          return hard.map((p, c) => alpha * (p - wanted[c]) + (1 - alpha) * t * (soft[c] - teacher[c]));
        });
        gradients.forEach((dz, n) => {
          dz.forEach((g, c) => {
            bias[c] -= (learningRate * g) / count;
            for (let k = 0; k < inputs; k++) weight[k * classes + c] -= (learningRate * g * x[n * inputs + k]) / count;
          });
        });
        return total / count;
      },
      infer: (x: Float32Array, count: number) =>
        Float32Array.from(Array.from({ length: count }, (_, n) => logitsOf(x, n)).flat()),
      measureStatistics: () => undefined,
      snapshot: (): Network => ({ ...network, nodes: [{ ...dense, parameters: structuredClone({ weight, bias }) }] }),
      state: () => ({ floats: Float32Array.of(...weight, ...bias), numbers: [] }),
      restore({ floats }: TrainerState) {
        weight.set(floats.subarray(0, weight.length));
        bias.set(floats.subarray(weight.length));
        return true;
      },
      close: () => {
        maker.closed++;
      },
    };
  };
  const maker = Object.assign(make, { closed: 0 });
  return maker;
}

export function softmax(z: readonly number[], temperature: number): number[] {
  const top = z.reduce((a, b) => Math.max(a, b));
  const powers = z.map((v) => Math.exp((v - top) / temperature));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((p) => p / sum);
}

/** `inputs` numbers a sample, stored as they are fed. */
export function datasetOf(values: readonly number[], labels: readonly number[], classes = 2): Dataset {
  return {
    count: labels.length,
    shape: [values.length / labels.length],
    values: Float32Array.from(values),
    normalisation: { subtract: 0, multiply: 1 },
    labels: Int32Array.from(labels),
    classes: Array.from({ length: classes }, (_, c) => `class ${c}`),
    digest: '0'.repeat(64),
  };
}
