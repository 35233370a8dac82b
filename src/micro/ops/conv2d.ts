// CONV_2D: tensorflow/lite/micro/kernels/conv_common.cc and conv.cc.
import { reject } from '../../base/problem.ts';
import { describeShape } from '../../base/shape.ts';
import { channelMultipliers, isFloat, operandsOf } from '../arithmetic/convolution.ts';
import { type Connection, runConvolution } from '../arithmetic/run-convolution.ts';
import type { OperatorRun, Preparation } from '../op.ts';
import { requireRank } from '../tensors/tensor.ts';
import { windowOf } from '../tensors/window.ts';

export function conv2d(preparation: Preparation): OperatorRun {
  const operands = operandsOf(preparation);
  const { input, filter, output } = operands;
  requireRank(filter, 4);
  const [filters, kh, kw, filterC] = filter.shape;
  const window = windowOf(preparation.operator, input, output, kh, kw);
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
  if (groups > 1 && isFloat(operands)) {
    reject('micro/groups', `float filters of ${filterC} channels for an input of ${inC} are not supported`);
  }
  return runConvolution(preparation, operands, {
    window,
    samples: input.shape[0],
    macs: output.elements * kh * kw * filterC,
    connection,
    floatKernel: 'conv',
    int8Kernel: 'convS8',
    arrange: (weights) => (groups === 1 ? weights : spread(weights, inC, filterC, filtersPerGroup * kh * kw)),
    multipliers: () => channelMultipliers(input, filter, output, outC),
    biasTypes: ['INT32', 'INT64'],
  });
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
