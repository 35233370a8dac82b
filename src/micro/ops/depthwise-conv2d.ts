// DEPTHWISE_CONV_2D: tensorflow/lite/micro/kernels/depthwise_conv_common.cc and depthwise_conv.cc.
import { reject } from '../../base/problem.ts';
import { describeShape } from '../../base/shape.ts';
import {
  type Connection,
  channelMultipliers,
  int8Weights,
  isFloat,
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
import { requireRank } from '../tensors/tensor.ts';
import { windowOf } from '../tensors/window.ts';

export function depthwiseConv2d(preparation: Preparation): OperatorRun {
  const { operator, kernels } = preparation;
  const operands = operandsOf(preparation);
  const { input, filter, bias, output } = operands;
  requireRank(filter, 4);
  const [, kh, kw, filterC] = filter.shape;
  const window = windowOf(operator, input, output, kh, kw);
  const { inC, outC } = window;
  if (filter.shape[0] !== 1 || filterC !== outC || outC % inC !== 0) {
    const shapes = `${describeShape(filter.shape)} for ${inC} input and ${outC} output channels`;
    reject('micro/shape', `filters of ${shapes}; 1 x height x width x output channels are needed`);
  }
  const depthMultiplier = outC / inC;
  const connection: Connection = {
    count: 1,
    first: (o) => Math.floor(o / depthMultiplier),
    weight: (o, tap) => tap * outC + o,
  };
  const macs = output.elements * kh * kw;
  const samples = input.shape[0];
  if (isFloat(operands)) return { macs, run: runFloat(preparation, 'depthwise', operands, window, samples) };
  requireIntegers(operands);
  requireQuantized(filter);
  const { scales = [], zeroPoints = [] } = filter.quantization ?? {};
  if (input.type === 'INT8' && scales.length !== zeroPoints.length) {
    reject('micro/quantization', `"${filter.name}" has ${scales.length} scales and ${zeroPoints.length} zero points`);
  }
  const multipliers = channelMultipliers(input, filter, output, outC);
  const layer = { window, samples, multipliers, range: quantizedRange(activationOf(operator), output) };
  const plain = () => int8Weights(kernels, filter);
  if (input.type === 'INT16') {
    // The kernel reads its bias as int64 whatever its type says.
    requireBias(bias, outC, 'INT64');
    const weighted = { ...layer, ...weightsOf(operands, plain) };
    return { macs, run: runInt16(preparation, operands, weighted, connection, true) };
  }
  // One input channel makes it a plain convolution, whose kernel has no channels to spread.
  const run =
    inC === 1
      ? runInt8(preparation, 'convS8', operands, {
          ...layer,
          ...weightsOf(operands, () => filtersFirst(plain(), outC)),
        })
      : runInt8(preparation, 'depthwiseS8', operands, { ...layer, ...weightsOf(operands, plain) });
  return { macs, run };
}

/** [taps, outC] to [outC, taps]. */
function filtersFirst(weights: Int8Array, outC: number): Int8Array {
  const taps = weights.length / outC;
  return Int8Array.from(weights, (_, i) => weights[(i % taps) * outC + Math.floor(i / taps)]);
}
