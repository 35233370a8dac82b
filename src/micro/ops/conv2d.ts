// CONV_2D: tensorflow/lite/micro/kernels/conv_common.cc and conv.cc.
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

export function conv2d(preparation: Preparation): OperatorRun {
  const { operator, kernels } = preparation;
  const operands = operandsOf(preparation);
  const { input, filter, bias, output } = operands;
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
  if (isFloat(operands)) {
    if (groups > 1)
      reject('micro/groups', `float filters of ${filterC} channels for an input of ${inC} are not supported`);
    return { macs, run: runFloat(preparation, 'conv', operands, window, samples) };
  }
  requireIntegers(operands);
  requireQuantized(filter);
  const multipliers = channelMultipliers(input, filter, output, outC);
  const layer = { window, samples, multipliers, range: quantizedRange(activationOf(operator), output) };
  const plain = () => int8Weights(kernels, filter);
  if (input.type === 'INT16') {
    requireBias(bias, outC, 'INT32', 'INT64');
    const weighted = { ...layer, ...weightsOf(operands, plain) };
    return { macs, run: runInt16(preparation, operands, weighted, connection, bias?.type !== 'INT32') };
  }
  const dense = groups === 1 ? plain : () => spread(plain(), inC, filterC, filtersPerGroup * kh * kw);
  return { macs, run: runInt8(preparation, 'convS8', operands, { ...layer, ...weightsOf(operands, dense) }) };
}

/** Filters of a group as filters over all channels: zeros elsewhere change no integer sum. */
function spread(weights: Int8Array, inC: number, filterC: number, tapsPerGroup: number): Int8Array {
  const overAllChannels = new Int8Array((weights.length / filterC) * inC);
  for (let tap = 0; tap < weights.length / filterC; tap++) {
    const group = Math.floor(tap / tapsPerGroup);
    overAllChannels.set(weights.subarray(tap * filterC, (tap + 1) * filterC), tap * inC + group * filterC);
  }
  return overAllChannels;
}
