// What the operators of TFLM's signal library share: their own options, and tensors of the types that they take.
import { reject } from '../../base/problem.ts';
import type { TensorType } from '../../tflite/schema.ts';
import type { OpTensor, Preparation } from '../op.ts';
import { dimension } from './extents.ts';
import { customOptionsOf } from './options.ts';
import { requireType } from './tensor.ts';
import { int16 } from './views.ts';

/** An option's value by its name; a missing one is rejected. */
export type OptionReader = (name: string) => number;

/** The operator's own options, which it must have. Inside an `attempt`. */
export function optionsOf({ operator }: Preparation): OptionReader {
  const options = customOptionsOf(operator);
  return (name) => options.get(name) ?? reject('micro/options', `the option ${name} is missing`);
}

export function typed(tensor: OpTensor, type: TensorType): OpTensor {
  requireType(tensor, type);
  return tensor;
}

export const uint32 = ({ kernels }: Preparation, tensor: OpTensor) =>
  new Uint32Array(kernels.memory, typed(tensor, 'UINT32').address, tensor.elements);
export const shorts = ({ kernels }: Preparation, tensor: OpTensor) => int16(kernels, typed(tensor, 'INT16'));
export const innermost = (tensor: OpTensor) => dimension(tensor, -1);

/** Rows along the innermost dimension. */
export function rowsOf(tensor: OpTensor): number {
  const width = innermost(tensor);
  return width === 0 ? 0 : tensor.elements / width;
}
