// What kd.yaml says of networks and their training, put together from the lists: `layers:` and `optimizer:`.
import type { FromSchema } from 'json-schema-to-ts';
import { LAYERS } from './layers/index.ts';
import type { LayerList } from './layers/layer.ts';
import { OPTIMIZERS } from './optimizers/index.ts';
import type { OptimizerList } from './optimizers/optimizer.ts';

/** The schema of each entry of a list, under its key. */
type SchemasOf<L> = { readonly [K in keyof L]: L[K] extends { readonly schema: infer S } ? S : never };

function schemasOf<L extends Readonly<Record<string, { readonly schema: object }>>>(list: L): SchemasOf<L> {
  // fromEntries forgets which key has which schema.
  return Object.fromEntries(Object.entries(list).map(([key, { schema }]) => [key, schema])) as SchemasOf<L>;
}

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
          pattern: '^[A-Za-z][A-Za-z0-9_-]*$',
          description: 'What `add: { with: ... }` and the report call this layer.',
        },
        ...schemasOf(layers),
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
    description: `One of ${listed(Object.keys(optimizers))}.`,
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    default: { adam: {} },
    properties: schemasOf(optimizers),
  } as const;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

export const OPTIMIZER_SCHEMA = optimizerSchema(OPTIMIZERS);

export type OptimizerParams = FromSchema<typeof OPTIMIZER_SCHEMA>;
