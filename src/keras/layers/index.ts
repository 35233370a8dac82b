// Keras' layers that a student holds, by their class; and the nearest one instead of those that it doesn't.
import { ACTIVATION_LAYERS, ACTIVATION_OPERATIONS } from './activations.ts';
import { JOINING_LAYERS } from './joining.ts';
import type { Translations } from './layer.ts';
import { ARITHMETIC } from './operations.ts';
import { SCALING_LAYERS } from './scaling.ts';
import { SHAPING_LAYERS } from './shaping.ts';
import { TRAINING_LAYERS } from './training.ts';
import { WEIGHTED_LAYERS } from './weighted.ts';

export const KERAS_LAYERS: Translations = {
  ...WEIGHTED_LAYERS,
  ...ACTIVATION_LAYERS,
  ...SHAPING_LAYERS,
  ...JOINING_LAYERS,
  ...TRAINING_LAYERS,
  ...SCALING_LAYERS,
};

/** Operations of keras.ops, which a model calls without a layer. */
export const KERAS_OPERATIONS: Translations = { ...ACTIVATION_OPERATIONS, ...ARITHMETIC };

/** By a pattern of the class. */
export const REMEDIES: readonly (readonly [classes: RegExp, remedy: string])[] = [
  [
    /^(LSTM|GRU|SimpleRNN|RNN|Bidirectional|ConvLSTM\w*)$/,
    'use Conv1D over the steps, with padding="causal" or dilation',
  ],
  [/^(LeakyReLU|PReLU|ELU|ThresholdedReLU)$/, 'use ReLU() or ReLU(6)'],
  [/^(LayerNormalization|GroupNormalization|UnitNormalization|RMSNormalization)$/, 'use BatchNormalization'],
  [/^(MultiHeadAttention|Attention|AdditiveAttention|GroupQueryAttention)$/, 'use SeparableConv1D or Conv1D'],
  [/^(Subtract|Multiply|Average|Maximum|Minimum|Dot)$/, 'use Add or Concatenate'],
  [/^(Conv\dDTranspose|UpSampling\dD)$/, 'a student ends in values; use Dense and Reshape'],
  [/^Cropping\dD$/, 'crop the data, or use a convolution with padding="valid"'],
  [/^(Conv3D|\w+Pooling3D|ZeroPadding3D|LocallyConnected\dD)$/, 'use Conv2D or Conv1D'],
  [/^(Embedding|StringLookup|TextVectorization|Hashing|CategoryEncoding|Discretization)$/, 'feed it numbers'],
  [/^TimeDistributed$/, 'Dense works on the last axis by itself; leave TimeDistributed out'],
  [/^(Resizing|CenterCrop|RandomCrop)$/, 'bring the data in the size that the network sees'],
];
