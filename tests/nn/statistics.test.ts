// Batch norm's statistics measured over batches, after a training.
import { expect, test } from 'vitest';
import type { Network } from '../../src/nn/network/network.ts';
import { singleTrainer } from '../../src/nn/train.ts';
import { forward64, numbersOf, statistics64 } from './float64.ts';
import { ADAM, batchOf, bytesOf, ENGINES, EVERYTHING, lossOf, networkOf, STEPS } from './networks.ts';

const COUNTS = [8, 3, 5];
const batchesFor = (network: Network) => COUNTS.map((count, i) => batchOf(network, count, i));
const made = { batch: 8, optimizer: ADAM, loss: lossOf(0.3, 4), seed: 5 };

test.each(ENGINES)('$engine: the means of the batches, each by its samples, nothing dropped', async ({ over }) => {
  for (const network of [networkOf([10, 7, 2], EVERYTHING), networkOf([12, 2], STEPS)]) {
    const trainer = await singleTrainer(over)({ ...made, network });
    const batches = batchesFor(network);
    trainer.measureStatistics(batches);
    const measured = trainer.snapshot();
    const passes = batches.map((batch) => forward64(network, numbersOf(network), { ...batch, keeps: new Map() }));
    let compared = 0;
    for (const node of measured.nodes) {
      if (node.kind !== 'batchNorm') continue;
      const channels = node.parameters.mean.length;
      const [source] = node.inputs;
      const each = passes.map((values) => statistics64(values[source], channels));
      const average = (which: 0 | 1, c: number) =>
        each.reduce((sum, statistics, i) => sum + COUNTS[i] * statistics[which][c], 0) / 16;
      for (let c = 0; c < channels; c++) {
        expect(node.parameters.mean[c]).toBeCloseTo(average(0, c), 5);
        expect(node.parameters.variance[c]).toBeCloseTo(average(1, c), 5);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(8);
  }
});

test('one batch alone: its samples are answered as in a step without dropout', async () => {
  const network = networkOf([10, 7, 2], EVERYTHING);
  const trainer = await singleTrainer(ENGINES[1].over)({ ...made, network });
  const batch = batchOf(network, 8);
  trainer.measureStatistics([batch]);
  const values = forward64(network, numbersOf(network), { ...batch, keeps: new Map() });
  // In front of the softmax.
  const wanted = values[network.nodes.length - 2];
  trainer.infer(batch.x, 8).forEach((z, i) => {
    expect(z).toBeCloseTo(wanted[i], 4);
  });
});

test('the same bytes from both engines, and nothing else changes', async () => {
  const network = networkOf([10, 7, 2], EVERYTHING);
  const results = [];
  for (const { over } of ENGINES) {
    const [measuring, other] = [
      await singleTrainer(over)({ ...made, network }),
      await singleTrainer(over)({ ...made, network }),
    ];
    for (const trainer of [measuring, other]) trainer.step(batchOf(network, 8, 1), 0.01);
    measuring.measureStatistics(batchesFor(network));
    const next = batchOf(network, 8, 2);
    results.push(bytesOf(measuring.snapshot()));
    expect(measuring.state().numbers).toEqual(other.state().numbers);
    // A step normalises by its batch.
    expect(measuring.step(next, 0.01)).toBe(other.step(next, 0.01));
    const [one, two] = [measuring.snapshot(), other.snapshot()].map(({ nodes }) =>
      nodes.map((node) => (node.kind === 'batchNorm' ? [node.parameters.gamma, node.parameters.beta] : node)),
    );
    expect(one).toEqual(two);
  }
  expect(results[1].equals(results[0])).toBe(true);
});
