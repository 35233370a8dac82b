// FILL, ZEROS_LIKE, SHAPE, BROADCAST_TO, BROADCAST_ARGS, SELECT_V2, REVERSE_V2, MIRROR_PAD, DYNAMIC_UPDATE_SLICE:
// the files of these names in tensorflow/lite/micro/kernels/.
import { clamp } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { describeShape, type Shape, sameShape } from '../../base/shape.ts';
import type { Op, Ops, OpTensor, Preparation } from '../op.ts';
import { positions, sourcesOf, stridesOf } from './broadcast.ts';
import { movable, moveFrom } from './move.ts';
import {
  constantIntegers,
  inputAndOutput,
  inputAt,
  int32,
  int64,
  numbers,
  outputAt,
  rawBytes,
  requireSameElements,
  requireSameType,
  requireType,
} from './tensor.ts';

function requireShape({ shape, name }: OpTensor, expected: Shape): void {
  if (!sameShape(shape, expected)) {
    reject('micro/shape', `"${name}" is ${describeShape(shape)}; it should be ${describeShape(expected)}`);
  }
}

const fill: Op = (preparation) => {
  const { kernels } = preparation;
  const [dims, value, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireType(dims, 'INT32', 'INT64');
  requireShape(output, constantIntegers(kernels, dims));
  requireType(value, 'FLOAT32', 'INT8', 'INT16', 'INT32', 'INT64', 'BOOL');
  requireSameType(value, output);
  if (value.shape.length !== 0) reject('micro/shape', `"${value.name}" must be a scalar`);
  return moveFrom(kernels, value, output, new Int32Array(output.elements));
};

const zerosLike: Op = (preparation) => {
  const [, output] = inputAndOutput(preparation, 'FLOAT32', 'INT8', 'INT32', 'INT64');
  const y = rawBytes(preparation.kernels, output);
  return { macs: 0, run: () => y.fill(0) };
};

const shapeOf: Op = (preparation) => {
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  requireType(output, 'INT32');
  // The runtime doesn't look at the output's shape; one too short is written as far as it goes.
  if (output.elements > input.shape.length) {
    reject('micro/shape', `the output has ${output.elements} places for ${input.shape.length} dimensions`);
  }
  const y = int32(preparation.kernels, output);
  return { macs: 0, run: () => y.set(input.shape.slice(0, y.length)) };
};

/** broadcast_to.cc kMaxDims */
const MOST_BROADCAST = 5;

const broadcastTo: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, shape, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireSameType(input, output);
  requireType(shape, 'INT32', 'INT64');
  if (shape.shape.length !== 1) reject('micro/shape', 'the shape must have one dimension');
  if (shape.elements > MOST_BROADCAST || input.shape.length > shape.elements) {
    reject('micro/rank', `${input.shape.length} to ${shape.elements} dimensions; at most ${MOST_BROADCAST} are taken`);
  }
  requireShape(output, constantIntegers(kernels, shape));
  return moveFrom(kernels, input, output, sourcesOf(input.shape, output.shape));
};

/** The shape that both broadcast to. */
const broadcastArgs: Op = (preparation) => {
  const { kernels } = preparation;
  const [a, b, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireType(a, 'INT32', 'INT64');
  requireSameType(a, b);
  requireSameType(a, output);
  for (const { shape } of [a, b, output]) if (shape.length !== 1) reject('micro/shape', 'shapes have one dimension');
  if (Math.max(a.elements, b.elements) !== output.elements) {
    reject('micro/shape', `the output has ${output.elements} dimensions`);
  }
  const read = (tensor: OpTensor): number[] =>
    Array.from(tensor.type === 'INT64' ? int64(kernels, tensor) : int32(kernels, tensor), Number);
  const write = (at: number, value: number) => {
    if (output.type === 'INT64') int64(kernels, output)[at] = BigInt(value);
    else int32(kernels, output)[at] = value;
  };
  return {
    macs: 0,
    run() {
      const [p, q] = [read(a), read(b)];
      for (let i = 1; i <= output.elements; i++) {
        const [d, e] = [p[p.length - i] ?? 1, q[q.length - i] ?? 1];
        if (d !== e && d !== 1 && e !== 1) reject('micro/shape', `${d} and ${e} don't broadcast`);
        write(output.elements - i, d === 1 ? e : d);
      }
    },
  };
};

const select: Op = (preparation) => {
  const { kernels } = preparation;
  const [condition, a, b] = [inputAt(preparation, 0), inputAt(preparation, 1), inputAt(preparation, 2)];
  const output = outputAt(preparation, 0);
  requireType(condition, 'BOOL');
  requireType(a, 'FLOAT32', 'INT8', 'INT16');
  requireSameType(a, b);
  requireSameType(a, output);
  const [sourcesC, sourcesA, sourcesB] = [condition, a, b].map(({ shape }) => sourcesOf(shape, output.shape));
  const [c, x1, x2] = [rawBytes(kernels, condition), numbers(kernels, a), numbers(kernels, b)];
  const y = numbers(kernels, output);
  return {
    macs: 0,
    run() {
      for (let i = 0; i < y.length; i++) y[i] = c[sourcesC[i]] !== 0 ? x1[sourcesA[i]] : x2[sourcesB[i]];
    },
  };
};

const reverse: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, axesTensor, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireType(input, 'FLOAT32', 'UINT8', 'INT8', 'INT16', 'INT32', 'INT64', 'BOOL');
  requireSameType(input, output);
  requireSameElements(input, output);
  requireType(axesTensor, 'INT32');
  const { shape } = input;
  const axes = constantIntegers(kernels, axesTensor)
    .map((axis) => (axis < 0 ? axis + shape.length : axis))
    .sort((p, q) => p - q);
  if (axes.some((axis) => !(axis >= 0 && axis < shape.length)))
    reject('micro/axis', `no such axes: ${axes.join(', ')}`);
  if (axes.some((axis, i) => i > 0 && axis !== axes[i - 1] + 1)) reject('micro/axis', 'axes must follow one another');
  const strides = stridesOf(shape);
  const reversed = new Set(axes);
  const start = shape.reduce((sum, d, axis) => sum + (reversed.has(axis) ? (d - 1) * strides[axis] : 0), 0);
  const steps = strides.map((stride, axis) => (reversed.has(axis) ? -stride : stride));
  return moveFrom(kernels, input, output, positions(shape, steps, start));
};

