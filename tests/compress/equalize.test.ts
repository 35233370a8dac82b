// Equalization: the same float function, whatever lies between two layers; and the channels share their range better.
import { describe, expect, test } from 'vitest';
import { channelMagnitudes } from '../../src/compress/calibrate.ts';
import { dividedActivations, equalize } from '../../src/compress/equalize.ts';
import { fold } from '../../src/compress/fold.ts';
import { hasWeights } from '../../src/compress/folded.ts';
import { quantize } from '../../src/compress/quantize.ts';
import type { Network, Node } from '../../src/nn/network/network.ts';
import { buildFixture, draw, forward, type NodeSpec } from './networks.ts';

const CHAINS: readonly (readonly [string, readonly NodeSpec[]])[] = [
  [
    'convolutions, depthwise, pool and dense',
    [
      { kind: 'conv2d', filters: 4, kernel: [3, 3], padding: 'same' },
      { kind: 'batchNorm' },
      { kind: 'relu' },
      { kind: 'depthwiseConv2d', multiplier: 2, kernel: [3, 3], padding: 'same' },
      { kind: 'relu' },
      { kind: 'conv2d', filters: 5, kernel: [1, 1] },
      { kind: 'relu' },
      { kind: 'maxPool', kernel: [2, 2], stride: [2, 2] },
      { kind: 'flatten' },
      { kind: 'dense', units: 6 },
      { kind: 'relu' },
      { kind: 'dense', units: 3 },
    ],
  ],
  [
    'the mean of a map',
    [
      { kind: 'conv2d', filters: 4, kernel: [3, 3] },
      { kind: 'relu' },
      { kind: 'globalAveragePool' },
      { kind: 'dense', units: 3 },
    ],
  ],
];

/** As a network again: parameters of folded nodes in their originals, batch norms made to do nothing. */
function rebuilt(network: Network, folded: ReturnType<typeof fold>): Network {
  const byName = new Map(folded.nodes.map((node) => [node.name, node]));
  const nodes = network.nodes.map((node): Node => {
    const other = byName.get(node.name);
    if (other && hasWeights(other) && 'parameters' in node) return { ...node, parameters: other.parameters } as Node;
    if (node.kind !== 'batchNorm') return node;
    const ones = node.parameters.gamma.map(() => 1);
    const zeros = ones.map(() => 0);
    return { ...node, epsilon: 0, parameters: { gamma: ones, beta: zeros, mean: zeros, variance: ones } };
  });
  return { ...network, nodes };
}

function equalized(specs: readonly NodeSpec[], dense: 'per-channel' | 'per-tensor' = 'per-channel') {
  const network = buildFixture([6, 6, 2], specs);
  const folded = fold(network);
  const count = 6;
  const calibration = { x: draw(5, count * 72, 1), count, shape: [6, 6, 2] };
  const activations = (x: Float32Array, samples: number, observe: (i: number, values: Float32Array) => void) => {
    for (let n = 0; n < samples; n++)
      for (const [i, v] of forward(network, x.subarray(n * 72, (n + 1) * 72)).entries()) observe(i, v);
  };
  const magnitudes = channelMagnitudes(network, calibration, activations);
  return { network, folded, calibration, activations, magnitudes, result: equalize(folded, magnitudes, { dense }) };
}

describe.each(CHAINS)('%s', (_name, specs) => {
  test.each(['per-channel', 'per-tensor'] as const)('keeps the float function (%s dense layers)', (dense) => {
    const { network, folded, calibration, result } = equalized(specs, dense);
    expect(result.divisors.size).toBeGreaterThan(0);
    const x = calibration.x.subarray(0, 72);
    const before = forward(rebuilt(network, folded), x);
    const after = forward(rebuilt(network, result.folded), x);
    const [a, b] = [before, after].map((values) => values[values.length - 1]);
    for (const [i, value] of a.entries())
      expect(Math.abs(b[i] - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
    // Hidden values are those of the network divided, which is what calibration is shown.
    const shown: Float32Array[] = [];
    dividedActivations(
      (_x, _n, observe) =>
        before.forEach((v, i) => {
          observe(i, v);
        }),
      result.divisors,
    )(x, 1, (i, v) => {
      shown[i] = v;
    });
    for (const { origin } of result.folded.nodes) {
      for (const [i, value] of shown[origin].entries()) expect(after[origin][i]).toBeCloseTo(value, 4);
    }
  });
});

test('weights with a scale for each channel keep their integers, and channels come closer to each other', () => {
  const { folded, magnitudes, result, network } = equalized(CHAINS[0][1]);
  const ranges = { input: { min: -1, max: 1 }, nodes: network.nodes.map(() => ({ min: 0, max: 1 })) };
  const [before, after] = [folded, result.folded].map((net) =>
    quantize(net, ranges, { mode: 'int8', dense: 'per-channel' }),
  );
  // The first convolution is only divided, which each channel's scale takes up, but for weights on the edge of two
  // integers.
  const apart = before.nodes[0].weights?.values.map((w, i) => Math.abs(w - (after.nodes[0].weights?.values[i] ?? 99)));
  expect(Math.max(...(apart ?? [99]))).toBeLessThanOrEqual(1);
  const spread = (list: ArrayLike<number>) => Math.max(...Array.from(list)) / Math.min(...Array.from(list));
  const { origin } = folded.nodes[0];
  const scales = result.divisors.get(origin) ?? new Float64Array();
  expect(spread(Array.from(magnitudes[origin], (m, c) => m / scales[c]))).toBeLessThan(spread(magnitudes[origin]));
});

test.each<[string, readonly NodeSpec[]]>([
  [
    'relu6, whose ceiling would be another one in each channel',
    [{ kind: 'conv2d', filters: 4 }, { kind: 'relu6' }, { kind: 'conv2d', filters: 3 }],
  ],
  ['a softmax in between', [{ kind: 'conv2d', filters: 4 }, { kind: 'softmax' }, { kind: 'conv2d', filters: 3 }]],
  [
    'a second reader',
    [
      { kind: 'conv2d', filters: 4 },
      { kind: 'conv2d', filters: 4 },
      { kind: 'add', with: 0 },
    ],
  ],
])('%s is left alone', (_name, specs) => {
  const { folded, result } = equalized(specs);
  expect(result.divisors.size).toBe(0);
  expect(result.folded).toEqual(folded);
});
