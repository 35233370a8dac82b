// What to do about data types that TFLM's kernels don't take: how the model is converted instead.
import type { ProblemCode } from '../base/problem-codes.ts';
import type { OpTensor } from './op.ts';

const REPRESENTATIVE = 'quantize with a representative dataset (converter.representative_dataset)';

/** Of an operator whose `prepare` refused with this code; undefined where types are not what is wrong. */
export function typeRemedy(
  code: ProblemCode,
  inputs: readonly (OpTensor | undefined)[],
  outputs: readonly OpTensor[],
): string | undefined {
  if (code === 'micro/hybrid') return `${REPRESENTATIVE}, so that activations are int8 as the weights are`;
  if (code !== 'micro/type') return undefined;
  const tensors = [...inputs, ...outputs].filter((tensor) => tensor !== undefined);
  const has = (type: OpTensor['type'], isConstant?: boolean) =>
    tensors.some((t) => t.type === type && (isConstant === undefined || t.isConstant === isConstant));
  if (has('FLOAT16')) return `convert to int8 instead of float16: ${REPRESENTATIVE}`;
  if (has('FLOAT32', false) && (has('INT8', true) || has('INT4', true))) {
    return `${REPRESENTATIVE}, so that activations are int8 as the weights are`;
  }
  if (has('UINT8')) return 'convert again with TensorFlow 2, whose quantized models are int8';
  if (has('FLOAT64')) return 'use float32, or convert to int8';
  if (has('INT64')) return 'use int32';
  if (has('STRING') || has('COMPLEX64')) return 'do this part in the firmware';
  return 'docs/operators.md lists the types of each operator';
}
