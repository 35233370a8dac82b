// A dense layer: every output is a weighted sum of all inputs.
import type { FromSchema } from 'json-schema-to-ts';
import { sizeOf } from '../../base/shape.ts';
import type { Conv2dNode, DenseNode } from '../network/network.ts';
import {
  type Backward,
  elements,
  type LayerSteps,
  read,
  type Site,
  samples,
  scalar,
  write,
} from '../program/layer-steps.ts';
import { undoActivation } from './activation.ts';
import { ACTIVATION, BATCH_NORM, BIAS, parameterOf } from './fragments.ts';

export const DENSE_SCHEMA = {
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

export type DenseSpec = FromSchema<typeof DENSE_SCHEMA>;

/** A relu that was fused in is undone in place first. */
export const denseSteps: LayerSteps<DenseNode> = (site) => {
  const { units } = site.node;
  return rowsSteps(site, 1, sizeOf(site.xShapes[0]), units);
};

/** y = act(x weight + bias) for `rows` rows of every sample; pointwise convolutions are the same. */
export function rowsSteps(
  site: Site<DenseNode> | Site<Conv2dNode>,
  rows: number,
  inputs: number,
  units: number,
): Backward {
  const { emit, activation, x, y } = site;
  const [weight, bias] = [parameterOf(site, 'weight'), site.parameter('bias')];
  const workspace = site.denseWorkspace(rows, inputs, units);
  const biasOrNone = bias ? read(bias.value) : 0;
  emit(
    'denseForward',
    samples(rows),
    read(x[0]),
    read(weight.value),
    biasOrNone,
    write(y),
    inputs,
    units,
    activation,
    workspace,
  );
  return ({ dy, wants, give }) => {
    undoActivation(site, dy);
    if (wants(0)) {
      const dx = site.perSample(rows * inputs);
      emit('denseBackwardInput', samples(rows), read(dy), read(weight.value), write(dx), inputs, units, workspace);
      give(0, dx);
    }
    emit(
      'denseBackwardWeight',
      elements(inputs),
      read(x[0]),
      read(dy),
      write(weight.gradient),
      scalar('count', rows),
      inputs,
      units,
      workspace,
    );
    if (bias) emit('columnSums', elements(units), read(dy), write(bias.gradient), scalar('count', rows), units);
  };
}
