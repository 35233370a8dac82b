// The `layers:` list of kd.yaml: a network written down layer by layer.
import type { FromSchema } from 'json-schema-to-ts';
import { RELU_SCHEMA, RELU6_SCHEMA } from './layers/activation.ts';
import { ADD_SCHEMA } from './layers/add.ts';
import { BATCH_NORM_SCHEMA } from './layers/batch-norm.ts';
import { CONV2D_SCHEMA } from './layers/conv2d.ts';
import { DENSE_SCHEMA } from './layers/dense.ts';
import { DEPTHWISE_CONV2D_SCHEMA } from './layers/depthwise-conv2d.ts';
import { DROPOUT_SCHEMA } from './layers/dropout.ts';
import { FLATTEN_SCHEMA } from './layers/flatten.ts';
import { GLOBAL_AVERAGE_POOL_SCHEMA } from './layers/global-average-pool.ts';
import { AVERAGE_POOL_SCHEMA, MAX_POOL_SCHEMA } from './layers/pool.ts';
import { SOFTMAX_SCHEMA } from './layers/softmax.ts';

/** Every kind of layer, under its key in kd.yaml. */
export const LAYER_SCHEMAS = {
  dense: DENSE_SCHEMA,
  conv2d: CONV2D_SCHEMA,
  depthwiseConv2d: DEPTHWISE_CONV2D_SCHEMA,
  batchNorm: BATCH_NORM_SCHEMA,
  relu: RELU_SCHEMA,
  relu6: RELU6_SCHEMA,
  maxPool: MAX_POOL_SCHEMA,
  averagePool: AVERAGE_POOL_SCHEMA,
  globalAveragePool: GLOBAL_AVERAGE_POOL_SCHEMA,
  add: ADD_SCHEMA,
  flatten: FLATTEN_SCHEMA,
  dropout: DROPOUT_SCHEMA,
  softmax: SOFTMAX_SCHEMA,
} as const;

// One object with every kind as an optional key, not a oneOf: ajv fills defaults in only outside of oneOf, and its messages stay
// readable. That exactly one kind is there is checked by buildNetwork.
export const LAYER_SCHEMA = {
  type: 'object',
  description:
    'One layer: one kind with its settings, for example { dense: { units: 10 } }, and a name if another layer refers to it.',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    name: {
      type: 'string',
      minLength: 1,
      maxLength: 64,
      pattern: '^[A-Za-z][A-Za-z0-9_-]*$',
      description: 'What `add: { with: ... }` and the report call this layer.',
    },
    ...LAYER_SCHEMAS,
  },
} as const;

export const LAYERS_SCHEMA = {
  type: 'array',
  description: 'The layers from input to output.',
  minItems: 1,
  maxItems: 512,
  items: LAYER_SCHEMA,
} as const;

export type LayerSpec = FromSchema<typeof LAYER_SCHEMA>;
export type LayerKind = keyof typeof LAYER_SCHEMAS;
