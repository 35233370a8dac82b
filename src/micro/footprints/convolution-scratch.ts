// Scratch bytes of CMSIS-NN's convolutions: Source/ConvolutionFunctions/arm_convolve_get_buffer_sizes_s8.c and _s16.c,
// compiled with GCC.
import type { InstructionSet } from '../profile.ts';
import type { AxisWindow } from '../tensors/axis-window.ts';

export interface Convolution {
  readonly h: AxisWindow;
  readonly w: AxisWindow;
  readonly inputChannels: number;
  /** Smaller than `inputChannels` in grouped convolutions. */
  readonly filterChannels: number;
}

/** arm_convolve_wrapper_s8_get_buffer_size, arm_convolve_wrapper_s16_get_buffer_size */
export function convolutionScratch(
  convolution: Convolution,
  type: 'int8' | 'int16',
  instructionSet: InstructionSet,
): number {
  const { h, w, inputChannels, filterChannels } = convolution;
  const columns = h.kernel * w.kernel * inputChannels;
  if (type === 'int16') return instructionSet === 'mve' ? 64 * Math.ceil(columns / 8) : 4 * columns;
  // arm_nnsupportfunctions.h, arm_nn_is_convolve_1x1; its fast variant needs a buffer only with Arm's own compiler.
  const isPointwise =
    h.before === 0 &&
    w.before === 0 &&
    h.kernel === 1 &&
    w.kernel === 1 &&
    h.dilation === 1 &&
    w.dilation === 1 &&
    inputChannels === filterChannels;
  if (isPointwise) return 0;
  if (instructionSet !== 'mve') return im2colBytes(columns, instructionSet);
  // arm_nn_is_convolve_1_x_n
  const isRow =
    h.input === 1 &&
    h.kernel === 1 &&
    w.dilation === 1 &&
    (w.stride * inputChannels) % 4 === 0 &&
    inputChannels === filterChannels;
  return isRow ? rowBytes(w, inputChannels, columns) : im2colBytes(columns, instructionSet);
}

/** arm_convolve_s8_get_buffer_size: two columns of int16, on MVE four of int8 in whole vectors. */
export function im2colBytes(columns: number, instructionSet: InstructionSet): number {
  return instructionSet === 'mve' ? 64 * Math.ceil(columns / 16) : 16 * Math.ceil(columns / 4);
}

/** arm_convolve_1_x_n_s8_get_buffer_size_mve */
function rowBytes(w: AxisWindow, channels: number, columns: number): number {
  const odd = ((w.output - 1) * w.stride + w.kernel - w.input) % 2;
  const columnsOf = (pad: number) => (pad === 0 ? 0 : Math.max(1, Math.trunc((pad + w.stride - 1) / w.stride)));
  const right = columnsOf(w.before + odd);
  const left = columnsOf(w.before);
  if (right + left + Math.max(w.output - (right + left), 0) !== w.output) return im2colBytes(columns, 'mve');
  const leftBytes = w.before * channels;
  const rightBytes = odd !== 0 ? right * channels : leftBytes;
  const window = w.kernel * channels;
  return Math.max(window + leftBytes, window - channels + rightBytes);
}
