// What is left out and what must stay: each rule on a small model whose compact form is read back.
import { describe, expect, test } from 'vitest';
import { must } from '../../../src/base/problem.ts';
import { compactFile } from '../../../src/compress/compact.ts';
import { rootTable, scalarField, tablesField } from '../../../src/tflite/flatbuffer.ts';
import type { Model, Operator, Quantization, Tensor } from '../../../src/tflite/model.ts';
import { readModel } from '../../../src/tflite/read.ts';
import { writeModel } from '../../../src/tflite/write.ts';

type Given = Partial<Tensor> & { readonly data?: readonly number[] };

/** Tensors without a type are int8; a long name makes sure that something can be left out. */
function modelOf(
  tensors: readonly Given[],
  operators: readonly (Pick<Operator, 'code' | 'inputs' | 'outputs'> & Partial<Operator>)[],
  ends: { readonly inputs: readonly number[]; readonly outputs: readonly number[] },
  metadata: Model['metadata'] = [],
): Model {
  const buffers: Uint8Array[] = [new Uint8Array(0)];
  return {
    ...{ version: 3, description: 'made by hand', buffers, metadata },
    subgraphs: [
      {
        ...{ name: 'main', ...ends },
        tensors: tensors.map(({ data, ...tensor }, i) => ({
          ...{ name: `a/long/name/of/tensor/${i}`, type: 'INT8' as const, shape: [1, 4], isVariable: false },
          ...{ buffer: data ? buffers.push(Uint8Array.from(data)) - 1 : 0, ...tensor },
        })),
        operators: operators.map((operator) => ({ version: 3, options: {}, hasOptions: true, ...operator })),
      },
    ],
  };
}

const compactOf = (model: Model): Model => must(readModel(must(compactFile(writeModel(model))).bytes));
const scale = (value: number, zeroPoint = 0): Quantization => ({
  ...{ scales: [value], zeroPoints: [zeroPoint], quantizedDimension: 0 },
});

