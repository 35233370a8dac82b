// RESHAPE, SQUEEZE and EXPAND_DIMS copy their input: tensorflow/lite/micro/kernels/reshape_common.cc, squeeze.cc,
// expand_dims.cc.
import { reject } from '../../base/problem.ts';
import { describeShape, type Shape, sameShape, sizeOf } from '../../base/shape.ts';
import type { Op } from '../op.ts';
import { inputAndOutput, inputAt, outputAt } from '../tensors/tensor.ts';
import { constantIntegers, rawBytes } from '../tensors/views.ts';

export const reshape: Op = (preparation) => {
  const [input, output] = inputAndOutput(preparation);
  const x = rawBytes(preparation.kernels, input);
  const y = rawBytes(preparation.kernels, output);
  return { run: () => y.set(x) };
};

export const expandDims: Op = (preparation) => {
  const { shape } = inputAt(preparation, 0);
  const [axis = 0] = constantIntegers(preparation.kernels, inputAt(preparation, 1));
  const at = axis < 0 ? shape.length + 1 + axis : axis;
  if (!(at >= 0 && at <= shape.length)) reject('micro/axis', `axis ${axis} of ${shape.length} dimensions`);
  const expanded = shape.toSpliced(at, 0, 1);
  const output = outputAt(preparation, 0);
  if (!sameShape(expanded, output.shape)) {
    reject(
      'micro/shape',
      `the input expands to ${describeShape(expanded)}, the output is ${describeShape(output.shape)}`,
    );
  }
  return reshape(preparation);
};

/** ReshapeOutput: the shape that RESHAPE gives its output at run time. */
export function reshapedShape(input: Shape, declared: Shape, inputCount: number): Shape {
  // Old files wrote a scalar as [0].
  if (inputCount === 1 && declared.length === 1 && declared[0] === 0) return [];
  if (declared.filter((d) => d === -1).length !== 1) return declared;
  const rest = sizeOf(declared.filter((d) => d !== -1));
  return declared.map((d) => (d === -1 ? Math.floor(sizeOf(input) / Math.max(rest, 1)) : d));
}
