// CONV_2D: tensorflow/lite/micro/kernels/conv_common.cc and conv.cc.
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

export const conv2d: Ops = { CONV_2D: prepare };

function prepare(preparation: Preparation): Prepared {
  const { operator, inputs, kernels } = preparation;
  const [input, filter] = [inputAt(preparation, 0), inputAt(preparation, 1)];
  const output = outputAt(preparation, 0);
  const bias = inputs[2];
  requireSameType(input, output);
  requireRank(filter, 4);
  const [filters, kh, kw, filterC] = filter.shape;
  const window = windowOf(operator, input, output, kh, kw);
  const { inC, outC } = window;
  if (filters !== outC) reject('micro/shape', `${filters} filters for ${outC} output channels`);
  if (inC % filterC !== 0 || outC % (inC / filterC) !== 0) {
    reject('micro/shape', `filters of ${describeShape(filter.shape)} don't fit an input of ${inC} channels`);
  }
  const groups = inC / filterC;
  const filtersPerGroup = outC / groups;
  const connection: Connection = {
    count: filterC,
    first: (o) => Math.floor(o / filtersPerGroup) * filterC,
    weight: (o, tap) => (o * kh * kw + tap) * filterC,
  };
  const macs = output.elements * kh * kw * filterC;
  const samples = input.shape[0];
  if (input.type === 'FLOAT32' && filter.type === 'FLOAT32') {
    requireBias(bias, outC, 'FLOAT32');
    if (groups > 1) reject('micro/groups', `float filters of ${filterC} channels for an input of ${inC} are not taken`);
    const range = floatRange(activationOf(operator));
    return { macs, run: runFloat(preparation, 'conv', window, samples, [input, filter, bias, output], range) };
  }
  const pair = `${input.type}/${filter.type}`;
  if (pair !== 'INT8/INT8' && pair !== 'INT8/INT4' && pair !== 'INT16/INT8') {
    if (input.type !== 'INT8' && input.type !== 'INT16' && input.type !== 'FLOAT32') rejectType(input);
    reject('micro/hybrid', `hybrid models, here ${input.type} with weights of ${filter.type}, don't run on TFLM`);
  }
  requireQuantized(filter);
  const multipliers = channelMultipliers(input, filter, output, outC);
  const range = quantizedRange(activationOf(operator), output);
  const plain = () => int8Weights(kernels, filter);
  if (input.type === 'INT16') {
    requireBias(bias, outC, 'INT32', 'INT64');
    const quantized = { ...weightsOf(filter, bias, plain), bias, multipliers };
    const wide = bias?.type !== 'INT32';
    return { macs, run: runInt16(preparation, window, samples, [input, output], quantized, range, connection, wide) };
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
  const dense = groups === 1 ? plain : () => spread(plain(), inC, filterC, filtersPerGroup * kh * kw);
  const call = packedLayer(preparation, 'convS8', layer, { ...weightsOf(filter, bias, dense), bias, multipliers });
  return { macs, run: () => call(input.address, output.address) };
}

/** Filters of a group as filters over all channels: zeros elsewhere change no integer sum. */
function spread(weights: Int8Array, inC: number, filterC: number, tapsPerGroup: number): Int8Array {
  const spreaded = new Int8Array((weights.length / filterC) * inC);
  for (let tap = 0; tap < weights.length / filterC; tap++) {
    const group = Math.floor(tap / tapsPerGroup);
    spreaded.set(weights.subarray(tap * filterC, (tap + 1) * filterC), tap * inC + group * filterC);
  }
  return spreaded;
}