describe('quantization', () => {
  /** A dense layer of four units without rounding errors in the way: scales are powers of two. */
  const dense = (filter: Quantization, bias: Quantization, output: Quantization) =>
    compactOf(
      modelOf(
        [
          { quantization: scale(0.5) },
          { shape: [4, 4], data: Array(16).fill(1), quantization: filter },
          { type: 'INT32', shape: [4], data: Array(16).fill(2), quantization: bias },
          { quantization: output },
        ],
        [{ code: 'FULLY_CONNECTED', inputs: [0, 1, 2], outputs: [3] }],
        { inputs: [0], outputs: [3] },
      ),
    ).subgraphs[0].tensors.map(({ quantization }) => quantization);

  test('of a bias is left out where each unit has a scale: nothing reads it then', () => {
    const filter = { scales: [1, 2, 4, 8], zeroPoints: [0, 0, 0, 0], quantizedDimension: 0 };
    const bias = { scales: [0.5, 1, 2, 4], zeroPoints: [0, 0, 0, 0], quantizedDimension: 0 };
    const [, kept, dropped] = dense(filter, bias, scale(1));
    expect(kept).toEqual({ ...filter, zeroPoints: [0] });
    expect(dropped).toBeUndefined();
  });

  // GetQuantizedConvolutionMultipler: |0.5 * 0.25 - scale of the bias| in units of the output's is at most 0.02.
  test.each([
    ['left out where its scale passes as 0: 0.125 / 8 is within 0.02', 8, undefined],
    ['kept where it would be missed: 0.125 / 4 is beyond 0.02', 4, scale(0.125)],
  ])('of a bias beside one scale of all weights is %s', (_, output, expected) => {
    expect(dense(scale(0.25), scale(0.125), scale(output))[2]).toEqual(expected);
  });

  test('with different zero points keeps each of them', () => {
    const filter = { scales: [1, 2, 4, 8], zeroPoints: [0, 1, 0, 0], quantizedDimension: 0 };
    expect(dense(filter, scale(1), scale(1))[1]).toEqual(filter);
  });

  test('of what an operator without a rule reads stays, and so does that of the graph itself', () => {
    const added = scale(0.5, 3);
    const { subgraphs } = compactOf(
      modelOf(
        [{ quantization: added }, { quantization: added }, { quantization: added }],
        [
          { code: 'ADD', inputs: [0, 0], outputs: [1] },
          { code: 'RESHAPE', inputs: [1], outputs: [2] },
        ],
        { inputs: [0], outputs: [2] },
      ),
    );
    expect(subgraphs[0].tensors.map(({ quantization }) => quantization)).toEqual([added, added, added]);
  });

  test('between two operators that only move elements is left out', () => {
    const moved = scale(0.5, 3);
    const { subgraphs } = compactOf(
      modelOf(
        [{ quantization: moved }, { quantization: moved }, { quantization: moved }],
        [
          { code: 'RESHAPE', inputs: [0], outputs: [1] },
          { code: 'RESHAPE', inputs: [1], outputs: [2] },
        ],
        { inputs: [0], outputs: [2] },
      ),
    );
    expect(subgraphs[0].tensors.map(({ quantization }) => quantization)).toEqual([moved, undefined, moved]);
  });

  test('of compressed weights is left out before TFLM_DECODE and kept behind it', () => {
    const weights = scale(0.5);
    const { subgraphs } = compactOf(
      modelOf(
        [
          { type: 'UINT8', shape: [1], data: [1], quantization: weights },
          { type: 'UINT8', shape: [1], data: Array(17).fill(1), quantization: weights },
          { quantization: weights },
        ],
        [{ code: 'CUSTOM', customCode: 'TFLM_DECODE', inputs: [0, 1], outputs: [2] }],
        { inputs: [], outputs: [2] },
      ),
    );
    expect(subgraphs[0].tensors.map(({ quantization }) => quantization)).toEqual([undefined, undefined, weights]);
  });

  test('of an int8 variable stays: a reset fills it with its zero point', () => {
    const { subgraphs } = compactOf(
      modelOf(
        [{}, { isVariable: true, quantization: scale(1, 7) }, {}],
        [{ code: 'RESHAPE', inputs: [1], outputs: [2] }],
        { inputs: [0], outputs: [2] },
      ),
    );
    expect(subgraphs[0].tensors[1].quantization).toEqual(scale(1, 7));
  });
});

describe('tensors, inputs and buffers', () => {
  const reshape = [{ code: 'RESHAPE' as const, inputs: [0, 2], outputs: [3], options: { newShape: [4] } }];
  const tensors: Given[] = [
    {},
    { data: [1, 2, 3, 4] },
    { type: 'INT32', shape: [1], data: [4, 0, 0, 0] },
    { shape: [4] },
  ];

  test('that nothing reads are gone, the shape of a RESHAPE among them; the others move up', () => {
    const { subgraphs, buffers } = compactOf(modelOf(tensors, reshape, { inputs: [0], outputs: [3] }));
    const [{ operators, inputs, outputs, tensors: kept }] = subgraphs;
    expect(kept.map(({ shape, name }) => [name, ...shape])).toEqual([
      ['', 1, 4],
      ['', 4],
    ]);
    expect({ operators, inputs, outputs }).toEqual({
      operators: [{ code: 'RESHAPE', version: 1, inputs: [0], outputs: [1], options: {}, hasOptions: false }],
      ...{ inputs: [0], outputs: [1] },
    });
    expect(buffers.map((data) => data.length)).toEqual([0]);
  });

  test('stay where the model brings a memory plan, which names tensors by number; other metadata go', () => {
    const model = modelOf(tensors, reshape, { inputs: [0], outputs: [3] });
    const plan = new Uint8Array(Int32Array.of(1, 0, 4, 0, -1, -1, 16).buffer);
    const withPlan = {
      ...model,
      buffers: [...model.buffers, plan, Uint8Array.of(1, 2, 3)],
      metadata: [
        { name: 'min_runtime_version', buffer: model.buffers.length + 1 },
        { name: 'OfflineMemoryAllocation', buffer: model.buffers.length },
      ],
    };
    const { subgraphs, metadata, buffers } = compactOf(withPlan);
    expect(subgraphs[0].tensors).toHaveLength(4);
    expect(metadata.map(({ name, buffer }) => [name, [...buffers[buffer]]])).toEqual([
      ['OfflineMemoryAllocation', [...plan]],
    ]);
  });

  test('with the same data share it, but not with what a variable starts with', () => {
    const same = [5, 6, 7, 8];
    const { subgraphs, buffers } = compactOf(
      modelOf(
        [{ data: same }, { data: same }, { data: same, isVariable: true }, {}],
        [{ code: 'CONCATENATION', inputs: [0, 1, 2], outputs: [3] }],
        { inputs: [], outputs: [3] },
      ),
    );
    expect(subgraphs[0].tensors.map(({ buffer }) => buffer)).toEqual([1, 1, 2, 0]);
    expect(buffers).toHaveLength(3);
  });
});

