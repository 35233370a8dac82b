// A quantized layer over a window, as the int8 kernels take it: a convolution, depthwise convolution or pool. A fully
// connected layer is a convolution of `samples` images of 1x1 whose channels are its inputs.
import { type Block, blockOf } from './block.ts';
import { WINDOW_FIELDS } from './window.ts';

export const LAYER_FIELDS = [
  ...WINDOW_FIELDS,
  'samples',
  'inputZeroPoint',
  // Of per-tensor fully connected weights; 0 in every convolution.
  'weightZeroPoint',
  'outputZeroPoint',
  // The range of the fused activation.
  'min',
  'max',
] as const;

export type Layer = Block<(typeof LAYER_FIELDS)[number]>;

export const { bytes: LAYER_BYTES, write: writeLayer, read: readLayer } = blockOf(LAYER_FIELDS);
