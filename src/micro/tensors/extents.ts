// The extents of a tensor as the file has it, for what is computed before anything runs.
import { sizeOf } from '../../base/shape.ts';
import type { Tensor } from '../../tflite/model.ts';

export function elements(tensor: Tensor | undefined): number {
  return tensor ? sizeOf(tensor.shape) : 0;
}

/** Dimension `axis` of a tensor; negative counts from the end. TFLM reads past the list in silence, so a missing one is
 * 1 here. */
export function dimension(tensor: Pick<Tensor, 'shape'> | undefined, axis: number): number {
  return tensor?.shape.at(axis) ?? 1;
}
