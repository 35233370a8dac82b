// TRANSPOSE_CONV: cmsis_nn/transpose_conv.cc with arm_transpose_conv_wrapper_s8.c, arm_transpose_conv_s8.c and
// arm_nn_transpose_conv_row_s8_s32.c; reference/integer_ops/transpose_conv.h and reference/transpose_conv.h.
import { windowAlong } from '../../base/shape.ts';
import type { OperatorNode } from '../op.ts';
import type { Profile } from '../profile.ts';
import type { AxisWindow } from '../tensors/axis-window.ts';
import { dimension } from '../tensors/extents.ts';
import { numberOption } from '../tensors/options.ts';
import { im2col } from './convolution.ts';
import { insideAlong } from './window.ts';
import { type NoFigure, type Work, workOfFew } from './work.ts';

const { floor, ceil, max } = Math;

/** arm_nnsupportfunctions.h REVERSE_TCOL_EFFICIENT_THRESHOLD */
const REVERSE_THRESHOLD = 16;

const NAMES: Readonly<Partial<Record<string, string>>> = { INT8: '', INT16: 'int16 ', FLOAT32: 'float ' };

export function transposeConvWork(node: OperatorNode, profile: Profile): Work | NoFigure {
  // Input 0 is the output's shape, which TFLM doesn't look at.
  const [, filter, input] = node.inputs;
  const name = NAMES[input?.type ?? ''];
  if (name === undefined) return { reason: `instruction counts are not known for ${input?.type}` };
  const windows = [backward(node, 'H'), backward(node, 'W')] as const;
  if (input?.type === 'INT8' && profile.library === 'cmsis_nn') return cmsisNn(node, windows, profile);
  const [h, w] = windows;
  const batches = dimension(input, 0);
  const [outputChannels, inputChannels] = [dimension(filter, 0), dimension(filter, 3)];
  const pixels = batches * h.output * w.output;
  const macs = pixels * inputChannels * h.kernel * w.kernel * outputChannels;
  // Where a product falls is computed before it is known to lie inside: three tenths of the cost.
  const products = batches * insideAlong(h) * insideAlong(w) * inputChannels * outputChannels + 0.3 * macs;
  if (input?.type === 'FLOAT32') return workOfFew('float transpose conv', { products });
  return workOfFew(`${name}transpose conv`, {
    products,
    outputs: batches * h.input * w.input * outputChannels,
    taps: pixels * inputChannels * h.kernel * w.kernel,
  });
}

/** The window of the convolution from the output back to the input, which it is the transposed of. */
function backward(
  { operator, inputs: [, filter, input], outputs: [output] }: OperatorNode,
  side: 'H' | 'W',
): AxisWindow {
  const axis = side === 'H' ? 1 : 2;
  const [from, to, kernel] = [dimension(output, axis), dimension(input, axis), dimension(filter, axis)];
  const stride = numberOption(operator, `stride${side}`);
  const same = numberOption(operator, 'padding') === 0;
  const { before } = windowAlong(from, kernel, stride, 1, same ? 'same' : 'valid');
  return { input: from, output: to, kernel, stride, dilation: 1, before };
}

function cmsisNn(
  { inputs: [, filter, input] }: OperatorNode,
  [h, w]: readonly [AxisWindow, AxisWindow],
  profile: Profile,
): Work {
  const batches = dimension(input, 0);
  const [outputChannels, inputChannels] = [dimension(filter, 0), dimension(filter, 3)];
  const pixels = batches * h.input * w.input;
  if (h.stride <= 2 && w.stride <= 2 && inputChannels > REVERSE_THRESHOLD) {
    // An ordinary convolution with reversed weights over the image with zeros in between.
    const rowsInside = batches * insideAlong(h) * w.input;
    const tapsInside = batches * insideAlong(h) * insideAlong(w);
    const window = { batches, pixels, outputRows: h.input, kernelTaps: h.kernel * w.kernel, rowsInside, tapsInside };
    return im2col(window, inputChannels, outputChannels, profile);
  }
  // Rows of the kernel that fall outside are skipped, columns are not.
  const positions = batches * insideAlong(h) * w.output * w.kernel * outputChannels;
  const cells = batches * h.input * ((w.output - 1) * w.stride + max(w.kernel, w.stride));
  const outputs = pixels * outputChannels;
  if (profile.instructionSet === 'mve') {
    return workOfFew('transpose conv', {
      vectors: positions * ceil(inputChannels / 16),
      outputs4: pixels * ceil(outputChannels / 4) + 2 * cells,
    });
  }
  if (profile.instructionSet === 'plain') {
    return workOfFew('transpose conv', { macs: positions * inputChannels, positions, outputs, cells });
  }
  // Four channels at a time, which costs as much as the sum's way to memory and back, then one by one.
  const turns = floor(inputChannels / 4) + 0.4 * (inputChannels % 4) + 1;
  return workOfFew('transpose conv', { turns: positions * turns, outputs, cells });
}
