// The temporal convolutional network (Bai, Kolter and Koltun 2018): dilated causal convolutions, two a block, and a
// residual around each block. Batch norm, which folds away, in place of weight normalisation; the mean over all steps
// in place of the last one.
import { type Architecture, checkSteps, type WrittenLayer } from './architecture.ts';
import { classifier, SOFTMAX, scaled, width } from './shared.ts';

const SCHEMA = {
  type: 'object',
  description: 'Temporal convolutional network for series: dilated causal convolutions with residuals.',
  additionalProperties: false,
  properties: {
    width: width(1, 'Factor of the 25 channels.'),
    levels: {
      type: 'integer',
      minimum: 1,
      maximum: 10,
      default: 4,
      description: 'Blocks; the dilation doubles from each to the next, so that 4 with a kernel of 3 see 61 steps.',
    },
    kernel: { type: 'integer', minimum: 1, maximum: 64, default: 3, description: 'Length of all windows.' },
    dropout: {
      type: 'number',
      minimum: 0,
      exclusiveMaximum: 1,
      default: 0,
      description: 'Share that is dropped behind each convolution while training.',
    },
    softmax: SOFTMAX,
  },
} as const;

export const tcn: Architecture<typeof SCHEMA> = {
  schema: SCHEMA,
  layers({ width, levels, kernel, dropout, softmax }, task) {
    checkSteps('tcn', task);
    const channels = task.inputShape[task.inputShape.length - 1];
    const filters = scaled(25, width);
    const blocks = Array.from({ length: levels }, (_, i): WrittenLayer[] => {
      const n = i + 1;
      const before = i === 0 ? 'input' : `block${i}`;
      const settings = { filters, kernel, dilation: 2 ** i, padding: 'causal' } as const;
      const conv = (name: string): WrittenLayer[] => [
        { name: `${name}${n}`, conv1d: { ...settings, batchNorm: true, activation: 'relu' } },
        ...(dropout > 0 ? [{ name: `${name}Dropout${n}`, dropout: { rate: dropout } }] : []),
      ];
      const main = [...conv('first'), ...conv('second')];
      const add = (to: string): WrittenLayer => ({ name: `block${n}`, add: { with: to, activation: 'relu' } });
      if (i > 0 || channels === filters) return [...main, add(before)];
      const skip: WrittenLayer = { name: `skip${n}`, from: before, conv1d: { filters, kernel: 1 } };
      return [...main, skip, add(main[main.length - 1].name ?? '')];
    });
    return [...blocks.flat(), { name: 'pool', globalAveragePool: {} }, ...classifier(task, softmax)];
  },
};
