import { expect, test } from 'vitest';
import { attemptLater } from '../../src/base/problem.ts';
import { createForward } from '../../src/nn/forward.ts';
import type { Network, Node } from '../../src/nn/network/network.ts';
import type { OptimizerParams } from '../../src/nn/params.ts';
import { singleTrainer } from '../../src/nn/train.ts';
import type { Trainer } from '../../src/nn/trainer.ts';
import { createMemory } from '../../src/simd/wasm.ts';
import { forward64, numbersOf, statistics64 } from './float64.ts';
import { ADAM, batchOf, bytesOf, ENGINES, EVERYTHING, HARD, lossOf, networkOf, oneHot, SGD } from './networks.ts';

const [plain, fast] = ENGINES.map(({ over }) => singleTrainer(over));

// 32 samples of 10 layers of 2048 x 2048 float32 are 5 GiB.
test('the forward pass takes so many samples at a time as fit into 4 GiB', () => {
  const network = networkOf(
    [2048, 2048, 1],
    [...Array.from({ length: 9 }, () => ({ relu: {} })), { maxPool: { size: 1024 } }],
  );
  const asked: number[] = [];
  createForward(network, (bytes) => {
    asked.push(bytes);
    return ENGINES[1].over(createMemory(Math.min(bytes, 2 ** 32)));
  });
  expect(Math.max(...asked)).toBeLessThanOrEqual(2 ** 32);
});

test.each<[string, OptimizerParams]>([
  ['adam', ADAM],
  ['sgd', { sgd: { ...SGD, momentum: 0.9, nesterov: true, weightDecay: 1e-3 } }],
])('WASM and plain kernels train to the same bytes with %s', async (_, optimizer) => {
  const network = networkOf([10, 7, 2], EVERYTHING);
  const results = [];
  for (const make of [plain, fast]) {
    const trainer = await make({ network, batch: 8, optimizer, loss: lossOf(0.3, 4), seed: 5 });
    const losses = [8, 8, 3].map((count, i) => trainer.step(batchOf(network, count, i, i !== 1), 0.01));
    const logits = trainer.infer(batchOf(network, 11, 9).x, 11);
    results.push({ losses, logits, bytes: bytesOf(trainer.snapshot()) });
    trainer.close();
  }
  expect(results[1]).toEqual(results[0]);
  expect(results[0].bytes.equals(bytesOf(network))).toBe(false);
});

/** Logits that are the bias alone, for any input. */
function biasNetwork(bias: readonly number[]): Network {
  const parameters = { weight: new Float32Array(bias.length), bias: Float32Array.from(bias) };
  const dense: Node = {
    kind: 'dense',
    name: 'out',
    layer: 0,
    inputs: [-1],
    outputShape: [bias.length],
    units: bias.length,
    parameters,
  };
  return { inputShape: [1], nodes: [dense] };
}

const biasOf = (trainer: Trainer): number[] => {
  const [node] = trainer.snapshot().nodes;
  return 'parameters' in node && 'bias' in node.parameters ? Array.from(node.parameters.bias) : [];
};

test.each([
  // softmax(z) = (9, 1) / 10, softmax(z / 2) = (3, 1) / 4, the teacher's is (1, 1) / 2.
  { alpha: 0.25, dz: [0.25 * -0.1 + 0.75 * 2 * 0.25, 0.25 * 0.1 - 0.75 * 2 * 0.25] },
  { alpha: 1, dz: [-0.1, 0.1] },
  { alpha: 0, dz: [0.5, -0.5] },
])('the loss with alpha $alpha and T = 2 is that of Hinton et al. by hand', async ({ alpha, dz }) => {
  const z = [2 * Math.log(3), 0];
  const trainer = await fast({
    network: biasNetwork(z),
    batch: 2,
    optimizer: { sgd: SGD },
    loss: lossOf(alpha, 2),
    seed: 1,
  });
  const batch = { count: 2, x: new Float32Array(2), targets: oneHot([0, 0], 2), teacherLogits: new Float32Array(4) };
  const loss = trainer.step(batch, 1);
  expect(loss).toBeCloseTo(alpha * Math.log(10 / 9) + (1 - alpha) * 4 * 0.5 * Math.log(4 / 3), 6);
  for (const [c, b] of biasOf(trainer).entries()) expect(b).toBeCloseTo(z[c] - dz[c], 6);
});

