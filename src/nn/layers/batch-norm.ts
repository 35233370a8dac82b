// Batch normalisation over the last axis (Ioffe and Szegedy 2015).
import type { FromSchema } from 'json-schema-to-ts';
import { sizeOf } from '../../base/shape.ts';
import type { BatchNormNode } from '../network/network.ts';
import { elements, type LayerSteps, read, samples, scalar, update, write } from '../program/layer-steps.ts';
import { parameterOf } from './fragments.ts';

export const BATCH_NORM_SCHEMA = {
  type: 'object',
  description: 'Batch normalisation over the last axis.',
  additionalProperties: false,
  properties: {
    momentum: {
      type: 'number',
      minimum: 0,
      exclusiveMaximum: 1,
      // Keras' 0.99 needs several hundred steps to forget its start, which is more than small data sets make in their first epochs.
      default: 0.9,
      description: 'Share of the moving statistics that one training step keeps.',
    },
    epsilon: { type: 'number', exclusiveMinimum: 0, maximum: 1, default: 0.001, description: 'Added to the variance.' },
  },
} as const;

export type BatchNormSpec = FromSchema<typeof BATCH_NORM_SCHEMA>;

/** The moving variance takes the biased variance of the batch, as Keras' own (not fused) batch normalisation does. */
export const batchNormSteps: LayerSteps<BatchNormNode> = (site) => {
  const { emit, node, activation, training, x, y } = site;
  const { epsilon, momentum } = node;
  const [gamma, beta] = [parameterOf(site, 'gamma'), parameterOf(site, 'beta')];
  const moving = { mean: parameterOf(site, 'mean').value, variance: parameterOf(site, 'variance').value };
  const channels = gamma.value.bytes / 4;
  const rows = sizeOf(node.outputShape) / channels;
  const allRows = scalar('count', rows);
  const byChannel = elements(channels);
  const batch = training ? { mean: site.fixed(channels), variance: site.fixed(channels) } : moving;
  const { mean, variance } = batch;
  if (training) {
    emit('batchNormStatistics', byChannel, read(x[0]), write(mean), write(variance), allRows, channels);
    emit('movingAverage', byChannel, read(mean), update(moving.mean), momentum);
    emit('movingAverage', byChannel, read(variance), update(moving.variance), momentum);
  }
  const [scale, shift] = [site.fixed(channels), site.fixed(channels)];
  const statistics = [read(mean), read(variance), epsilon] as const;
  emit('batchNormScale', byChannel, read(gamma.value), read(beta.value), ...statistics, write(scale), write(shift));
  emit('batchNormApply', samples(rows), read(x[0]), read(scale), read(shift), write(y), channels, activation);
  return ({ dy, wants, give }) => {
    const values = [read(x[0]), read(y), read(dy), ...statistics] as const;
    const [dGamma, dBeta] = [gamma.gradient, beta.gradient];
    const sums = [write(dGamma), write(dBeta)] as const;
    emit('batchNormBackwardSums', byChannel, ...values, ...sums, allRows, channels, activation);
    if (!wants(0)) return;
    const factors = [read(gamma.value), read(dGamma), read(dBeta)] as const;
    emit('batchNormBackwardInput', samples(rows), ...values, ...factors, update(dy), allRows, channels, activation);
    give(0, dy);
  };
};
