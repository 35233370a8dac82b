// Networks that learn in the numbers of their quantized model: the shipped layers with rounded weights, and what rounds
// the values between them (Jacob et al. 2018, "Quantization and Training of Neural Networks for Efficient
// Integer-Arithmetic-Only Inference").
import { LAYERS } from '../layers/index.ts';
import type { LayerList } from '../layers/layer.ts';
import { type Parts, SHIPPED } from '../parts.ts';
import { fakeQuantize } from './fake-quantize.ts';
import { reshape } from './reshape.ts';
import { withRoundedWeights } from './rounded-weights.ts';

const AWARE_LAYERS: LayerList = {
  ...LAYERS,
  dense: withRoundedWeights(LAYERS.dense),
  conv2d: withRoundedWeights(LAYERS.conv2d),
  depthwiseConv2d: withRoundedWeights(LAYERS.depthwiseConv2d),
  fakeQuantize,
  reshape,
};

export const AWARE_PARTS: Parts = { ...SHIPPED, layers: AWARE_LAYERS };
