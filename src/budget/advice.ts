// What to do about a budget that is exceeded, by where the model comes from.
import type { MeasureName } from './measures.ts';

/** Where a model comes from: trained here with a teacher or without one, its weights kept as Keras left them, or a
 * ready .tflite file. */
export type ModelOrigin = 'distilled' | 'trained' | 'kept' | 'file';

const RAISE = 'or raise the budget';

const DISTILLED: Readonly<Record<MeasureName, string>> = {
  size: `use fewer filters or units in the widest layer, ${RAISE}`,
  gzip: `use fewer filters or units in the widest layer, ${RAISE}`,
  arena: `stride earlier or narrow the layers alive at the peak, ${RAISE}`,
  accuracy: 'train for more epochs, widen the student or improve the teacher, or lower the budget',
  quantDrop: `calibrate on more samples or bound activations with relu6, ${RAISE}`,
  error: 'train for more epochs, widen the student or improve the teacher, or raise the budget',
  latency: `reduce MACs in the slowest operator, ${RAISE}`,
  macs: `use fewer filters, stride earlier or separate the convolutions, ${RAISE}`,
  instructions: `reduce MACs in the slowest operator, ${RAISE}`,
  flash: `use fewer filters or units, or fewer kinds of operators, ${RAISE}`,
};

/** Of weights that came with a file of Keras. */
const TRAIN_ON = 'train on from these weights with distill: { epochs: 10, learningRate: 1e-3 }, or widen the student';

/** What to do about an excess. A file that another tool made is trained and converted there. */
export const ADVICE: Readonly<Record<ModelOrigin, Readonly<Record<MeasureName, string>>>> = {
  distilled: DISTILLED,
  trained: {
    ...DISTILLED,
    accuracy: 'train for more epochs, widen the student or add a teacher, or lower the budget',
    error: 'train for more epochs, widen the student or add a teacher, or raise the budget',
  },
  kept: {
    ...DISTILLED,
    accuracy: `${TRAIN_ON}, or lower the budget`,
    error: `${TRAIN_ON}, ${RAISE}`,
  },
  file: {
    ...DISTILLED,
    size: `export a model with narrower layers, or with int8 weights if it has none, ${RAISE}`,
    gzip: `export a model with narrower layers, or with int8 weights if it has none, ${RAISE}`,
    accuracy:
      'check that data.normalize is what the model was trained with, or export a model that answers better, ' +
      'or lower the budget',
    error:
      'check that data.normalize is what the model was trained with, or export a model that answers better, ' +
      'or raise the budget',
    arena: `export a model that strides earlier or is narrower at the peak, ${RAISE}`,
    latency: `export a model with fewer MACs in its slowest operator, ${RAISE}`,
    macs: `export a model with narrower or separable layers, ${RAISE}`,
    instructions: `export a model with fewer MACs in its slowest operator, ${RAISE}`,
    flash: `export a model with narrower layers or fewer kinds of operators, ${RAISE}`,
  },
};
