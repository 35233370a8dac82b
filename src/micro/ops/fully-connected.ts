// FULLY_CONNECTED: tensorflow/lite/micro/kernels/fully_connected_common.cc and fully_connected.cc.
import { type QuantizedMultiplier, quantizeMultiplier } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { describeShape } from '../../base/shape.ts';
import { channelMultipliers, type Operands, operandsOf } from '../arithmetic/convolution.ts';
import { type Connection, runConvolution } from '../arithmetic/run-convolution.ts';
import type { OperatorRun, OpTensor, Preparation } from '../op.ts';
import { requireQuantized, scaleOf, zeroPointOf } from '../tensors/quantization.ts';

export function fullyConnected(preparation: Preparation): OperatorRun {
  const operands = operandsOf(preparation);
  const { input, filter, output } = operands;
  if (filter.shape.length < 2 || output.shape.length < 1) {
    reject('micro/shape', `weights of ${describeShape(filter.shape)} and an output of ${describeShape(output.shape)}`);
  }
  const [outC, inC] = [output.shape.at(-1) ?? 0, filter.shape.at(-1) ?? 0];
  const samples = outC === 0 ? 0 : output.elements / outC;
  if (outC > (filter.shape.at(-2) ?? 0) || samples * inC > input.elements) {
    const [weights, from, to] = [filter, input, output].map(({ shape }) => describeShape(shape));
    reject('micro/shape', `weights of ${weights}, an input of ${from} and an output of ${to} don't fit each other`);
  }
  // One image of 1x1 for each row.
  const window = {
    ...{ h: 1, w: 1, inC, kh: 1, kw: 1, strideH: 1, strideW: 1, dilationH: 1, dilationW: 1 },
    ...{ padTop: 0, padLeft: 0, outH: 1, outW: 1, outC },
  };
  const connection: Connection = { count: inC, first: () => 0, weight: (o) => o * inC };
  const perChannel = (filter.quantization?.scales.length ?? 0) > 1;
  return runConvolution(preparation, operands, {
    window,
    samples,
    macs: output.elements * inC,
    connection,
    floatKernel: 'dense',
    int8Kernel: 'convS8',
    arrange: (weights) => weights.subarray(0, outC * inC),
    multipliers: () =>
      perChannel
        ? multipliersByChannel(operands, outC)
        : Array<QuantizedMultiplier>(outC).fill(tensorMultiplier(operands)),
    // Only the per-tensor forms apply the weights' zero point (integer_ops/fully_connected.h).
    weightZeroPoint: perChannel ? 0 : zeroPointOf(filter),
    biasTypes: ['INT32', 'INT64'],
  });
}

function multipliersByChannel({ input, filter, output }: Operands, outC: number): readonly QuantizedMultiplier[] {
  if (filter.type === 'INT4') {
    reject('micro/quantization', 'weights of type INT4 with a scale for each channel are not supported');
  }
  return channelMultipliers(input, filter, output, outC);
}

function rejectDeadLayer({ index, name }: OpTensor, outputScale: number, scales: string): never {
  const whose = `the output scale ${outputScale} of tensor ${index} ("${name}")`;
  const cause = `${whose} is the cause: a layer that is always zero`;
  const refusal = `in units of it ${scales}, are too far apart for TFLM`;
  return reject('micro/quantization', `${cause}; ${refusal}. Remove the layer, or train or calibrate it again`);
}

/** GetQuantizedConvolutionMultipler, tensorflow/lite/kernels/kernel_util.cc: the product of the scales is a float32. */
function tensorMultiplier({ input, filter, bias, output }: Operands): QuantizedMultiplier {
  requireQuantized(input, filter, output);
  const [inputScale, filterScale, outputScale] = [scaleOf(input), scaleOf(filter), scaleOf(output)];
  if (bias) {
    const biasScale = Math.fround(bias.quantization?.scales[0] ?? 0);
    const product = inputScale * filterScale;
    const difference = Math.abs(product - biasScale);
    if (!(difference / outputScale <= 0.02)) {
      const scales = `the scale of the bias, ${biasScale}, and that of input times weights, ${product}`;
      // TFLM measures the difference by the output's scale, which of a layer without output is next to nothing.
      if (difference <= 0.02 * product) rejectDeadLayer(output, outputScale, scales);
      reject('micro/quantization', `${scales}, are far from each other`);
    }
  }
  return quantizeMultiplier(Math.fround(inputScale * filterScale) / outputScale);
}