/** schema.fbs MirrorPadMode */
const REFLECT = 0;

const mirrorPad: Op = (preparation) => {
  const { kernels, operator } = preparation;
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  requireType(input, 'FLOAT32', 'INT8');
  requireSameType(input, output);
  const paddings = constantIntegers(kernels, inputAt(preparation, 1));
  const { shape } = input;
  if (paddings.length !== 2 * shape.length) {
    reject('micro/shape', `${paddings.length} paddings for ${shape.length} dimensions`);
  }
  requireShape(
    output,
    shape.map((d, axis) => d + paddings[2 * axis] + paddings[2 * axis + 1]),
  );
  const offset = Number(operator.options.mode ?? 0) === REFLECT ? 1 : 0;
  const strides = stridesOf(shape);
  // Where each index of each axis is taken from.
  const places = shape.map((size, axis) => {
    const [before, after] = [paddings[2 * axis], paddings[2 * axis + 1]];
    if (before < 0 || after < 0 || Math.max(before, after) > size - offset) {
      reject('micro/shape', `axis ${axis} of ${size} can't be mirrored by ${before} and ${after}`);
    }
    return Array.from({ length: output.shape[axis] }, (_, i) => {
      const at = i - before;
      const inside = at < 0 ? offset - 1 - at : at >= size ? 2 * size - 1 - offset - at : at;
      return inside * strides[axis];
    });
  });
  let sources = [0];
  for (const place of places) sources = sources.flatMap((from) => place.map((step) => from + step));
  return moveFrom(kernels, input, output, Int32Array.from(sources));
};

function starts({ kernels }: Preparation, tensor: OpTensor): () => number[] {
  requireType(tensor, 'INT32', 'INT64');
  const values = tensor.type === 'INT64' ? int64(kernels, tensor) : int32(kernels, tensor);
  return () => Array.from(values, Number);
}

const dynamicUpdateSlice: Op = (preparation) => {
  const { kernels } = preparation;
  const [operand, update, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireType(operand, 'FLOAT32', 'INT8', 'INT32');
  requireSameType(operand, update);
  requireSameType(operand, output);
  requireSameElements(operand, output);
  const { shape } = operand;
  const read = starts(preparation, inputAt(preparation, 2));
  const fits = update.shape.length === shape.length && update.shape.every((d, axis) => d <= shape[axis]);
  if (!fits || inputAt(preparation, 2).elements !== shape.length) {
    reject('micro/shape', `a slice of ${describeShape(update.shape)} in ${describeShape(shape)}`);
  }
  const strides = stridesOf(shape);
  const places = positions(update.shape, strides, 0);
  const [x, slice, y] = [operand, update, output].map((tensor) => movable(kernels, tensor));
  return {
    macs: 0,
    run() {
      y.set(x);
      const start = read().reduce(
        (sum, at, axis) => sum + clamp(at, 0, shape[axis] - update.shape[axis]) * strides[axis],
        0,
      );
      for (let i = 0; i < slice.length; i++) y[start + places[i]] = slice[i];
    },
  };
};

export const fillAndSelect: Ops = {
  FILL: fill,
  ZEROS_LIKE: zerosLike,
  SHAPE: shapeOf,
  BROADCAST_TO: broadcastTo,
  BROADCAST_ARGS: broadcastArgs,
  SELECT_V2: select,
  REVERSE_V2: reverse,
  MIRROR_PAD: mirrorPad,
  DYNAMIC_UPDATE_SLICE: dynamicUpdateSlice,
};
