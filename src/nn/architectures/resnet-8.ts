// ResNet-8 for CIFAR-10 (He et al. 2015, smaller), as MLPerf Tiny has it: resnet_v1_eembc of benchmark/training/
// image_classification/keras_model.py of mlcommons/tiny.
import { type Architecture, imageShape, type WrittenLayer } from './architecture.ts';
import { classifier, SOFTMAX, scaled, width } from './shared.ts';

const SCHEMA = {
  type: 'object',
  description: 'ResNet-8 for small images; at width 1 and 32x32x3 the one of MLPerf Tiny.',
  additionalProperties: false,
  properties: { width: width(1, 'Factor of the 16, 32 and 64 channels.'), softmax: SOFTMAX },
} as const;

export const resnet8: Architecture<typeof SCHEMA> = {
  schema: SCHEMA,
  layers({ width, softmax }, task) {
    imageShape('resnet-8', task);
    const after = { batchNorm: true, activation: 'relu' } as const;
    const stages = [16, 32, 64].flatMap((channels, i): WrittenLayer[] => {
      const n = i + 1;
      const filters = scaled(channels, width);
      const [before, stride] = n === 1 ? ['stem', 1] : [`stage${n - 1}`, 2];
      const skip: WrittenLayer = { name: `skip${n}`, from: before, conv2d: { filters, kernel: 1, stride } };
      const main: WrittenLayer[] = [
        { name: `first${n}`, conv2d: { filters, kernel: 3, stride, ...after } },
        { name: `second${n}`, conv2d: { filters, kernel: 3, batchNorm: true } },
      ];
      const add = (to: string): WrittenLayer => ({ name: `stage${n}`, add: { with: to, activation: 'relu' } });
      return n === 1 ? [...main, add(before)] : [...main, skip, add(`second${n}`)];
    });
    return [
      { name: 'stem', conv2d: { filters: scaled(16, width), kernel: 3, ...after } },
      ...stages,
      { name: 'pool', globalAveragePool: {} },
      ...classifier(task, softmax),
    ];
  },
};
