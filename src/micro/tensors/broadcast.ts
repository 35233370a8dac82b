// Broadcasting: for every element of the output, the element of an input that it is made from.
import { reject } from '../../base/problem.ts';
import { describeShape, type Shape, sizeOf } from '../../base/shape.ts';
import type { Kernels } from '../../simd/kernels.ts';
import type { OperatorRun, OpTensor, Preparation } from '../op.ts';
import { inputAt, outputAt, requireSameType } from './tensor.ts';

/** NumPy's rule: shapes aligned at their ends, a dimension of 1 stretched. */
export function sourcesOf(input: Shape, output: Shape): Int32Array {
  const misfit = () => reject('micro/shape', `${describeShape(input)} doesn't broadcast to ${describeShape(output)}`);
  // An input may have leading dimensions of 1 that the output lacks, as a 1x1 constant against a vector.
  const extra = Math.max(input.length - output.length, 0);
  if (input.slice(0, extra).some((d) => d !== 1)) misfit();
  const shape = input.slice(extra);
  const offset = output.length - shape.length;
  let stride = 1;
  const strides = new Array<number>(output.length).fill(0);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== output[offset + axis] && shape[axis] !== 1) misfit();
    strides[offset + axis] = shape[axis] === 1 ? 0 : stride;
    stride *= shape[axis];
  }
  return positions(output, strides, 0);
}

/** For every index of `shape` in order: start + the sum of index times stride. */
export function positions(shape: Shape, strides: readonly number[], start: number): Int32Array {
  const result = new Int32Array(sizeOf(shape));
  if (result.length === 0) return result;
  result[0] = start;
  let filled = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const block = filled;
    for (let i = 1; i < shape[axis]; i++) {
      const step = i * strides[axis];
      for (let k = 0; k < block; k++) result[filled++] = result[k] + step;
    }
  }
  return result;
}

/** How far one step along each axis leads in a dense tensor. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}

interface Writable<T> {
  readonly length: number;
  [index: number]: T;
}

/** y = f(a, b) element by element. */
export function combine<A, Y>(
  [a, x1]: readonly [OpTensor, ArrayLike<A>],
  [b, x2]: readonly [OpTensor, ArrayLike<A>],
  [output, y]: readonly [OpTensor, Writable<Y>],
  f: (a: A, b: A) => Y,
): OperatorRun {
  const sources1 = sourcesOf(a.shape, output.shape);
  const sources2 = sourcesOf(b.shape, output.shape);
  return {
    run() {
      for (let i = 0; i < sources1.length; i++) y[i] = f(x1[sources1[i]], x2[sources2[i]]);
    },
  };
}

/** Two inputs and an output, all of one type. */
export function inputsAndOutput(preparation: Preparation): readonly [a: OpTensor, b: OpTensor, output: OpTensor] {
  const [a, b, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireSameType(a, b);
  requireSameType(a, output);
  return [a, b, output];
}

/** `combine` with one view of all three. */
export function combineAs<T>(
  view: (kernels: Kernels, tensor: OpTensor) => Writable<T>,
  kernels: Kernels,
  [a, b, output]: readonly [OpTensor, OpTensor, OpTensor],
  f: (a: T, b: T) => T,
): OperatorRun {
  return combine([a, view(kernels, a)], [b, view(kernels, b)], [output, view(kernels, output)], f);
}
