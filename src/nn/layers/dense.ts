// A dense layer: every output is a weighted sum of all inputs.
import { sizeOf } from '../../base/shape.ts';
import { type Layer, nodeAt } from './layer.ts';
import { ACTIVATION, BATCH_NORM, BIAS } from './shared-settings.ts';
import { rowsSteps, type WeightedNode, weightsAt } from './weights.ts';

const SCHEMA = {
  type: 'object',
  description: 'Fully connected; an input of any shape is flattened first.',
  additionalProperties: false,
  required: ['units'],
  properties: {
    units: { type: 'integer', minimum: 1, maximum: 65536, description: 'Number of outputs.' },
    activation: ACTIVATION,
    batchNorm: BATCH_NORM,
    bias: BIAS,
  },
} as const;

/** weight: [in, out]; bias: [out]. Input of any rank is flattened row-major. */
export type DenseNode = WeightedNode & { readonly kind: 'dense'; readonly units: number };

export const dense: Layer<typeof SCHEMA, DenseNode> = {
  schema: SCHEMA,
  expand: (settings, position) => ({
    ...nodeAt(position),
    kind: 'dense',
    units: settings.units,
    outputShape: [settings.units],
    ...weightsAt(position, [sizeOf(position.shapes[0]), settings.units], settings.units, settings),
  }),
  steps: (site) => rowsSteps(site, 1, sizeOf(site.xShapes[0]), site.node.units),
  fans: ({ units, parameters }) => ({ fanIn: parameters.weight.length / units, fanOut: units }),
  fuses: true,
};
