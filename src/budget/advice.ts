// What to do about a budget that is exceeded, by where the model comes from.
import type { MeasureName } from './measures.ts';

/** Where a model comes from: trained here with a teacher or without one, its weights kept as Keras left them, or a
 * ready .tflite file. */
export type ModelOrigin = 'distilled' | 'trained' | 'kept' | 'file';

const RAISE = 'or raise the budget';

const TEACH = 'train for more epochs, widen the student or improve the teacher';
const ALONE = 'train for more epochs, widen the student or add a teacher';
const LOWER = 'or lower the budget';

/** Of every metric that is higher for better answers. */
const metrics = (advice: string) =>
  ({
    ...{ auc: advice, f1: advice, balancedAccuracy: advice, recall: advice, precision: advice, recallAt: advice },
    ...{ topK: advice, agreement: advice },
  }) as const;

const DISTILLED: Readonly<Record<MeasureName, string>> = {
  size: `use fewer filters or units in the widest layer, ${RAISE}`,
  gzip: `use fewer filters or units in the widest layer, ${RAISE}`,
  arena: `stride earlier or narrow the layers alive at the peak, ${RAISE}`,
  accuracy: `${TEACH}, ${LOWER}`,
  quantDrop: `calibrate on more samples or bound activations with relu6, ${RAISE}`,
  error: `${TEACH}, ${RAISE}`,
  latency: `reduce MACs in the slowest operator, ${RAISE}`,
  macs: `use fewer filters, stride earlier or separate the convolutions, ${RAISE}`,
  instructions: `reduce MACs in the slowest operator, ${RAISE}`,
  flash: `use fewer filters or units, or fewer kinds of operators, ${RAISE}`,
  rmse: `${TEACH}, ${RAISE}`,
  ...metrics(`${TEACH}, ${LOWER}`),
};

const EXPORT = 'check that data.normalize is what the model was trained with, or export a model that answers better';

/** Of weights that came with a file of Keras. */
const TRAIN_ON = 'train on from these weights with distill: { epochs: 10, learningRate: 1e-3 }, or widen the student';

/** What to do about an excess. A file that another tool made is trained and converted there. */
export const ADVICE: Readonly<Record<ModelOrigin, Readonly<Record<MeasureName, string>>>> = {
  distilled: DISTILLED,
  trained: {
    ...DISTILLED,
    accuracy: `${ALONE}, ${LOWER}`,
    error: `${ALONE}, ${RAISE}`,
    rmse: `${ALONE}, ${RAISE}`,
    ...metrics(`${ALONE}, ${LOWER}`),
  },
  kept: {
    ...DISTILLED,
    accuracy: `${TRAIN_ON}, ${LOWER}`,
    error: `${TRAIN_ON}, ${RAISE}`,
    rmse: `${TRAIN_ON}, ${RAISE}`,
    ...metrics(`${TRAIN_ON}, ${LOWER}`),
  },
  file: {
    ...DISTILLED,
    size: `export a model with narrower layers, or with int8 weights if it has none, ${RAISE}`,
    gzip: `export a model with narrower layers, or with int8 weights if it has none, ${RAISE}`,
    accuracy: `${EXPORT}, ${LOWER}`,
    error: `${EXPORT}, ${RAISE}`,
    rmse: `${EXPORT}, ${RAISE}`,
    ...metrics(`${EXPORT}, ${LOWER}`),
    arena: `export a model that strides earlier or is narrower at the peak, ${RAISE}`,
    latency: `export a model with fewer MACs in its slowest operator, ${RAISE}`,
    macs: `export a model with narrower or separable layers, ${RAISE}`,
    instructions: `export a model with fewer MACs in its slowest operator, ${RAISE}`,
    flash: `export a model with narrower layers or fewer kinds of operators, ${RAISE}`,
  },
};
