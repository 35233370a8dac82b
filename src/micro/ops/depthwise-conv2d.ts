// DEPTHWISE_CONV_2D: tensorflow/lite/micro/kernels/depthwise_conv_common.cc and depthwise_conv.cc.
import { reject } from '../../base/problem.ts';
import { describeShape } from '../../base/shape.ts';
import type { Ops, Preparation, Prepared } from '../op.ts';
import {
  type Connection,
  channelMultipliers,
  int8Weights,
  packedLayer,
  requireBias,
  requireQuantized,
  requireRank,
  runFloat,
  runInt16,
  weightsOf,
  windowOf,
} from './convolution.ts';
import {
  activationOf,
  floatRange,
  inputAt,
  outputAt,
  quantizedRange,
  rejectType,
  requireSameType,
  zeroPointOf,
} from './tensor.ts';

export const depthwiseConv2d: Ops = { DEPTHWISE_CONV_2D: prepare };

function prepare(preparation: Preparation): Prepared {
  const { operator, inputs, kernels } = preparation;
  const [input, filter] = [inputAt(preparation, 0), inputAt(preparation, 1)];
  const output = outputAt(preparation, 0);
  const bias = inputs[2];
  requireSameType(input, output);
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
  if (input.type === 'FLOAT32' && filter.type === 'FLOAT32') {
    requireBias(bias, outC, 'FLOAT32');
    const range = floatRange(activationOf(operator));
    return { macs, run: runFloat(preparation, 'depthwise', window, samples, [input, filter, bias, output], range) };
  }
  const pair = `${input.type}/${filter.type}`;
  if (pair !== 'INT8/INT8' && pair !== 'INT8/INT4' && pair !== 'INT16/INT8') {
    if (input.type !== 'INT8' && input.type !== 'INT16' && input.type !== 'FLOAT32') rejectType(input);
    reject('micro/hybrid', `hybrid models, here ${input.type} with weights of ${filter.type}, don't run on TFLM`);
  }
  requireQuantized(filter);
  const { scales = [], zeroPoints = [] } = filter.quantization ?? {};
  if (input.type === 'INT8' && scales.length !== zeroPoints.length) {
    reject('micro/quantization', `"${filter.name}" has ${scales.length} scales and ${zeroPoints.length} zero points`);
  }
  const multipliers = channelMultipliers(input, filter, output, outC);
  const range = quantizedRange(activationOf(operator), output);
  const weights = weightsOf(filter, bias, () => int8Weights(kernels, filter));
  if (input.type === 'INT16') {
    // The kernel reads its bias as int64 whatever its type says.
    requireBias(bias, outC, 'INT64');
    const quantized = { ...weights, bias, multipliers };
    return { macs, run: runInt16(preparation, window, samples, [input, output], quantized, range, connection, true) };
  }
  requireBias(bias, outC, 'INT32');
  const layer = {
    ...window,
    samples,
    inputZeroPoint: zeroPointOf(input),
    weightZeroPoint: 0,
    outputZeroPoint: zeroPointOf(output),
    ...range,
  };
  // One input channel makes it a plain convolution, whose kernel has no channels to spread.
  const turned = weightsOf(filter, bias, () => filtersFirst(int8Weights(kernels, filter), outC));
  const call =
    inC === 1
      ? packedLayer(preparation, 'convS8', layer, { ...turned, bias, multipliers })
      : packedLayer(preparation, 'depthwiseS8', layer, { ...weights, bias, multipliers });
  return { macs, run: () => call(input.address, output.address) };
}

/** [taps, outC] to [outC, taps]. */
function filtersFirst(weights: Int8Array, outC: number): Int8Array {
  const taps = weights.length / outC;
  return Int8Array.from(weights, (_, i) => weights[(i % taps) * outC + Math.floor(i / taps)]);
}