describe('what stays as it was', () => {
  test('a RESHAPE to [0], which TFLM turns into a scalar in the file itself', () => {
    const model = modelOf([{ shape: [1] }, { shape: [0] }], [{ code: 'RESHAPE', inputs: [0], outputs: [1] }], {
      inputs: [0],
      outputs: [1],
    });
    const file = writeModel(model);
    const { bytes, reason } = must(compactFile(file));
    expect(bytes).toBe(file);
    expect(reason).toContain('a RESHAPE makes a scalar');
  });

  test('sparse tensors, which the compact form has no place for', () => {
    // By hand: a vtable whose last field, 6, is the sparsity; it leads to a table without fields.
    const file = writeModel(modelOf([{ shape: [4], data: [1, 2, 3, 4] }], [], { inputs: [], outputs: [0] }));
    const root = rootTable(file, 'TFL3');
    const [[tensor]] = tablesField(root, 2, 'subgraph', (graph) => tablesField(graph, 0, 'tensor', (table) => table));
    // That vtable is written behind the file.
    const vtable = new Uint8Array(18);
    const view = new DataView(vtable.buffer);
    const old = new DataView(file.buffer, file.byteOffset + tensor.vtable, tensor.vtableLength);
    for (let at = 0; at < Math.min(tensor.vtableLength, 18); at += 2) view.setUint16(at, old.getUint16(at, true), true);
    view.setUint16(0, 18, true);
    view.setUint16(16, old.getUint16(4 + 2 * 0, true), true);
    const sparse = new Uint8Array([...file, ...(file.length % 2 ? [0] : []), ...vtable]);
    new DataView(sparse.buffer).setInt32(tensor.at, tensor.at - (sparse.length - 18), true);
    expect(must(readModel(sparse)).subgraphs[0].tensors[0].isSparse).toBe(true);
    const { bytes, reason } = must(compactFile(sparse));
    expect(bytes).toBe(sparse);
    expect(reason).toContain('stored sparse');
  });

  test('a zero point that no number holds exactly', () => {
    const model = modelOf([{ quantization: scale(1, 2 ** 53) }], [], { inputs: [0], outputs: [0] });
    const file = writeModel(model);
    expect(must(compactFile(file))).toEqual({ bytes: file, reason: 'a zero point is far outside of every type' });
  });

  test('what is no model is refused as it is when it is measured', () => {
    const outcome = compactFile(Uint8Array.from({ length: 64 }, (_, i) => i));
    expect(outcome.ok ? [] : outcome.problems.map(({ code }) => code)).toEqual(['tflite/not-tflite']);
  });
});

test('the code of an operator stands in the newer field, where TFLM looks for control flow', () => {
  const model = modelOf([{}, {}], [{ code: 'WHILE', inputs: [0], outputs: [1], options: { bodySubgraphIndex: 1 } }], {
    ...{ inputs: [0], outputs: [1] },
  });
  const { bytes } = must(compactFile(writeModel({ ...model, subgraphs: [...model.subgraphs, ...model.subgraphs] })));
  const codes = tablesField(rootTable(bytes, 'TFL3'), 1, 'code', (code) => scalarField(code, 3, 'int32', 0, 'code'));
  // BuiltinOperator_WHILE of schema.fbs.
  expect(codes).toEqual([119]);
});
