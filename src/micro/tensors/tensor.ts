// What operators ask of their tensors: inputs and outputs by position, and checks of types, shapes and axes.
// Inside an `attempt`.
import { reject } from '../../base/problem.ts';
import { describeShape, type Shape, sameShape } from '../../base/shape.ts';
import type { TensorType } from '../../tflite/schema.ts';
import type { OpTensor, Preparation } from '../op.ts';

/** The input at this position, which must be there. */
export function inputAt({ inputs }: Preparation, position: number): OpTensor {
  return inputs[position] ?? reject('micro/input', `input ${position} is missing`);
}

/** All inputs, none of which may be left out. */
export const allInputs = (preparation: Preparation) => preparation.inputs.map((_, i) => inputAt(preparation, i));

export function outputAt({ outputs }: Preparation, position: number): OpTensor {
  return outputs[position] ?? reject('micro/output', `output ${position} is missing`);
}

export function rejectType({ name, type }: OpTensor): never {
  return reject('micro/type', `tensor "${name}" of type ${type} is not supported; TFLM's kernel has no such form`);
}

export function requireType(tensor: OpTensor, ...types: readonly TensorType[]): void {
  if (!types.includes(tensor.type)) rejectType(tensor);
}

export function requireSameType(a: OpTensor, b: OpTensor): void {
  if (a.type !== b.type) {
    reject(
      'micro/type',
      `tensors "${a.name}" and "${b.name}" have types ${a.type} and ${b.type}; they must be the same`,
    );
  }
}

export function requireSameElements(a: OpTensor, b: OpTensor): void {
  if (a.elements !== b.elements) {
    reject(
      'micro/shape',
      `tensors "${a.name}" and "${b.name}" have ${a.elements} and ${b.elements} elements; they must be the same`,
    );
  }
}

export function requireRank(tensor: OpTensor, rank: number): void {
  if (tensor.shape.length !== rank) {
    reject('micro/shape', `tensor "${tensor.name}" is ${describeShape(tensor.shape)}; ${rank} dimensions are needed`);
  }
}

export function requireShape({ shape, name }: OpTensor, expected: Shape): void {
  if (!sameShape(shape, expected)) {
    reject('micro/shape', `"${name}" is ${describeShape(shape)}; it should be ${describeShape(expected)}`);
  }
}

/** The axis meant; negative ones count from the end. */
export function axisOf(axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  return resolved >= 0 && resolved < rank ? resolved : reject('micro/axis', `axis ${axis} of ${rank} dimensions`);
}

/** The one input and the one output of an operator that changes neither type nor number of elements; no types: it takes
 * any. */
export function inputAndOutput(
  preparation: Preparation,
  ...types: readonly TensorType[]
): readonly [input: OpTensor, output: OpTensor] {
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  if (types.length > 0) requireType(input, ...types);
  requireSameType(input, output);
  requireSameElements(input, output);
  return [input, output];
}
