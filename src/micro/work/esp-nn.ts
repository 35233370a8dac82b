// Operators that ESP-NN's generic C runs (esp_nn_conv_opt.c, esp_nn_depthwise_conv_opt.c and others), and their loops.
// The kernels for the vector instructions of ESP32-S3 and ESP32-P4 have not been counted.
import type { OperatorNode } from '../op.ts';
import type { Profile } from '../profile.ts';
import { numberOption } from '../tensors/options.ts';
import type { WindowCounts } from './window.ts';
import { isInt8, type Work, work } from './work.ts';

const { floor } = Math;

/** The operators of esp-tflite-micro/tensorflow/lite/micro/kernels/esp_nn, as their Eval() calls esp_nn.h. */
const WEIGHTED = ['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED'];
const REPLACED = [...WEIGHTED, 'AVERAGE_POOL_2D', 'MAX_POOL_2D', 'ADD', 'MUL', 'SOFTMAX'];

/** Whether ESP-NN has a kernel of its own for an operator, at least in int8. */
export const isReplaced = (op: string): boolean => REPLACED.includes(op);

/** ESP-NN replaces eight operators in int8, without dilation; all else under it runs TFLM's reference kernels. */
export function kernelsOf(node: OperatorNode, profile: Profile): Profile {
  if (profile.library !== 'esp_nn') return profile;
  const { operator, inputs } = node;
  const isDilated = numberOption(operator, 'dilationHFactor') > 1 || numberOption(operator, 'dilationWFactor') > 1;
  const hasOtherWeights = WEIGHTED.includes(operator.code) && inputs[1]?.type !== 'INT8';
  const isOwn = isReplaced(operator.code) && isInt8(node) && !isDilated && !hasOtherWeights;
  return isOwn ? profile : { ...profile, library: 'reference' };
}

/** esp_nn_conv_s8_opt: for each pixel all output channels, four input channels at a time and what is left. */
export function espNnConv(
  { pixels, tapsInside, rowsInside, kernelTaps }: WindowCounts,
  inputChannels: number,
  outputChannels: number,
): Work {
  const [c4, c1] = [floor(inputChannels / 4), inputChannels % 4];
  const outputs = pixels * outputChannels;
  // Loops of four and of one cost something before their first turn.
  const [has4, has1] = [Number(c4 > 0), Number(c1 > 0)];
  if (kernelTaps === 1) {
    return work(
      'conv 1x1',
      { macs4: outputs * c4, macs1: outputs * c1, outputs, outputs4: outputs * has4, outputs1: outputs * has1, pixels },
      pixels,
    );
  }
  const taps = tapsInside * outputChannels;
  return work(
    'conv KxK',
    {
      macs4: taps * c4,
      macs1: taps * c1,
      taps,
      taps4: taps * has4,
      taps1: taps * has1,
      rows: rowsInside * outputChannels,
      outputs,
      pixels,
    },
    pixels,
  );
}

/** esp_nn_depthwise_conv_s8_opt: four channels at a time, or four of a channel's multiplier. */
export function espNnDepthwise(
  { pixels, tapsInside, rowsInside }: WindowCounts,
  inputChannels: number,
  multiplier: number,
): Work {
  if (multiplier > 1) {
    const [m4, m1] = [floor(multiplier / 4), multiplier % 4];
    return work(
      'depthwise multiplier',
      {
        taps4: tapsInside * inputChannels * m4,
        taps1: tapsInside * inputChannels * m1,
        outputs4: pixels * inputChannels * m4,
        inputs: pixels * inputChannels,
      },
      pixels,
    );
  }
  const [c4, c1] = [floor(inputChannels / 4), inputChannels % 4];
  return work(
    'depthwise',
    {
      taps4: tapsInside * c4,
      taps1: tapsInside * c1,
      rows4: rowsInside * c4,
      rows1: rowsInside * c1,
      outputs4: pixels * c4,
      outputs1: pixels * c1,
      pixels,
    },
    pixels,
  );
}

/** esp_nn_fully_connected_s8 and, with a scale for each row of weights, esp_nn_fully_connected_per_ch_s8. */
export function espNnDense(rows: number, units: number, depth: number, isPerChannel: boolean): Work {
  const outputs = rows * units;
  const counts = { macs: outputs * depth, outputs, perChannel: isPerChannel ? outputs : 0, rows };
  return work('dense', counts, rows);
}

/** esp_nn_avg_pool_s8 and esp_nn_max_pool_s8 */
export function espNnPool(name: string, { pixels, tapsInside, rowsInside }: WindowCounts, channels: number): Work {
  return work(name, {
    inputs: tapsInside * channels,
    rows: rowsInside * channels,
    outputs: pixels * channels,
    pixels,
  });
}
