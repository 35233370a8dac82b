// BATCH_MATMUL: tensorflow/lite/micro/kernels/batch_matmul.cc, batch_matmul_common.cc and cmsis_nn/batch_matmul.cc.
// From the source.
import type { Tensor } from '../../tflite/model.ts';
import { dimension } from '../tensors/extents.ts';
import { tensorBytes } from '../tensors/tensor-bytes.ts';
import {
  allTensors,
  type Footprint,
  isInt8OrInt16,
  persistent,
  type Request,
  scratch,
  writableDimensions,
} from './footprint.ts';

/** sizeof(TfLiteEvalTensor) and sizeof(OpDataBatchMatmul's quantization), seven words. */
const EVAL_TENSOR = 12;
const QUANTIZATION = 28;

/** AllocInitTransposeTensorFromTfLiteTensor */
function transposed(tensor: Tensor | undefined): Request[] {
  if (!tensor) return [];
  return [persistent(EVAL_TENSOR), persistent(4 + 4 * tensor.shape.length), persistent(tensorBytes(tensor))];
}

export const batchMatmulFootprint: Footprint = {
  parameters: { bytes: 3, alignment: 1 },
  opDataBytes: { cmsis_nn: 36, reference: 16 },
  // cmsis_nn/batch_matmul.cc, Prepare
  refusal: ({ inputs }, { library }) =>
    library === 'cmsis_nn' && inputs.some((input) => (input?.shape.length ?? 0) > 4)
      ? "CMSIS-NN's kernel supports at most four dimensions; merge the outer ones (tf.reshape) before it"
      : undefined,
  prepare: (node, { library, instructionSet }) => {
    const { operator, inputs, outputs } = node;
    const [lhs, rhs] = inputs;
    const [output] = outputs;
    const matrices = [
      ...(operator.options.adjX === true ? transposed(lhs) : []),
      ...(operator.options.adjY === true ? [] : transposed(rhs)),
    ];
    const quantization = isInt8OrInt16(lhs) ? [persistent(QUANTIZATION)] : [];
    const shape = writableDimensions(output);
    if (library !== 'cmsis_nn') return [...allTensors(node), ...quantization, ...matrices, ...shape];
    const requests = [...allTensors(node), ...matrices, ...shape, ...quantization];
    // arm_fully_connected_s8_get_buffer_size: only MVE sums the columns, int32 each.
    if (lhs?.type === 'INT8' && instructionSet === 'mve') requests.push(scratch(4 * dimension(output, -1)));
    return requests;
  },
};
