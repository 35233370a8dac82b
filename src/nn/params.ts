// What kd.yaml says of networks and their training, put together from the lists: `layers:` and `optimizer:`.
import type { FromSchema } from 'json-schema-to-ts';
import { listOf, propertiesOf } from '../base/one-of.ts';
import { LAYERS } from './layers/index.ts';
import type { LayerList } from './layers/layer.ts';
import { OPTIMIZERS } from './optimizers/index.ts';
import type { OptimizerList } from './optimizers/optimizer.ts';

/** The pattern of a layer's name. */
export const LAYER_NAME = '^[A-Za-z][A-Za-z0-9_-]*$';

/** `layers:` for these kinds of layers. */
export function layersSchema<L extends LayerList>(layers: L) {
  return {
    type: 'array',
    description: 'The layers from input to output.',
    minItems: 1,
    maxItems: 512,
    // One object with every kind as an optional key, not a oneOf: ajv fills defaults in only outside of oneOf, and its
    // messages stay readable. That exactly one kind is there is checked by buildNetwork.
    items: {
      type: 'object',
      description:
        'One layer: one kind with its settings, for example { dense: { units: 10 } }, ' +
        'and a name if another layer refers to it.',
      additionalProperties: false,
      minProperties: 1,
      properties: {
        name: {
          type: 'string',
          minLength: 1,
          maxLength: 64,
          pattern: LAYER_NAME,
          description: 'What `from`, `with` and the report call this layer.',
        },
        from: {
          type: 'string',
          minLength: 1,
          maxLength: 64,
          description:
            'The earlier layer that this one starts from, by its `name`, or `input`; ' +
            'by default the one in front of it.',
        },
        ...propertiesOf(layers),
      },
    },
  } as const;
}

export const LAYERS_SCHEMA = layersSchema(LAYERS);

export type LayerSpec = FromSchema<(typeof LAYERS_SCHEMA)['items']>;

/** `optimizer:` for these optimizers. */
export function optimizerSchema<L extends OptimizerList>(optimizers: L) {
  return {
    type: 'object',
    description: `One of ${listOf(Object.keys(optimizers))}.`,
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    default: { adam: {} },
    properties: propertiesOf(optimizers),
  } as const;
}

export const OPTIMIZER_SCHEMA = optimizerSchema(OPTIMIZERS);

export type OptimizerParams = FromSchema<typeof OPTIMIZER_SCHEMA>;
