// MobileNetV2 (Sandler et al. 2018), as keras.applications has it. The zeros that Keras adds in front of its strides
// are those of "padding: same".
import { type Architecture, imageShape, type WrittenLayer } from './architecture.ts';
import { classifier, SOFTMAX, scaledBy8, width } from './shared.ts';

const SCHEMA = {
  type: 'object',
  description: 'MobileNetV2 for images: inverted residuals.',
  additionalProperties: false,
  properties: {
    width: width(0.35, "The paper's alpha: factor of the channels, rounded to multiples of 8."),
    last: {
      type: 'integer',
      minimum: 1,
      maximum: 4096,
      default: 1280,
      description: 'Channels of the last convolution, which only a width above 1 scales; most of a small model.',
    },
    softmax: SOFTMAX,
  },
} as const;

/** Expansion, channels, repeats and first stride (the paper's table 2). */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

export const mobilenetV2: Architecture<typeof SCHEMA> = {
  schema: SCHEMA,
  layers({ width, last, softmax }, task) {
    imageShape('mobilenet-v2', task);
    const after = { batchNorm: true, activation: 'relu6' } as const;
    const stem = scaledBy8(32, width);
    const blocks: WrittenLayer[] = [];
    let channels = stem;
    let n = 0;
    for (const [expansion, wide, repeats, first] of STAGES) {
      const filters = scaledBy8(wide, width);
      for (let i = 0; i < repeats; i++) {
        n++;
        blocks.push(...invertedResidual({ n, channels, expansion, stride: i === 0 ? first : 1, filters }));
        channels = filters;
      }
    }
    return [
      { name: 'stem', conv2d: { filters: stem, kernel: 3, stride: 2, ...after } },
      ...blocks,
      { name: 'last', conv2d: { filters: width > 1 ? scaledBy8(last, width) : last, kernel: 1, ...after } },
      { name: 'pool', globalAveragePool: {} },
      ...classifier(task, softmax),
    ];
  },
};

interface Block {
  /** Its number, from 1. */
  readonly n: number;
  /** Of its input. */
  readonly channels: number;
  readonly expansion: number;
  readonly stride: 1 | 2;
  readonly filters: number;
}

function invertedResidual({ n, channels, expansion, stride, filters }: Block): WrittenLayer[] {
  const after = { batchNorm: true, activation: 'relu6' } as const;
  const before = n === 1 ? 'stem' : `block${n - 1}`;
  const isResidual = stride === 1 && channels === filters;
  const wide = { name: `expand${n}`, conv2d: { filters: channels * expansion, kernel: 1, ...after } };
  const project = { name: isResidual ? `project${n}` : `block${n}`, conv2d: { filters, kernel: 1, batchNorm: true } };
  return [
    ...(expansion === 1 ? [] : [wide]),
    { name: `depthwise${n}`, depthwiseConv2d: { kernel: 3, stride, ...after } },
    project,
    ...(isResidual ? [{ name: `block${n}`, add: { with: before } }] : []),
  ];
}
