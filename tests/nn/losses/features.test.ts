// Hints and attention transfer: gradients, regressors, formulas.
import { describe, expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { type Shape, sizeOf } from '../../../src/base/shape.ts';
import { FEATURE_LOSSES } from '../../../src/nn/losses/features/index.ts';
import { layerEnds } from '../../../src/nn/network/layer-ends.ts';
import type { Network } from '../../../src/nn/network/network.ts';
import { trainerWith } from '../../../src/nn/train.ts';
import { answersOf, expectTrueGradients } from '../differences.ts';
import { loss64, rows, type Values } from '../float64.ts';
import { ADAM, batchOf, bytesOf, HARD, kernelsModule, networkOf } from '../networks.ts';

const LOSS = { alpha: 0.3, temperature: 4 };
const LAYERS = [
  { name: 'a', conv2d: { filters: 4, kernel: 2 } },
  { name: 'b', conv2d: { filters: 3, kernel: 3, stride: 2, batchNorm: true, activation: 'relu' } },
  { name: 'c', dense: { units: 6 } },
  { relu: {} },
  { dense: { units: 3 } },
] as const;

interface Pair {
  readonly kind: 'hints' | 'attention';
  readonly layer: string;
  readonly channels: number;
}

const nodeOf = (network: Network, layer: string) => layerEnds(network).get(layer) ?? { node: -1, shape: [] };

function taught(network: Network, pairs: readonly Pair[], count: number) {
  const features = pairs.map(({ kind, layer, channels }) => {
    const { node, shape } = nodeOf(network, layer);
    const loss = { [kind]: { weight: kind === 'hints' ? 0.7 : 300 } };
    return { loss, node, teacherShape: [...shape.slice(0, -1), channels] as Shape };
  });
  const source = random(4, 'teacher');
  const teacherFeatures = features.map(({ teacherShape }) =>
    new Float32Array(count * sizeOf(teacherShape)).map(() => source.normal()),
  );
  return { features, teacherFeatures };
}

const meanSquare = (a: Values, b: Values) => a.reduce((sum, v, i) => sum + (v - b[i]) ** 2, 0) / a.length;

/** Sums of squares over the channels, divided by their norm. */
function mapOf(values: Values, channels: number): Values {
  const squares = rows(values, channels).map((pixel) => pixel.reduce((sum, v) => sum + v * v, 0));
  const norm = Math.sqrt(squares.reduce((sum, v) => sum + v * v, 0));
  return squares.map((v) => v / norm);
}

const CASES: readonly (readonly [string, readonly Pair[]])[] = [
  ['a hint for an image with as many channels', [{ kind: 'hints', layer: 'b', channels: 3 }]],
  ['a hint through a 1x1 convolution', [{ kind: 'hints', layer: 'a', channels: 5 }]],
  [
    'a hint for a row, in front of a relu of its own, through a dense layer',
    [{ kind: 'hints', layer: 'c', channels: 4 }],
  ],
  ['a hint for the answers', [{ kind: 'hints', layer: 'dense_4', channels: 3 }]],
  ['attention', [{ kind: 'attention', layer: 'b', channels: 9 }]],
  [
    'several, two of them for one layer',
    [
      { kind: 'hints', layer: 'a', channels: 2 },
      { kind: 'attention', layer: 'a', channels: 2 },
      { kind: 'attention', layer: 'b', channels: 1 },
    ],
  ],
];

test.each(CASES)('gradients of %s are those of finite differences', (_, pairs) => {
  const network = networkOf([5, 6, 2], LAYERS);
  for (const batch of [batchOf(network, 6, 2), batchOf(network, 3, 3, false)]) {
    const { features, teacherFeatures } = taught(network, pairs, batch.count);
    const method = { loss: { distillation: LOSS }, features };
    expectTrueGradients(network, { ...batch, teacherFeatures }, method, (values, sample, { compared }) => {
      const terms = pairs.map(({ kind, channels }, i) => {
        const own = values[compared[i]];
        const [students, teachers] = [own, Array.from(teacherFeatures[i])].map((all) =>
          rows(all, all.length / batch.count),
        );
        const ofSamples = students.map((student, n) => {
          if (kind === 'hints') return 0.35 * meanSquare(student, teachers[n]);
          const { shape } = nodeOf(network, pairs[i].layer);
          return 150 * meanSquare(mapOf(student, shape[shape.length - 1]), mapOf(teachers[n], channels));
        });
        return ofSamples.reduce((a, b) => a + b) / batch.count;
      });
      return terms.reduce((sum, term) => sum + term, loss64(answersOf(network, values), sample, LOSS));
    });
  }
});

test('a layer that is dead has no map, and no gradient of it', () => {
  const network = networkOf([4, 4, 1], [{ name: 'a', conv2d: { filters: 2, kernel: 1 } }, { dense: { units: 2 } }]);
  const [conv] = network.nodes;
  if (conv.kind === 'conv2d') for (const values of Object.values(conv.parameters)) values.fill(0);
  const batch = batchOf(network, 2, 1, false);
  const { features, teacherFeatures } = taught(network, [{ kind: 'attention', layer: 'a', channels: 3 }], 2);
  const method = { loss: HARD, features };
  // Of a map of norm 1 over 16 positions: 150 / 16.
  expectTrueGradients(network, { ...batch, teacherFeatures }, method, (values, sample) => {
    return loss64(answersOf(network, values), sample, { alpha: 1, temperature: 1 }) + 150 / 16;
  });
});

describe('training with regressors', () => {
  const network = networkOf([5, 6, 2], LAYERS);
  const unused = () => {
    throw new Error('no other thread is started');
  };
  const trained = async (pairs: readonly Pair[], steps: number) => {
    const batch = batchOf(network, 6, 2);
    const { features, teacherFeatures } = taught(network, pairs, 6);
    const make = trainerWith({ module: kernelsModule, threads: 1, startWorker: unused });
    const trainer = await make({ network, batch: 6, optimizer: ADAM, loss: HARD, features, seed: 1 });
    const losses = Array.from({ length: steps }, () => trainer.step({ ...batch, teacherFeatures }, 0.01));
    const answers = trainer.infer(batch.x, 6);
    const result = { losses, network: trainer.snapshot(), answers };
    trainer.close();
    return result;
  };

  test('lowers the loss, and leaves a network of the same nodes', async () => {
    const { losses, network: after } = await trained([{ kind: 'hints', layer: 'a', channels: 5 }], 60);
    expect(losses[59]).toBeLessThan(losses[0] / 2);
    expect(after.nodes.map(({ name }) => name)).toEqual(network.nodes.map(({ name }) => name));
  });

  test('changes not a byte of what is trained without', async () => {
    const make = trainerWith({ module: kernelsModule, threads: 1, startWorker: unused });
    const trainer = await make({ network, batch: 6, optimizer: ADAM, loss: HARD, seed: 1 });
    trainer.step(batchOf(network, 6, 2), 0.01);
    expect(bytesOf((await trained([], 1)).network)).toEqual(bytesOf(trainer.snapshot()));
  });
});

test.each([
  ['hints', { weight: 1 }, "0.5 * MSE(a, teacher's b)"],
  ['attention', { weight: 1000 }, "500 * MSE(map of a, map of teacher's b)"],
] as const)('the formula of %s has its numbers', (kind, settings, text) => {
  expect(FEATURE_LOSSES[kind].describe({ ...settings, pairs: [] }, 'a', 'b')).toBe(text);
});
