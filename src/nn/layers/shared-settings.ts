// Keys that layers of kd.yaml share. `batchNorm` and `activation` become nodes of their own (network/build.ts).

export const ACTIVATION = {
  enum: ['none', 'relu', 'relu6'],
  default: 'none',
  description: 'What follows the layer, after its batch norm; costs nothing on the device.',
} as const;
export const BATCH_NORM = {
  type: 'boolean',
  default: false,
  description:
    'Normalise over the batch while training; folded into the weights afterwards. ' +
    'The layer then has no bias of its own.',
} as const;
export const BIAS = {
  type: 'boolean',
  default: true,
  description: 'Add a trained number to each output channel.',
} as const;

export const MULTIPLIER = {
  type: 'integer',
  minimum: 1,
  maximum: 1024,
  default: 1,
  description: 'Output channels for each input channel.',
} as const;

export const FILTERS = {
  type: 'integer',
  minimum: 1,
  maximum: 65536,
  description: 'Number of output channels.',
} as const;

/** The schema of a layer without settings. */
export const noSettings = (description: string) =>
  ({ type: 'object', description, additionalProperties: false, properties: {} }) as const;
