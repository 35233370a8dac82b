// DEPTHWISE_CONV_2D: tensorflow/lite/micro/kernels/depthwise_conv_common.cc and depthwise_conv.cc.
import type { QuantizedMultiplier } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { describeShape } from '../../base/shape.ts';
import { channelMultipliers, type Operands, operandsOf } from '../arithmetic/convolution.ts';
import { type Connection, runConvolution } from '../arithmetic/run-convolution.ts';
import type { OperatorRun, Preparation } from '../op.ts';
import { requireQuantized } from '../tensors/quantization.ts';
import { requireRank } from '../tensors/tensor.ts';
import { windowOf } from '../tensors/window.ts';

export function depthwiseConv2d(preparation: Preparation): OperatorRun {
  const operands = operandsOf(preparation);
  const { input, filter, output } = operands;
  requireRank(filter, 4);
  const [, kh, kw, filterC] = filter.shape;
  const window = windowOf(preparation.operator, input, output, kh, kw);
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
  // One input channel makes it a plain convolution, whose kernel has no channels to spread.
  const isPlain = inC === 1;
  return runConvolution(preparation, operands, {
    window,
    samples: input.shape[0],
    macs: output.elements * kh * kw,
    connection,
    floatKernel: 'depthwise',
    int8Kernel: isPlain ? 'convS8' : 'depthwiseS8',
    arrange: (weights) => (isPlain ? filtersFirst(weights, outC) : weights),
    multipliers: () => multipliersOf(operands, outC),
    // The kernel reads its bias as int64 whatever its type says.
    biasTypes: ['INT64'],
  });
}

function multipliersOf({ input, filter, output }: Operands, outC: number): readonly QuantizedMultiplier[] {
  requireQuantized(filter);
  return channelMultipliers(input, filter, output, outC);
}

/** [taps, outC] to [outC, taps]. */
function filtersFirst(weights: Int8Array, outC: number): Int8Array {
  const taps = weights.length / outC;
  return Int8Array.from(weights, (_, i) => weights[(i % taps) * outC + Math.floor(i / taps)]);
}