test('without a teacher alpha does not matter', async () => {
  const network = biasNetwork([Math.log(2), 0]);
  const trainer = await fast({ network, batch: 1, optimizer: { sgd: SGD }, loss: lossOf(0.1, 5), seed: 1 });
  const loss = trainer.step({ count: 1, x: new Float32Array(1), targets: oneHot([1], 2) }, 1);
  expect(loss).toBeCloseTo(Math.log(3), 6);
  for (const [c, b] of biasOf(trainer).entries()) expect(b).toBeCloseTo([Math.log(2) - 2 / 3, 2 / 3][c], 6);
});

/** One number's step, in float64, from the formulas of the papers. */
type Rule = (p: number, g: number, t: number, lr: number) => number;

/** Kingma and Ba 2015, algorithm 1. */
function adamRule(): Rule {
  let [m, v] = [0, 0];
  return (p, g, t, lr) => {
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    return p - (lr * m) / (1 - 0.9 ** t) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8);
  };
}

/** Sutskever et al. 2013 in the form of PyTorch's SGD: v = mu v + g, p -= lr v, or lr (g + mu v) for Nesterov's. */
function sgdRule({ momentum, nesterov, weightDecay }: typeof SGD): Rule {
  let velocity = 0;
  return (p, gradient, _, lr) => {
    const g = gradient + weightDecay * p;
    velocity = momentum * velocity + g;
    return p - lr * (nesterov ? g + momentum * velocity : velocity);
  };
}

const heavy = { ...SGD, momentum: 0.9, weightDecay: 0.1 };
const ahead = { ...heavy, nesterov: true };
test.each<[string, OptimizerParams, () => Rule]>([
  ['Adam', ADAM, adamRule],
  ['plain descent', { sgd: SGD }, () => sgdRule(SGD)],
  ['momentum and weight decay', { sgd: heavy }, () => sgdRule(heavy)],
  ["Nesterov's momentum", { sgd: ahead }, () => sgdRule(ahead)],
])('%s steps as its paper says', async (_, optimizer, rule) => {
  let bias = [0.3, -0.2, 0.1];
  const trainer = await fast({ network: biasNetwork(bias), batch: 1, optimizer, loss: HARD, seed: 1 });
  const rules = bias.map(rule);
  for (const [i, label] of [0, 2, 1, 1, 0].entries()) {
    const lr = 0.1 / (i + 1);
    trainer.step({ count: 1, x: new Float32Array(1), targets: oneHot([label], 3) }, lr);
    const sum = bias.reduce((s, b) => s + Math.exp(b), 0);
    bias = bias.map((b, c) => rules[c](b, Math.exp(b) / sum - Number(c === label), i + 1, lr));
    for (const [c, b] of biasOf(trainer).entries()) expect(b).toBeCloseTo(bias[c], 5);
  }
});

test.each(ENGINES)('every node of the $engine forward pass has the values of float64', ({ over }) => {
  const network = networkOf([10, 7, 2], EVERYTHING);
  const { x } = batchOf(network, 35);
  const forward = createForward(network, (bytes) => over(createMemory(bytes)));
  let first = 0;
  const expected = () => forward64(network, numbersOf(network), { count: 35, x, targets: [] });
  const seen = new Set<number>();
  const all = expected();
  const logits = forward.activations(x, 35, (i, values) => {
    if (i === 0 && seen.has(0)) first = 32;
    seen.add(i);
    const size = all[i].length / 35;
    const some = all[i].slice(first * size, first * size + values.length);
    expect(values.length).toBe((first === 0 ? 32 : 3) * size);
    const largest = Math.max(...some.map(Math.abs));
    for (const [k, v] of some.entries()) expect(Math.abs(values[k] - v) / largest).toBeLessThan(1e-5);
  });
  expect(seen.size).toBe(network.nodes.length);
  expect(forward.infer(x, 35)).toEqual(logits);
});

test('a trainer infers as the forward pass does, any number of samples at a time', async () => {
  const network = networkOf([10, 7, 2], EVERYTHING);
  const { x } = batchOf(network, 35);
  const trainer = await fast({ network, batch: 4, optimizer: ADAM, loss: HARD, seed: 1 });
  const forward = createForward(network, (bytes) => ENGINES[1].over(createMemory(bytes)));
  expect(trainer.infer(x, 35)).toEqual(forward.infer(x, 35));
});

