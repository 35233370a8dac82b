// The fully convolutional network for time series (Wang, Yan and Oates 2017, Time series classification from scratch):
// windows of 8, 5 and 3 steps, batch norm, relu, the mean over all steps.
import { type Architecture, checkSteps, type WrittenLayer } from './architecture.ts';
import { classifier, SOFTMAX, scaled, width } from './shared.ts';

const SCHEMA = {
  type: 'object',
  description: "1-D CNN for sensors and other series: Wang's FCN of 2017, at width 1 with 128, 256 and 128 channels.",
  additionalProperties: false,
  properties: {
    width: width(0.25, 'Factor of the 128, 256 and 128 channels.'),
    stride: {
      type: 'integer',
      minimum: 1,
      maximum: 1024,
      default: 1,
      description: 'Steps that the first window moves on; more than 1 makes long series short.',
    },
    softmax: SOFTMAX,
  },
} as const;

/** Channels and length of each window. */
const WINDOWS = [
  [128, 8],
  [256, 5],
  [128, 3],
] as const;

export const cnn1d: Architecture<typeof SCHEMA> = {
  schema: SCHEMA,
  layers({ width, stride, softmax }, task) {
    checkSteps('cnn-1d', task);
    const layers = WINDOWS.map(([channels, kernel], i): WrittenLayer => {
      const settings = { filters: scaled(channels, width), kernel, stride: i === 0 ? stride : 1 };
      return { name: `conv${i + 1}`, conv1d: { ...settings, batchNorm: true, activation: 'relu' } };
    });
    return [...layers, { name: 'pool', globalAveragePool: {} }, ...classifier(task, softmax)];
  },
};
