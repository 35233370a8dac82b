// Weights in the layouts of TFLite's kernels: OHWI for convolutions, 1HWC for depthwise ones, [out, in] for dense ones.
import type { Shape } from '../base/shape.ts';
import type { FoldedWeightNode } from './folded.ts';
import { channelsOf } from './folded.ts';

export interface WeightLayout {
  readonly values: Float32Array;
  readonly shape: Shape;
  /** The axis of output channels. */
  readonly dimension: number;
}

export function weightLayout(node: FoldedWeightNode): WeightLayout {
  const { weight } = node.parameters;
  const channels = channelsOf(node);
  if (node.kind === 'depthwiseConv2d') return { values: weight, shape: [1, ...node.kernel, channels], dimension: 3 };
  const inner = weight.length / channels;
  // Output channels go from the fastest axis to the slowest; the order of the others stays.
  const values = new Float32Array(weight.length);
  for (let o = 0; o < channels; o++) for (let k = 0; k < inner; k++) values[o * inner + k] = weight[k * channels + o];
  const [h, w] = node.kind === 'conv2d' ? node.kernel : [1, 1];
  const shape = node.kind === 'dense' ? [channels, inner] : [channels, h, w, inner / (h * w)];
  return { values, shape, dimension: 0 };
}
