// DS-CNN for keywords (Zhang et al. 2017, Hello Edge), as MLPerf Tiny has it: benchmark/training/keyword_spotting/
// keras_model.py of mlcommons/tiny.
import { type Architecture, imageShape, type WrittenLayer } from './architecture.ts';
import { classifier, SOFTMAX, scaled, width } from './shared.ts';

const SCHEMA = {
  type: 'object',
  description: 'Depthwise-separable CNN for spectrograms; at width 1 the one of MLPerf Tiny for keywords.',
  additionalProperties: false,
  properties: {
    width: width(1, 'Factor of the 64 channels.'),
    blocks: { type: 'integer', minimum: 1, maximum: 32, default: 4, description: 'Depthwise-separable blocks.' },
    softmax: SOFTMAX,
  },
} as const;

export const dsCnn: Architecture<typeof SCHEMA> = {
  schema: SCHEMA,
  layers({ width, blocks, softmax }, task) {
    const [h, w] = imageShape('ds-cnn', task);
    const filters = scaled(64, width);
    const after = { batchNorm: true, activation: 'relu' } as const;
    const block = (n: number): WrittenLayer[] => [
      { name: `depthwise${n}`, depthwiseConv2d: { kernel: 3, ...after } },
      { name: `pointwise${n}`, conv2d: { filters, kernel: 1, ...after } },
    ];
    // The pool of the reference covers half of the input, rounded down: 24x5 of the map of 25x5.
    const half = (side: number) => Math.max(1, Math.floor(side / 2));
    return [
      { name: 'stem', conv2d: { filters, kernel: [10, 4], stride: 2, ...after } },
      { dropout: { rate: 0.2 } },
      ...Array.from({ length: blocks }, (_, i) => block(i + 1)).flat(),
      { dropout: { rate: 0.4 } },
      { name: 'pool', averagePool: { size: [half(h), half(w)] } },
      ...classifier(task, softmax),
    ];
  },
};
