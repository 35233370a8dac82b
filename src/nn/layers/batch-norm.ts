// Batch normalisation over the last axis (Ioffe and Szegedy 2015).
import { sizeOf } from '../../base/shape.ts';
import { sumsOf } from '../../simd/sums.ts';
import type { NodeBase } from '../network/node.ts';
import { blocks, elements, parameterOf, read, samples, scalar, update, write } from '../program/layer-steps.ts';
import { type Layer, nodeAt } from './layer.ts';

const SCHEMA = {
  type: 'object',
  description: 'Batch normalisation over the last axis.',
  additionalProperties: false,
  properties: {
    momentum: {
      type: 'number',
      minimum: 0,
      exclusiveMaximum: 1,
      // Keras' 0.99 needs several hundred steps to forget its start: more than small data sets make in their first
      // epochs.
      default: 0.9,
      description: 'Share of the moving statistics that one training step keeps.',
    },
    epsilon: { type: 'number', exclusiveMinimum: 0, maximum: 1, default: 0.001, description: 'Added to the variance.' },
  },
} as const;

/** All [C], over the last axis. `mean` and `variance` are moving statistics: not trained, used in inference. */
export type BatchNormNode = NodeBase & {
  readonly kind: 'batchNorm';
  readonly epsilon: number;
  readonly momentum: number;
  readonly parameters: { gamma: Float32Array; beta: Float32Array; mean: Float32Array; variance: Float32Array };
};

export const batchNorm: Layer<typeof SCHEMA, BatchNormNode> = {
  schema: SCHEMA,
  // gamma 1, beta 0, moving mean 0, moving variance 1.
  expand({ epsilon, momentum }, position) {
    const [shape] = position.shapes;
    const channels = shape[shape.length - 1];
    const values = (start: number) => position.allocate(channels).fill(start);
    const parameters = { gamma: values(1), beta: values(0), mean: values(0), variance: values(1) };
    return { ...nodeAt(position), kind: 'batchNorm', epsilon, momentum, parameters };
  },
  // The moving variance takes the biased variance of the batch, as Keras' own (not fused) batch normalisation does.
  steps(site) {
    const { emit, node, activation, training, x, y } = site;
    const { epsilon } = node;
    const [gamma, beta] = [parameterOf(site, 'gamma'), parameterOf(site, 'beta')];
    const moving = { mean: parameterOf(site, 'mean').value, variance: parameterOf(site, 'variance').value };
    const channels = gamma.value.bytes / 4;
    const rows = sizeOf(node.outputShape) / channels;
    const allRows = scalar('count', rows);
    const byChannel = elements(channels);
    const batch = training ? { mean: site.fixed(channels), variance: site.fixed(channels) } : moving;
    const { mean, variance } = batch;
    if (training) {
      const sums = site.perSample(sumsOf(rows) * channels);
      emit('batchNormSums', blocks(rows), read(x[0]), 0, write(sums), allRows, channels);
      emit('meanOfSums', byChannel, read(sums), write(mean), allRows, channels);
      emit('batchNormSums', blocks(rows), read(x[0]), read(mean), write(sums), allRows, channels);
      emit('meanOfSums', byChannel, read(sums), write(variance), allRows, channels);
      const { kept = node.momentum } = site;
      emit('movingAverage', byChannel, read(mean), update(moving.mean), kept);
      emit('movingAverage', byChannel, read(variance), update(moving.variance), kept);
    }
    const [scale, shift] = [site.fixed(channels), site.fixed(channels)];
    const statistics = [read(mean), read(variance), epsilon] as const;
    emit('batchNormScale', byChannel, read(gamma.value), read(beta.value), ...statistics, write(scale), write(shift));
    emit('batchNormApply', samples(rows), read(x[0]), read(scale), read(shift), write(y), channels, activation);
    return ({ dy, wants, give }) => {
      const values = [read(x[0]), read(scale), read(shift), read(dy)] as const;
      const [dGamma, dBeta] = [gamma.gradient, beta.gradient];
      const [gammas, betas] = [site.perSample(sumsOf(rows) * channels), site.perSample(sumsOf(rows) * channels)];
      const into = [write(gammas), write(betas)] as const;
      const sizes = [allRows, channels, activation] as const;
      emit('batchNormBackwardSums', blocks(rows), ...values, read(mean), ...into, ...sizes);
      const gradients = [write(dGamma), write(dBeta), allRows, channels] as const;
      const sums = [read(gammas), read(betas)] as const;
      emit('batchNormParameterGradients', byChannel, ...sums, read(variance), epsilon, ...gradients);
      if (!wants(0)) return;
      const factors = [read(gamma.value), read(dGamma), read(dBeta)] as const;
      emit('batchNormBackwardInput', samples(rows), ...values, ...statistics, ...factors, update(dy), ...sizes);
      give(0, dy);
    };
  },
  fuses: true,
  untrained: ['mean', 'variance'],
};

/** What `batchNorm: true` of a layer means. */
export const BATCH_NORM_DEFAULTS = {
  epsilon: SCHEMA.properties.epsilon.default,
  momentum: SCHEMA.properties.momentum.default,
} as const;
