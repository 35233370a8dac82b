// CONV_2D and DEPTHWISE_CONV_2D of other types than int8: arm_convolve_s16.c, arm_convolve_wrapper_s4.c,
// arm_depthwise_conv_wrapper_s16.c, arm_depthwise_conv_wrapper_s4.c; reference/conv.h, reference/depthwiseconv_float.h.
import type { Profile } from '../profile.ts';
import type { AxisWindow } from '../tensors/axis-window.ts';
import type { WindowCounts } from './window.ts';
import { type Work, work, workOfFew } from './work.ts';

const { floor, ceil } = Math;

export interface Layer {
  readonly window: WindowCounts;
  readonly h: AxisWindow;
  readonly w: AxisWindow;
  /** Of the weights: smaller than the input's in grouped convolutions. */
  readonly inputChannels: number;
  readonly outputChannels: number;
}

/** reference_integer_ops::ConvPerChannel: every tap is looked at, those inside the image are multiplied. `unpacked`:
 * weights of int4. */
export function referenceConv(name: string, { window, inputChannels, outputChannels }: Layer, unpacked = 0): Work {
  const { pixels, tapsInside, kernelTaps } = window;
  const counts = {
    macsInside: tapsInside * outputChannels * inputChannels,
    tapsInside: tapsInside * outputChannels,
    taps: pixels * kernelTaps * outputChannels,
    outputs: pixels * outputChannels,
    unpacked,
    pixels,
  };
  return work(name, counts, pixels);
}

/** reference_ops::Conv, on every library. */
export function floatConv({ window, inputChannels, outputChannels }: Layer): Work {
  const { pixels, tapsInside, kernelTaps } = window;
  return workOfFew('float conv', {
    macsInside: tapsInside * outputChannels * inputChannels,
    taps: pixels * kernelTaps * outputChannels,
    outputs: pixels * outputChannels,
  });
}

/** arm_convolve_s16: columns of int16, two at a time through arm_nn_mat_mult_kernel_s16, four on MVE. */
export function int16Conv({ window, inputChannels, outputChannels }: Layer, { instructionSet }: Profile): Work {
  const { pixels, kernelTaps } = window;
  const columns = kernelTaps * inputChannels;
  const outputs = pixels * outputChannels;
  const copies = pixels * kernelTaps;
  if (instructionSet === 'mve') {
    // Going to the next pixel costs as much as four copies.
    return workOfFew('int16 conv', { vectors: outputs * ceil(columns / 8), outputs, copies: copies + 4 * pixels });
  }
  // Four products at a time, then one by one: a turn costs about the same.
  const turns = instructionSet === 'plain' ? columns : floor(columns / 4) + (columns % 4);
  return workOfFew('int16 conv', { turns: outputs * turns, outputs, copies });
}

/** Of int4 on MVE: 32 weights at a time, then 16 and the rest by gathering, which costs six tenths as much. */
export function int4Vectors(columns: number): number {
  return floor(columns / 32) + 0.6 * (Number(columns % 32 >= 16) + Number(columns % 16 > 0));
}

/** arm_convolve_1x1_s4, arm_convolve_s4, on MVE arm_convolve_even_s4. */
export function int4Conv({ window, inputChannels, outputChannels }: Layer, { instructionSet }: Profile): Work {
  const { pixels, kernelTaps } = window;
  const columns = kernelTaps * inputChannels;
  const outputs = pixels * outputChannels;
  const copies = kernelTaps === 1 ? 0 : pixels * kernelTaps;
  if (instructionSet === 'mve') {
    return workOfFew('int4 conv', {
      vectors: outputs * int4Vectors(columns),
      outputs4: pixels * ceil(outputChannels / 4),
      copies,
      // arm_convolve_s4: rows of weights begin within a byte.
      odd: (columns % 2) * outputs,
    });
  }
  const turns = instructionSet === 'plain' ? columns : floor(columns / 4) + (columns % 4);
  return workOfFew('int4 conv', { turns: outputs * turns, outputs, copies });
}

/** reference_ops::DepthwiseConv, on every library. */
export function floatDepthwise({ window, outputChannels }: Layer): Work {
  const { pixels, tapsInside, kernelTaps } = window;
  return workOfFew('float depthwise', {
    macsInside: tapsInside * outputChannels,
    taps: pixels * kernelTaps * outputChannels,
    outputs: pixels * outputChannels,
  });
}

/** depthwise_conv_s16_generic_s16, and the reference kernel alike: a row of taps costs as much as 1.5 taps. */
export function int16Depthwise({ window, outputChannels }: Layer, { library }: Profile): Work {
  return workOfFew(library === 'reference' ? 'reference int16 depthwise' : 'int16 depthwise', {
    taps: (window.tapsInside + 1.5 * window.rowsInside) * outputChannels,
    outputs: window.pixels * outputChannels,
  });
}

/** arm_depthwise_conv_s4_opt for one output channel an input channel, arm_depthwise_conv_s4 for others. */
export function int4Depthwise({ window, inputChannels, outputChannels }: Layer): Work {
  const { pixels, tapsInside, kernelTaps } = window;
  if (inputChannels !== outputChannels) {
    return workOfFew('int4 depthwise generic', {
      macsInside: tapsInside * outputChannels,
      outputs: pixels * outputChannels,
    });
  }
  return workOfFew('int4 depthwise', { macs: pixels * kernelTaps * outputChannels, copies: pixels * kernelTaps });
}
