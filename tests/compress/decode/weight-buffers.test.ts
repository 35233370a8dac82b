// Which constants may be unpacked on the device: each rule with the smallest model that breaks it.
import { describe, expect, test } from 'vitest';
import { must, problemsOf } from '../../../src/base/problem.ts';
import { weightBuffersOf } from '../../../src/compress/decode/weight-buffers.ts';
import type { Model, Operator, Subgraph } from '../../../src/tflite/model.ts';
import { clusteredWeights, dense, denseModel } from './weights.ts';

const WIDTH = 8;
const data = [clusteredWeights(1, WIDTH * WIDTH, 4), clusteredWeights(2, WIDTH * WIDTH, 4)];
/** Tensors 0 to 2 are activations, 3 and 4 weights, of buffers 1 and 2. */
const model = denseModel({ width: WIDTH, weights: data });
const [graph] = model.subgraphs;

const changed = (change: Partial<Subgraph>): Model => ({ ...model, subgraphs: [{ ...graph, ...change }] });
const withTensor = (index: number, change: Partial<Subgraph['tensors'][number]>) =>
  changed({ tensors: graph.tensors.map((tensor, i) => (i === index ? { ...tensor, ...change } : tensor)) });
const withOperator = (operator: Partial<Operator>) =>
  changed({ operators: [...graph.operators, { ...dense([], 2), ...operator }] });
const buffersOf = (of: Model) => must(weightBuffersOf(of)).map(({ buffer }) => buffer);

test('weights of both layers, each by its buffer', () => {
  expect(must(weightBuffersOf(model))).toEqual([
    { buffer: 1, tensors: [{ subgraph: 0, tensor: 3 }] },
    { buffer: 2, tensors: [{ subgraph: 0, tensor: 4 }] },
  ]);
});

test('equal weights that share a buffer go together', () => {
  expect(must(weightBuffersOf(withTensor(4, { buffer: 1 })))).toEqual([
    {
      buffer: 1,
      tensors: [
        { subgraph: 0, tensor: 3 },
        { subgraph: 0, tensor: 4 },
      ],
    },
  ]);
});

describe('not', () => {
  test.each([
    ['what the model gives out', changed({ outputs: [3] })],
    ['what it takes', changed({ inputs: [0, 3] })],
    ['a variable', withTensor(3, { isVariable: true })],
    ['what an operator reads that is no layer', withOperator({ code: 'RESHAPE', inputs: [0, 3] })],
    ['what SVDF reads, whose kernel wants constants', withOperator({ code: 'SVDF', inputs: [0, 3] })],
    ['what a layer takes for its input', withOperator({ inputs: [3, 4] })],
    ['the shape that TRANSPOSE_CONV reads first', withOperator({ code: 'TRANSPOSE_CONV', inputs: [3, 4, 0] })],
    ['what an operator writes', withOperator({ inputs: [0, 4], outputs: [3] })],
    ['data that something else shares', changed({ tensors: [...graph.tensors, { ...graph.tensors[4], buffer: 1 }] })],
    ['data of metadata', { ...model, metadata: [{ name: 'min_runtime_version', buffer: 1 }] }],
    ['data that are longer than the tensor', withTensor(3, { shape: [7, WIDTH] })],
    ['data of buffer 0', { ...withTensor(3, { buffer: 0 }), buffers: [data[0], data[0], data[1]] }],
  ])('%s', (_, other) => expect(buffersOf(other)).toEqual([2]));
});

test('a plan for the memory, which counts tensors, is a problem that says so', () => {
  const planned = { ...model, metadata: [{ name: 'OfflineMemoryAllocation', buffer: 0 }] };
  expect(problemsOf(weightBuffersOf(planned)).map(({ code }) => code)).toEqual(['compress/offline-plan']);
});
