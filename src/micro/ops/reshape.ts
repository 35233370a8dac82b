// RESHAPE, SQUEEZE and EXPAND_DIMS copy their input: tensorflow/lite/micro/kernels/reshape_common.cc, squeeze.cc,
// expand_dims.cc.
import { reject } from '../../base/problem.ts';
import { describeShape, type Shape, sameShape, sizeOf } from '../../base/shape.ts';
import type { Op } from '../op.ts';
import { inputAndOutput, inputAt, outputAt, requireType } from '../tensors/tensor.ts';
import { constantIntegers, rawBytes } from '../tensors/views.ts';

export const reshape: Op = (preparation) => {
  const [input, output] = inputAndOutput(preparation);
  const x = rawBytes(preparation.kernels, input);
  const y = rawBytes(preparation.kernels, output);
  return { run: () => y.set(x) };
};

/** The dimensions named must be 1; TFLM looks at no others. */
export const squeeze: Op = (preparation) => {
  const { shape } = inputAt(preparation, 0);
  const { squeezeDims } = preparation.operator.options;
  for (const axis of Array.isArray(squeezeDims) ? squeezeDims.map(Number) : []) {
    const size = shape[axis < 0 ? axis + shape.length : axis];
    if (size !== 1) reject('micro/axis', `axis ${axis} of ${describeShape(shape)} can't be squeezed: it is not 1`);
  }
  return reshape(preparation);
};

export const expandDims: Op = (preparation) => {
  const [input, axisTensor] = [inputAt(preparation, 0), inputAt(preparation, 1)];
  requireType(input, 'FLOAT32', 'INT8', 'INT16');
  requireType(axisTensor, 'INT32');
  if (axisTensor.shape.length > 1) reject('micro/shape', `"${axisTensor.name}" must hold one axis`);
  const { shape } = input;
  const [axis = 0] = constantIntegers(preparation.kernels, axisTensor);
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
