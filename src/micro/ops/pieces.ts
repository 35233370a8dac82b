// CONCATENATION, PACK, SPLIT, SPLIT_V and UNPACK: pieces of a tensor along one axis, put together or taken apart.
// tensorflow/lite/micro/kernels/concatenation.cc, pack.cc, split.cc, split_v.cc, unpack.cc.
import { reject } from '../../base/problem.ts';
import { sizeOf } from '../../base/shape.ts';
import type { TensorType } from '../../tflite/schema.ts';
import type { Op, Ops, OpTensor, Preparation, Prepared } from '../op.ts';
import { movable } from '../tensors/move.ts';
import {
  activationOf,
  axisOf,
  constantIntegers,
  inputAt,
  numberOption,
  outputAt,
  requireSameType,
  requireType,
} from '../tensors/tensor.ts';

/** Copies between a whole and its pieces: each piece has `width` elements in a row for each of `outer` rows of the whole. */
function move(
  preparation: Preparation,
  whole: OpTensor,
  pieces: readonly OpTensor[],
  outer: number,
  direction: 'join' | 'part',
): Prepared {
  const { kernels } = preparation;
  if (pieces.reduce((sum, { elements }) => sum + elements, 0) !== whole.elements) {
    reject('micro/shape', `the pieces have not as many elements as "${whole.name}", ${whole.elements}`);
  }
  const full = movable(kernels, whole);
  const parts = pieces.map((piece) => movable(kernels, piece));
  const widths = pieces.map(({ elements }) => (outer === 0 ? 0 : elements / outer));
  if (!widths.every(Number.isInteger)) reject('micro/shape', 'the pieces are not made of whole rows');
  return {
    macs: 0,
    run() {
      let at = 0;
      for (let row = 0; row < outer; row++) {
        for (let piece = 0; piece < parts.length; piece++) {
          const [part, width] = [parts[piece], widths[piece]];
          const from = row * width;
          if (direction === 'join') for (let i = 0; i < width; i++) full[at + i] = part[from + i];
          else for (let i = 0; i < width; i++) part[from + i] = full[at + i];
          at += width;
        }
      }
    },
  };
}

/** Same type and, but for `axis`, the same shape. */
function requireAlike(a: OpTensor, b: OpTensor, axis: number): void {
  requireSameType(a, b);
  if (a.shape.length !== b.shape.length || a.shape.some((d, i) => i !== axis && d !== b.shape[i])) {
    reject('micro/shape', `"${a.name}" and "${b.name}" differ in more than axis ${axis}`);
  }
}

const presentInputs = (preparation: Preparation) => preparation.inputs.map((_, i) => inputAt(preparation, i));

/** concatenation.cc kMaxInputNum */
const MOST_INPUTS = 10;

const concatenate: Op = (preparation) => {
  const inputs = presentInputs(preparation);
  const output = outputAt(preparation, 0);
  requireType(output, 'FLOAT32', 'INT8', 'INT16', 'INT32', 'INT64', 'BOOL');
  if (activationOf(preparation.operator) !== 0) reject('micro/options', 'a fused activation is not taken');
  if (inputs.length > MOST_INPUTS) reject('micro/input', `${inputs.length} inputs; at most ${MOST_INPUTS} are taken`);
  const axis = axisOf(numberOption(preparation.operator, 'axis'), output.shape.length);
  for (const input of inputs) requireAlike(input, output, axis);
  return move(preparation, output, inputs, sizeOf(output.shape.slice(0, axis)), 'join');
};

const STACKED: readonly TensorType[] = ['FLOAT32', 'INT8', 'INT16', 'INT32', 'INT64'];

const pack: Op = (preparation) => {
  const inputs = presentInputs(preparation);
  const output = outputAt(preparation, 0);
  requireType(output, ...STACKED);
  for (const input of inputs) requireSameType(input, output);
  const axis = axisOf(numberOption(preparation.operator, 'axis'), output.shape.length);
  return move(preparation, output, inputs, sizeOf(output.shape.slice(0, axis)), 'join');
};

const unpack: Op = (preparation) => {
  const input = inputAt(preparation, 0);
  requireType(input, ...STACKED);
  for (const output of preparation.outputs) requireSameType(input, output);
  const axis = axisOf(numberOption(preparation.operator, 'axis'), input.shape.length);
  return move(preparation, input, preparation.outputs, sizeOf(input.shape.slice(0, axis)), 'part');
};

const part =
  (inputPosition: number, axisPosition: number): Op =>
  (preparation) => {
    const input = inputAt(preparation, inputPosition);
    requireType(input, 'FLOAT32', 'INT8', 'INT16', 'INT32');
    const [given = 0] = constantIntegers(preparation.kernels, inputAt(preparation, axisPosition));
    const axis = axisOf(given, input.shape.length);
    for (const output of preparation.outputs) requireAlike(output, input, axis);
    return move(preparation, input, preparation.outputs, sizeOf(input.shape.slice(0, axis)), 'part');
  };

export const pieces: Ops = {
  CONCATENATION: concatenate,
  PACK: pack,
  UNPACK: unpack,
  SPLIT: part(1, 0),
  SPLIT_V: part(0, 2),
};
