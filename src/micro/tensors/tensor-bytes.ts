// Bytes of a tensor at run time, as TFLM counts them (tensorflow/lite/micro/memory_helpers.cc,
// TfLiteEvalTensorByteLength).
import { reject } from '../../base/problem.ts';
import { describeShape, sizeOf } from '../../base/shape.ts';
import type { Tensor } from '../../tflite/model.ts';
import { bytesOfElements } from '../../tflite/schema.ts';

/** Inside an `attempt`. */
export function tensorBytes({ name, shape, type }: Tensor): number {
  if (shape.some((d) => d < 0)) {
    reject(
      'micro/shape',
      `tensor "${name}" has the open shape ${describeShape(shape)}; convert the model with fixed shapes`,
    );
  }
  const bytes = bytesOfElements(type, sizeOf(shape));
  if (bytes === undefined) reject('micro/tensor-type', `tensor "${name}" has type ${type}, which TFLM can't hold`);
  return bytes;
}
