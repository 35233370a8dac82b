// FULLY_CONNECTED: tensorflow/lite/micro/kernels/fully_connected_common.cc and fully_connected.cc.
import { type QuantizedMultiplier, quantizeMultiplier } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { describeShape } from '../../base/shape.ts';
import {
  type Connection,
  channelMultipliers,
  int8Weights,
  isFloat,
  type Operands,
  operandsOf,
  requireBias,
  requireIntegers,
  requireQuantized,
  runFloat,
  runInt8,
  runInt16,
  weightsOf,
} from '../arithmetic/convolution.ts';
import type { OperatorRun, Preparation } from '../op.ts';
import { activationOf, quantizedRange } from '../tensors/activation.ts';
import { scaleOf, zeroPointOf } from '../tensors/tensor.ts';

export function fullyConnected(preparation: Preparation): OperatorRun {
  const { operator, kernels } = preparation;
  const operands = operandsOf(preparation);
  const { input, filter, bias, output } = operands;
  if (filter.shape.length < 2 || output.shape.length < 1) {
    reject('micro/shape', `weights of ${describeShape(filter.shape)} and an output of ${describeShape(output.shape)}`);
  }
  const [outC, inC] = [output.shape.at(-1) ?? 0, filter.shape.at(-1) ?? 0];
  const samples = outC === 0 ? 0 : output.elements / outC;
  if (outC > (filter.shape.at(-2) ?? 0) || samples * inC > input.elements) {
    const shapes = `${describeShape(filter.shape)}, an input of ${describeShape(input.shape)} and an output of ${describeShape(output.shape)}`;
    reject('micro/shape', `weights of ${shapes} don't fit each other`);
  }
  // One image of 1x1 for each row.
  const window = {
    ...{ h: 1, w: 1, inC, kh: 1, kw: 1, strideH: 1, strideW: 1, dilationH: 1, dilationW: 1 },
    ...{ padTop: 0, padLeft: 0, outH: 1, outW: 1, outC },
  };
  const connection: Connection = { count: inC, first: () => 0, weight: (o) => o * inC };
  const macs = output.elements * inC;
  if (isFloat(operands)) return { macs, run: runFloat(preparation, 'dense', operands, window, samples) };
  requireIntegers(operands);
  const perChannel = (filter.quantization?.scales.length ?? 0) > 1;
  if (perChannel && filter.type === 'INT4') {
    reject('micro/quantization', 'weights of type INT4 with a scale for each channel are not supported');
  }
  const multipliers = perChannel
    ? channelMultipliers(input, filter, output, outC)
    : Array<QuantizedMultiplier>(outC).fill(tensorMultiplier(operands));
  // Only the per-tensor forms apply the weights' zero point (integer_ops/fully_connected.h).
  const weightZeroPoint = perChannel ? 0 : zeroPointOf(filter);
  const layer = {
    ...{ window, samples, multipliers, range: quantizedRange(activationOf(operator), output) },
    ...weightsOf(operands, () => int8Weights(kernels, filter).subarray(0, outC * inC)),
  };
  if (input.type === 'INT16') {
    requireBias(bias, outC, 'INT32', 'INT64');
    if (weightZeroPoint !== 0) reject('micro/quantization', `"${filter.name}" has a zero point other than 0`);
    return { macs, run: runInt16(preparation, operands, layer, connection, bias?.type !== 'INT32') };
  }
  return { macs, run: runInt8(preparation, 'convS8', operands, layer, weightZeroPoint) };
}

/** GetQuantizedConvolutionMultipler, tensorflow/lite/kernels/kernel_util.cc: the product of the scales is a float32. */
function tensorMultiplier({ input, filter, bias, output }: Operands): QuantizedMultiplier {
  requireQuantized(input, filter, output);
  const [inputScale, filterScale, outputScale] = [scaleOf(input), scaleOf(filter), scaleOf(output)];
  if (bias) {
    const biasScale = Math.fround(bias.quantization?.scales[0] ?? 0);
    if (!(Math.abs(inputScale * filterScale - biasScale) / outputScale <= 0.02)) {
      const message = `the scale of the bias, ${biasScale}, is far from that of input times weights, ${inputScale * filterScale}`;
      reject('micro/quantization', message);
    }
  }
  return quantizeMultiplier(Math.fround(inputScale * filterScale) / outputScale);
}