test('moving statistics take a tenth of those of the batch, zero biases and the first network stay', async () => {
  const network = networkOf(
    [4, 3, 2],
    [{ conv2d: { filters: 3, kernel: 2, batchNorm: true } }, { dense: { units: 2 } }],
  );
  const before = bytesOf(network);
  const batch = batchOf(network, 5);
  const trainer = await fast({ network, batch: 8, optimizer: ADAM, loss: HARD, seed: 1 });
  trainer.step(batch, 0.01);
  const [conv, norm] = trainer.snapshot().nodes;
  const [oldNorm] = network.nodes.filter(({ kind }) => kind === 'batchNorm');
  if (conv.kind !== 'conv2d' || norm.kind !== 'batchNorm' || oldNorm.kind !== 'batchNorm')
    throw new Error('conv, norm');
  expect(Array.from(conv.parameters.bias)).toEqual([0, 0, 0]);
  const [mean, variance] = statistics64(forward64(network, numbersOf(network), { ...batch, keeps: new Map() })[0], 3);
  for (let c = 0; c < 3; c++) {
    expect(norm.parameters.mean[c]).toBeCloseTo(0.9 * oldNorm.parameters.mean[c] + 0.1 * mean[c], 6);
    expect(norm.parameters.variance[c]).toBeCloseTo(0.9 * oldNorm.parameters.variance[c] + 0.1 * variance[c], 6);
  }
  expect(bytesOf(network).equals(before)).toBe(true);
});

test('a network that answers with its input can be asked, and a step leaves it as it is', async () => {
  const network = networkOf([3], [{ softmax: {} }]);
  const trainer = await fast({ network, batch: 2, optimizer: ADAM, loss: HARD, seed: 1 });
  const x = Float32Array.of(1, 2, 3, 4, 5, 6);
  expect(trainer.infer(x, 2)).toEqual(x);
  expect(trainer.step({ count: 2, x, targets: oneHot([2, 2], 3) }, 0.1)).toBeCloseTo(0.407606, 6);
  expect(createForward(network, (bytes) => ENGINES[1].over(createMemory(bytes))).infer(x, 2)).toEqual(x);
});

test('a batch that does not fit into 4 GiB is a mistake of the spec', async () => {
  const network = networkOf([64, 64, 1], [{ conv2d: { filters: 512, kernel: 3 } }, { globalAveragePool: {} }]);
  const outcome = await attemptLater(() => fast({ network, batch: 4096, optimizer: ADAM, loss: HARD, seed: 1 }));
  expect(outcome).toMatchObject({ problems: [{ code: 'network/memory' }] });
});

test.each<[string, OptimizerParams]>([
  ['adam', ADAM],
  ['sgd', { sgd: { ...SGD, momentum: 0.9, nesterov: true, weightDecay: 1e-3 } }],
])('another trainer goes on from a state to the same bytes with %s, dropout and batch norm', async (_, optimizer) => {
  const network = networkOf([10, 7, 2], EVERYTHING);
  const options = { network, batch: 8, optimizer, loss: lossOf(0.3, 4), seed: 5 };
  const steps = (trainer: Trainer, from: number, to: number) => {
    for (let i = from; i < to; i++) trainer.step(batchOf(network, 8, i, true), 0.01);
  };
  const [unbroken, killed, next] = [await fast(options), await fast(options), await fast(options)];
  steps(unbroken, 0, 6);
  steps(killed, 0, 3);
  const state = killed.state();
  // Steps after the copy don't change it.
  steps(killed, 3, 4);
  expect(next.restore(state)).toBe(true);
  steps(next, 3, 6);
  expect(bytesOf(next.snapshot()).equals(bytesOf(unbroken.snapshot()))).toBe(true);
  expect(next.state()).toEqual(unbroken.state());
});

test('a state of another network, or of another optimizer, changes nothing', async () => {
  const network = networkOf([10, 7, 2], EVERYTHING);
  const of = (optimizer: OptimizerParams) => fast({ network, batch: 8, optimizer, loss: lossOf(1, 1), seed: 5 });
  const trainer = await of(ADAM);
  const before = trainer.state();
  const { floats, numbers } = (await of({ sgd: SGD })).state();
  expect(trainer.restore({ floats, numbers })).toBe(false);
  expect(trainer.restore({ floats: before.floats, numbers: before.numbers.slice(1) })).toBe(false);
  expect(trainer.state()).toEqual(before);
});
