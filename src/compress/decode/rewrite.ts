// A model whose weights TFLM_DECODE unpacks: directly before each operator that reads some, one that unpacks them all.
// As tensorflow/lite/micro/compression/compress.py writes it, but for the names and the old quantization that it keeps.
import { crc32 } from '../../base/digest.ts';
import { DECODE } from '../../tflite/decode-header.ts';
import type { Model, Operator, Subgraph, Tensor } from '../../tflite/model.ts';
import type { Encoding } from './encoding.ts';
import type { WeightBuffer } from './weight-buffers.ts';

/** Weights of one buffer, and an encoding for each of its tensors. */
export interface Replacement extends WeightBuffer {
  readonly encodings: readonly Encoding[];
}

/** The replaced tensors keep their place and hold what is encoded; all others are appended. */
export function rewrite(model: Model, replacements: readonly Replacement[]): Model {
  const pool = bufferPool(model, replacements);
  const subgraphs = model.subgraphs.map((graph, i) => {
    const encodings = new Map<number, Encoding>();
    for (const { tensors, encodings: all } of replacements) {
      for (const [t, { subgraph, tensor }] of tensors.entries()) if (subgraph === i) encodings.set(tensor, all[t]);
    }
    return encodings.size === 0 ? graph : rewriteSubgraph(graph, encodings, pool);
  });
  return { ...model, subgraphs, buffers: pool.buffers };
}

interface BufferPool {
  readonly buffers: readonly Uint8Array[];
  /** Of tensors without data. */
  readonly empty: number;
  /** The buffer that holds these bytes, which is `free` where no other does and that has become free. */
  place(bytes: Uint8Array, free?: number): number;
}

function bufferPool(model: Model, replacements: readonly Replacement[]): BufferPool {
  const buffers = [...model.buffers];
  const free = new Set(replacements.map(({ buffer }) => buffer));
  for (const buffer of free) buffers[buffer] = new Uint8Array();
  const placed = new Map<string, number>();
  // By convention it is the first.
  const found = model.buffers.findIndex((data) => data.length === 0);
  const empty = found < 0 ? buffers.push(new Uint8Array()) - 1 : found;
  return {
    buffers,
    empty,
    place(bytes, wanted = -1) {
      const key = `${bytes.length} ${crc32(bytes)}`;
      const found = placed.get(key);
      if (found !== undefined && buffers[found].every((byte, i) => byte === bytes[i])) return found;
      const buffer = free.delete(wanted) ? wanted : buffers.length;
      buffers[buffer] = bytes;
      placed.set(key, buffer);
      return buffer;
    },
  };
}

function rewriteSubgraph(graph: Subgraph, encodings: ReadonlyMap<number, Encoding>, pool: BufferPool): Subgraph {
  const tensors = [...graph.tensors];
  const add = (tensor: Tensor) => tensors.push(tensor) - 1;
  // By buffer: tensors of the same tables are one.
  const ancillaries = new Map<number, number>();
  const ancillaryOf = ({ ancillary }: Encoding) => {
    const buffer = pool.place(ancillary);
    const index = ancillaries.get(buffer) ?? add(constant(ancillary, buffer));
    ancillaries.set(buffer, index);
    return index;
  };
  for (const [index, { encoded }] of encodings) {
    tensors[index] = constant(encoded, pool.place(encoded, graph.tensors[index].buffer));
  }
  const operators = graph.operators.flatMap((operator): Operator[] => {
    const outputs = new Map<number, number>();
    const inputs: number[] = [];
    for (const index of operator.inputs) {
      const encoding = encodings.get(index);
      if (!encoding || outputs.has(index)) continue;
      inputs.push(index, ancillaryOf(encoding));
      outputs.set(index, add({ ...graph.tensors[index], buffer: pool.empty }));
    }
    if (outputs.size === 0) return [operator];
    const reader = { ...operator, inputs: operator.inputs.map((index) => outputs.get(index) ?? index) };
    return [decodeOperator(inputs, [...outputs.values()]), reader];
  });
  return { ...graph, tensors, operators };
}

/** Without a name: the unpacked tensor has that of the weights. */
function constant(bytes: Uint8Array, buffer: number): Tensor {
  return { name: '', type: 'UINT8', shape: [bytes.length], buffer, isVariable: false };
}

function decodeOperator(inputs: readonly number[], outputs: readonly number[]): Operator {
  return { code: 'CUSTOM', customCode: DECODE, version: 1, inputs, outputs, options: {}, hasOptions: false };
}
