// MobileNet (Howard et al. 2017), as MLPerf Tiny has it for persons in pictures: benchmark/training/visual_wake_words/
// vww_model.py of mlcommons/tiny, with relu where the paper's later code has relu6.
import { type Architecture, imageShape, type WrittenLayer } from './architecture.ts';
import { classifier, SOFTMAX, scaled, width } from './shared.ts';

const SCHEMA = {
  type: 'object',
  description: 'MobileNetV1 for images; at width 0.25 and 96x96x3 the one of MLPerf Tiny for persons.',
  additionalProperties: false,
  properties: { width: width(0.25, "The paper's alpha: factor of all channels."), softmax: SOFTMAX },
} as const;

/** Stride and channels of each block (the paper's table 1). */
const BLOCKS = [
  [1, 64],
  [2, 128],
  [1, 128],
  [2, 256],
  [1, 256],
  [2, 512],
  [1, 512],
  [1, 512],
  [1, 512],
  [1, 512],
  [1, 512],
  [2, 1024],
  [1, 1024],
] as const;

export const mobilenetV1: Architecture<typeof SCHEMA> = {
  schema: SCHEMA,
  layers({ width, softmax }, task) {
    imageShape('mobilenet-v1', task);
    const after = { batchNorm: true, activation: 'relu' } as const;
    const blocks = BLOCKS.flatMap(([stride, channels], i): WrittenLayer[] => [
      { name: `depthwise${i + 1}`, depthwiseConv2d: { kernel: 3, stride, ...after } },
      { name: `pointwise${i + 1}`, conv2d: { filters: scaled(channels, width), kernel: 1, ...after } },
    ]);
    return [
      { name: 'stem', conv2d: { filters: scaled(32, width), kernel: 3, stride: 2, ...after } },
      ...blocks,
      { name: 'pool', globalAveragePool: {} },
      ...classifier(task, softmax),
    ];
  },
};
