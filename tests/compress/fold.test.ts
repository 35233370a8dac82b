// Folding: which nodes disappear, what is fused where, and that a fold keeps the values.
import { describe, expect, test } from 'vitest';
import { fold } from '../../src/compress/fold.ts';
import type { FoldedNode } from '../../src/compress/folded.ts';
import type { Network, Node } from '../../src/nn/network/network.ts';
import { buildFixture, draw, forward, type NodeSpec } from './networks.ts';

const kinds = (network: Network) =>
  fold(network).nodes.map((n) => ('activation' in n && n.activation !== 'none' ? `${n.kind}+${n.activation}` : n.kind));
const conv = (more: Partial<NodeSpec> = {}): NodeSpec => ({
  kind: 'conv2d',
  filters: 3,
  kernel: [3, 3],
  padding: 'same',
  ...more,
});
const build = (...nodes: NodeSpec[]) => buildFixture([5, 4, 3], nodes);

/** The value of a folded chain, run as a network of its own with the activations as nodes. */
function run(nodes: readonly FoldedNode[], x: Float32Array): Float32Array {
  const chain: Node[] = [];
  for (const node of nodes) {
    const { activation = 'none', kind, ...rest } = node as FoldedNode & { activation?: 'none' | 'relu' | 'relu6' };
    const plain = kind === 'reshape' ? 'flatten' : kind;
    const common = { ...rest, layer: 0 };
    chain.push({ ...common, kind: plain, inputs: [chain.length - 1] } as unknown as Node);
    if (activation !== 'none')
      chain.push({ ...common, kind: activation, inputs: [chain.length - 1] } as unknown as Node);
  }
  return forward({ inputShape: [5, 4, 3], nodes: chain }, x)[chain.length - 1];
}

describe('fold', () => {
  test('batch norm and activation disappear into the convolution', () => {
    expect(kinds(build(conv(), { kind: 'batchNorm' }, { kind: 'relu6' }))).toEqual(['conv2d+relu6']);
  });

  test('dropout between them changes nothing', () => {
    expect(
      kinds(build(conv(), { kind: 'dropout' }, { kind: 'batchNorm' }, { kind: 'dropout' }, { kind: 'relu' })),
    ).toEqual(['conv2d+relu']);
  });

  test('a batch norm after an activation, at the start or on a shared output becomes a depthwise convolution', () => {
    expect(kinds(build(conv(), { kind: 'relu' }, { kind: 'batchNorm' }))).toEqual(['conv2d+relu', 'depthwiseConv2d']);
    expect(kinds(build({ kind: 'batchNorm' }, conv()))).toEqual(['depthwiseConv2d', 'conv2d']);
    expect(kinds(build(conv(), { kind: 'batchNorm' }, { kind: 'add', with: 0 }))).toEqual([
      'conv2d',
      'depthwiseConv2d',
      'add',
    ]);
  });

  test('a batch norm after an activation that a dense layer alone reads goes into that layer', () => {
    const dense: NodeSpec = { kind: 'dense', units: 4 };
    const network = build(dense, { kind: 'relu' }, { kind: 'batchNorm' }, { kind: 'dropout' }, dense);
    expect(kinds(network)).toEqual(['reshape', 'dense+relu', 'dense']);
    const x = draw(3, 60, 2);
    const expected = forward(network, x)[network.nodes.length - 1];
    run(fold(network).nodes, x).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 5);
    });
    const shared = build(dense, { kind: 'relu' }, { kind: 'batchNorm' }, dense, { kind: 'add', with: 2 });
    expect(kinds(shared)).toContain('depthwiseConv2d');
  });

  test('an activation whose input is read elsewhere stays an operator', () => {
    expect(kinds(build(conv(), { kind: 'relu' }, { kind: 'add', with: 0 }))).toEqual(['conv2d', 'relu', 'add']);
  });

  test('a second activation stays an operator', () => {
    expect(kinds(build(conv(), { kind: 'relu' }, { kind: 'relu6' }))).toEqual(['conv2d+relu', 'relu6']);
  });

  test('a dense layer on a map is reshaped to once', () => {
    expect(kinds(build({ kind: 'flatten' }, { kind: 'dense', units: 2 }))).toEqual(['reshape', 'dense']);
    expect(kinds(build({ kind: 'dense', units: 2 }))).toEqual(['reshape', 'dense']);
    expect(kinds(build({ kind: 'flatten' }, { kind: 'flatten' }, { kind: 'dense', units: 2 }))).toEqual([
      'reshape',
      'dense',
    ]);
  });

  test('global average pooling is an average pool over the map and a reshape', () => {
    const { nodes } = fold(build({ kind: 'globalAveragePool' }));
    expect(nodes).toMatchObject([
      { kind: 'averagePool', kernel: [5, 4], outputShape: [1, 1, 3] },
      { outputShape: [3] },
    ]);
  });

  test('each folded node names the original node with its values', () => {
    const network = build(
      conv(),
      { kind: 'batchNorm' },
      { kind: 'relu' },
      { kind: 'flatten' },
      { kind: 'dense', units: 2 },
    );
    expect(fold(network).nodes.map((n) => n.origin)).toEqual([2, 3, 4]);
  });

  test.each([
    ['conv2d', [conv(), { kind: 'batchNorm' }, { kind: 'relu' }]],
    ['depthwise with multiplier', [{ kind: 'depthwiseConv2d', multiplier: 2, kernel: [3, 2] }, { kind: 'batchNorm' }]],
    ['dense', [{ kind: 'dense', units: 4 }, { kind: 'batchNorm' }, { kind: 'relu6' }]],
    ['no layer before', [{ kind: 'batchNorm' }]],
    ['a vector', [{ kind: 'globalAveragePool' }, { kind: 'batchNorm' }]],
  ] as [string, NodeSpec[]][])('values stay the same with batch norm after %s', (_name, specs) => {
    const network = build(...specs);
    const x = draw(3, 60, 2);
    const expected = forward(network, x)[network.nodes.length - 1];
    const found = run(fold(network).nodes, x);
    expect(found.length).toBe(expected.length);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 5);
    });
  });
});
