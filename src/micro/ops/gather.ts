// GATHER, GATHER_ND and EMBEDDING_LOOKUP: tensorflow/lite/micro/kernels/gather.cc, gather_nd.cc, embedding_lookup.cc.
import { reject } from '../../base/problem.ts';
import { sizeOf } from '../../base/shape.ts';
import type { Kernels } from '../../simd/kernels.ts';
import type { Op, OperatorRun, OpTensor } from '../op.ts';
import { stridesOf } from '../tensors/broadcast.ts';
import { movable } from '../tensors/move.ts';
import { scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { axisOf, inputAt, outputAt, requireSameType, requireType } from '../tensors/tensor.ts';
import { float32, int8, int32 } from '../tensors/views.ts';

function outside(index: number, size: number): never {
  return reject('micro/index', `index ${index} of ${size}`);
}

/** Rows of `width` elements, as a function says where from. */
function gatherRows(
  kernels: Kernels,
  [input, output]: readonly [OpTensor, OpTensor],
  rows: number,
  width: number,
  rowAt: (row: number) => number,
): OperatorRun {
  if (rows * width !== output.elements) {
    reject('micro/shape', `${rows} times ${width} elements are gathered, the output has ${output.elements}`);
  }
  const [x, y] = [movable(kernels, input), movable(kernels, output)];
  return {
    run() {
      for (let row = 0; row < rows; row++) {
        const from = rowAt(row) * width;
        for (let i = 0; i < width; i++) y[row * width + i] = x[from + i];
      }
    },
  };
}

export const gather: Op = (preparation) => {
  const { kernels, operator } = preparation;
  const [input, indices, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireType(input, 'FLOAT32', 'INT8');
  requireSameType(input, output);
  requireType(indices, 'INT32');
  const { shape } = input;
  const axis = axisOf(Number(operator.options.axis ?? 0), shape.length);
  const declared = Number(operator.options.batchDims ?? 0);
  const batchDims = declared < 0 ? declared + indices.shape.length : declared;
  const fits = batchDims >= 0 && batchDims <= axis && batchDims <= indices.shape.length;
  if (!fits || shape.slice(0, batchDims).some((d, i) => d !== indices.shape[i])) {
    reject('micro/options', `${batchDims} batch dimensions don't fit`);
  }
  const size = shape[axis];
  const outer = sizeOf(shape.slice(batchDims, axis));
  const width = sizeOf(shape.slice(axis + 1));
  const each = sizeOf(indices.shape.slice(batchDims));
  const where = int32(kernels, indices);
  const rows = sizeOf(shape.slice(0, batchDims)) * outer * each;
  return gatherRows(kernels, [input, output], rows, width, (row) => {
    const block = Math.floor(row / each);
    const index = where[Math.floor(block / outer) * each + (row % each)];
    return index >= 0 && index < size ? block * size + index : outside(index, size);
  });
};

export const gatherNd: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, indices, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireType(input, 'FLOAT32', 'INT8');
  requireSameType(input, output);
  requireType(indices, 'INT32');
  const { shape } = input;
  const depth = indices.shape[indices.shape.length - 1] ?? 0;
  if (shape.length < 1 || indices.shape.length < 1) reject('micro/shape', 'scalars are not gathered from');
  if (depth > shape.length || depth > 5) reject('micro/shape', `${depth} indices for ${shape.length} dimensions`);
  const steps = stridesOf(shape.slice(0, depth));
  const where = int32(kernels, indices);
  const rows = sizeOf(indices.shape.slice(0, -1));
  const width = sizeOf(shape.slice(depth));
  const rowAt = (row: number) => {
    let from = 0;
    for (let axis = 0; axis < depth; axis++) {
      const index = where[row * depth + axis];
      if (!(index >= 0 && index < shape[axis])) outside(index, shape[axis]);
      from += index * steps[axis];
    }
    return from;
  };
  return gatherRows(kernels, [input, output], rows, width, rowAt);
};

export const embeddingLookup: Op = (preparation) => {
  const { kernels } = preparation;
  const [lookup, table, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireType(lookup, 'INT32');
  requireType(table, 'FLOAT32', 'INT8');
  requireType(output, 'FLOAT32', table.type);
  if (lookup.shape.length !== 1 || table.shape.length < 2) {
    reject('micro/shape', 'a list of rows and a table of at least two dimensions are needed');
  }
  const [size] = table.shape;
  const width = sizeOf(table.shape.slice(1));
  const where = int32(kernels, lookup);
  const rowAt = (row: number) => (where[row] >= 0 && where[row] < size ? where[row] : outside(where[row], size));
  if (table.type === output.type) return gatherRows(kernels, [table, output], lookup.elements, width, rowAt);
  if (zeroPointOf(table) !== 0) reject('micro/quantization', `"${table.name}" must have zero point 0`);
  const scale = scaleOf(table);
  const [x, y] = [int8(kernels, table), float32(kernels, output)];
  if (lookup.elements * width !== output.elements) reject('micro/shape', `the output has ${output.elements} elements`);
  return {
    run() {
      for (let row = 0; row < where.length; row++) {
        const from = rowAt(row) * width;
        for (let i = 0; i < width; i++) y[row * width + i] = x[from + i] * scale;
      }
    },
  };
};
