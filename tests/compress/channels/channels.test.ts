// Channels that go together, and networks without some of them.
import { describe, expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { sizeOf } from '../../../src/base/shape.ts';
import { channelClasses } from '../../../src/compress/channels/channel-classes.ts';
import { liveWork } from '../../../src/compress/channels/live-work.ts';
import { pruneChannels } from '../../../src/compress/channels/prune-channels.ts';
import { withoutChannels } from '../../../src/compress/channels/remove.ts';
import { createForward } from '../../../src/nn/forward.ts';
import type { Network, Node } from '../../../src/nn/network/network.ts';
import { macsOf } from '../../../src/nn/network/work.ts';
import { createMemory } from '../../../src/simd/wasm.ts';
import { ENGINES, EVERYTHING, networkOf } from '../../nn/networks.ts';

const [, { over }] = ENGINES;
const makeKernels = (bytes: number) => over(createMemory(bytes));

function answersOf(network: Network, count: number): Float32Array {
  const numbers = random(7, 'samples');
  const x = new Float32Array(count * sizeOf(network.inputShape)).map(() => numbers.normal());
  return createForward(network, makeKernels).infer(x, count);
}

describe('classes', () => {
  test('a depthwise layer, its batch norm and a pool have the channels of the convolution before them', () => {
    const network = networkOf(
      [8, 8, 2],
      [
        { conv2d: { filters: 3, kernel: 3 } },
        { depthwiseConv2d: { kernel: 3, multiplier: 2, batchNorm: true } },
        { maxPool: { size: 2 } },
        { flatten: {} },
        { dense: { units: 2 } },
      ],
    );
    const { outputs, fixed } = channelClasses(network);
    const [a, b, c] = outputs[0];
    expect([...outputs[1]]).toEqual([a, a, b, b, c, c]);
    expect(outputs[2]).toEqual(outputs[1]);
    // 4x4 places of six channels.
    expect([...outputs[4]]).toEqual(Array(16).fill([a, a, b, b, c, c]).flat());
    expect([...outputs[5]].every((channel) => fixed.has(channel))).toBe(true);
    expect(fixed.has(a)).toBe(false);
  });

  test('what is added is one class, what is concatenated stands side by side', () => {
    const network = networkOf(
      [4, 4, 2],
      [
        { name: 'a', conv2d: { filters: 3, kernel: 1 } },
        { name: 'b', conv2d: { filters: 3, kernel: 1 } },
        { add: { with: 'a' } },
        { concat: { with: ['b'] } },
        { globalAveragePool: {} },
        { dense: { units: 2 } },
      ],
    );
    const { outputs } = channelClasses(network);
    expect(outputs[1]).toEqual(outputs[0]);
    expect([...outputs[3]]).toEqual([...outputs[0], ...outputs[0]]);
  });

  test('with the input added to it a layer keeps all channels', () => {
    const network = networkOf(
      [4, 4, 3],
      [{ name: 'a', conv2d: { filters: 3, kernel: 1 } }, { conv2d: { filters: 3, kernel: 1 } }, { add: { with: 'a' } }],
    );
    const { outputs, fixed } = channelClasses(network);
    expect([...outputs[0]].every((channel) => fixed.has(channel))).toBe(true);
  });
});

/** Every value of these classes' channels is zero wherever it is computed. */
function silenced(network: Network, removed: ReadonlySet<number>): Network {
  const { outputs } = channelClasses(network);
  const nodes = network.nodes.map((node, index): Node => {
    if (!('parameters' in node)) return node;
    const channels = outputs[index];
    const quiet = (values: Float32Array) =>
      values.map((value, i) => (removed.has(channels[i % channels.length]) ? 0 : value));
    const { parameters } = node;
    const zeroed = Object.entries(parameters).map(([name, values]) => [
      name,
      name === 'variance' ? values : quiet(values),
    ]);
    return { ...node, parameters: Object.fromEntries(zeroed) } as Node;
  });
  return { ...network, nodes };
}

describe('without channels', () => {
  test.each([1, 2, 3, 4, 5])('the answers are those of a network in which they are silent (choice %i)', (choice) => {
    const network = networkOf([14, 13, 2], EVERYTHING, choice);
    const classes = channelClasses(network);
    const source = random(choice, 'choice');
    const removed = new Set<number>();
    const live = liveWork(network, classes);
    for (const channel of new Set(classes.outputs.flatMap((channels) => Array.from(channels)))) {
      if (classes.fixed.has(channel) || source.uniform() < 0.5 || !live.leaves(channel, 0, 1)) continue;
      live.remove(channel);
      removed.add(channel);
    }
    expect(removed.size).toBeGreaterThan(2);
    const smaller = withoutChannels(network, classes, removed);
    expect(macsOf(smaller)).toBeLessThan(macsOf(network));
    const [found, expected] = [answersOf(smaller, 5), answersOf(silenced(network, removed), 5)];
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i], 4);
  });

  test('the work that is counted away is that of the network that comes out', () => {
    const network = networkOf([14, 13, 2], EVERYTHING, 1);
    const classes = channelClasses(network);
    const live = liveWork(network, classes);
    const channel = classes.outputs[0][1];
    const saved = live.savedBy(channel);
    expect(macsOf(network) - saved).toBe(macsOf(withoutChannels(network, classes, new Set([channel]))));
  });
});

describe('channels are chosen', () => {
  const LAYERS = [
    { conv2d: { filters: 16, kernel: 3, activation: 'relu' } },
    { conv2d: { filters: 16, kernel: 1, activation: 'relu' } },
    { globalAveragePool: {} },
    { dense: { units: 3 } },
  ];
  const numbers = random(1, 'samples');
  const samples = { x: new Float32Array(8 * 36 * 2).map(() => numbers.normal()), count: 8, shape: [6, 6, 2] };
  const prune = (network: Network, share: number) =>
    pruneChannels(network, share, samples, createForward(network, makeKernels).activations);

  test('silent ones go first, and nothing changes without them', () => {
    const network = networkOf([6, 6, 2], LAYERS);
    const [first] = network.nodes;
    if (first.kind !== 'conv2d') throw new Error('no convolution');
    for (const channel of [2, 5, 11]) {
      for (let row = 0; row < 18; row++) first.parameters.weight[row * 16 + channel] = 0;
      first.parameters.bias[channel] = -1;
    }
    const smaller = prune(network, 0.15);
    expect(smaller.nodes[0].outputShape).toEqual([6, 6, 13]);
    const [found, expected] = [answersOf(smaller, 4), answersOf(network, 4)];
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i], 5);
  });

  test('at most the work that was asked for is left, and no layer loses all', () => {
    const network = networkOf([6, 6, 2], LAYERS);
    const half = prune(network, 0.5);
    expect(macsOf(half) / macsOf(network)).toBeLessThanOrEqual(0.5);
    expect(macsOf(half) / macsOf(network)).toBeGreaterThan(0.42);
    const least = prune(network, 0.95);
    // A fifth of 16 channels, rounded up.
    expect(Math.min(...least.nodes.slice(0, 4).map(({ outputShape }) => outputShape[2] ?? 99))).toBe(4);
  });
});
