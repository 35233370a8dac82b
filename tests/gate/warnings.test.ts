// Warnings: each from the smallest data that must give it, and silence where nothing is wrong.
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { type Observations, stageWarnings } from '../../src/gate/warnings.ts';
import type { OpTensor } from '../../src/micro/op.ts';

const AS_IT_IS = { subtract: 0, multiply: 1 };

function setOf(values: readonly number[], change: Partial<Dataset> = {}): Dataset {
  return {
    count: 4,
    shape: [values.length / 4],
    values: Float32Array.from(values),
    normalisation: AS_IT_IS,
    labels: Int32Array.of(0, 1, 0, 1),
    classes: ['no', 'yes'],
    digest: 'ab'.repeat(32),
    ...change,
  };
}

const SOUND = setOf([-1, 1, -0.5, 0.5]);
const UNSEEN = setOf([-0.9, 0.9, -0.4, 0.4]);
const TRAINING = { formula: 'CE', epochs: 20, bestEpoch: 12, validationAccuracy: 0.9, trainableParameters: 10 };
const REMEDY = 'so accuracy says less of new data; take them out of one of the two';
/** Holds -1.28 to 1.27. */
const input = { type: 'INT8', elements: 1, shape: [1, 1], quantization: { scales: [0.01], zeroPoints: [0] } };
const inputs = [input as unknown as OpTensor];
const PER_CLASS = [
  { correct: 1, total: 2 },
  { correct: 2, total: 2 },
];
const GOOD: Observations = {
  data: { train: SOUND, test: UNSEEN },
  inputs,
  training: TRAINING,
  teacher: { accuracy: { correct: 4, total: 4 } },
  accuracy: { correct: 3, total: 4 },
  perClass: PER_CLASS,
};

test('nothing is said where nothing is wrong', () => {
  expect(stageWarnings(GOOD)).toEqual([]);
  expect(stageWarnings({ data: {}, inputs })).toEqual([]);
});

test('an offset is nothing to batch norm, nor where the samples are standardized', () => {
  const data = { train: setOf([10, -1, 8, 1, 10, -1, 8, 1], { shape: [2] }) };
  expect(stageWarnings({ ...GOOD, data })).toHaveLength(1);
  expect(stageWarnings({ ...GOOD, data, normsInput: true })).toEqual([]);
  expect(stageWarnings({ ...GOOD, data, training: undefined })).toEqual([]);
  const standard = { subtract: Float32Array.of(9, 0), multiply: Float32Array.of(1, 1) };
  expect(stageWarnings({ ...GOOD, data: { train: { ...data.train, normalisation: standard } } })).toEqual([]);
});

describe('each is one sentence with its remedy', () => {
  test.each<[string, Partial<Observations>, string]>([
    [
      'augmentation that stored answers rule out',
      { isUnaugmented: true },
      "distill.augment was left out: the teacher's answers are no answers to changed samples; write teacher: " +
        '{ tflite: … }, { keras: … } or { layers: … }, which is asked about each of them, or remove distill.augment',
    ],
    [
      'a class without a sample in test',
      { data: { train: SOUND, test: setOf([-0.9, 0.9, -0.4, 0.4], { labels: Int32Array.of(0, 0, 0, 0) }) } },
      'data.test has no sample of class yes; add some, or take the class out of data.classes',
    ],
    [
      'a class without a sample in train',
      { data: { train: setOf([-1, 1, -0.5, 0.5], { labels: Int32Array.of(1, 1, 1, 1) }), test: UNSEEN } },
      'data.train has no sample of class no; add some, or take the class out of data.classes',
    ],
    [
      'samples that are all alike',
      { data: { train: setOf([0.5, 0.5, 0.5, 0.5]), test: UNSEEN } },
      'all values of data.train are 0.5, so there is nothing to tell samples apart; is it the right file?',
    ],
    [
      'pixels that nobody divided',
      { data: { train: setOf([0, 255, 128, 200]), test: SOUND } },
      'the network is fed values from 0 to 255, and learns best near -1 to 1; write data.normalize: { divide: 255 }',
    ],
    [
      // Feature 0: mean 9, squared deviations 1, so 9 of them; feature 1 lies around 0.
      'a feature far from zero',
      { data: { train: setOf([10, -1, 8, 1, 10, -1, 8, 1], { shape: [2] }) } },
      'feature 0 lies around 9 and varies by 1 only, and a network learns best around 0; ' +
        'write data.normalize: { standardize: feature }',
    ],
    [
      'a channel far from zero',
      { data: { train: setOf([0, 3, 0, 3, 1, 4, 1, 4, 0, 3, 0, 3, 1, 4, 1, 4], { shape: [2, 2] }) } },
      'channel 1 lies around 3.5 and varies by 0.5 only, and a network learns best around 0; ' +
        'write data.normalize: { standardize: channel }',
    ],
    [
      'values outside of the input',
      { data: { train: SOUND, test: setOf([-100, 1.1, 100, 0]) } },
      "50.00% of the test values lie outside -1.28..1.27, which the model's input holds; is data.normalize missing?",
    ],
    [
      'values that were divided twice',
      { data: { train: SOUND, test: setOf([0, 0.001, 0.002, 0.003]) } },
      "the test values lie within 0..0.003, a small part of -1.28..1.27, the range of the model's input; " +
        'does data.normalize divide twice?',
    ],
    [
      'training on the test set',
      { data: { train: SOUND, test: SOUND } },
      `4 of the 4 test samples are in data.train too, ${REMEDY}`,
    ],
    [
      'a test sample among those of the training',
      { data: { train: SOUND, test: setOf([-0.9, 0.9, 0.5, 0.4]) } },
      `1 of the 4 test samples is in data.train too, ${REMEDY}`,
    ],
    [
      'a teacher that guesses',
      { teacher: { accuracy: { correct: 2, total: 4 } } },
      'the teacher answers 50.00% right, no better than guessing; are its classes in the order of data.classes?',
    ],
    [
      'a best epoch that is the last',
      { training: { ...TRAINING, bestEpoch: 20 } },
      'the best epoch is the last of 20; more may be better: write distill.epochs: 40',
    ],
    [
      'a training that learned nothing',
      { training: { ...TRAINING, validationAccuracy: 0.5 } },
      'training learned nothing: 50.00% of the held-out samples are right; do the labels belong to the samples? ' +
        "If so, lower distill.optimizer's learningRate",
    ],
    [
      'a training that learned nothing, and so leaves classes out',
      {
        training: { ...TRAINING, validationAccuracy: 0.5 },
        accuracy: { correct: 2, total: 4 },
        perClass: [{ correct: 0, total: 2 }, PER_CLASS[1]],
      },
      'training learned nothing: 50.00% of the held-out samples are right; do the labels belong to the samples? ' +
        "If so, lower distill.optimizer's learningRate",
    ],
    [
      'a class that is never right',
      { accuracy: { correct: 2, total: 4 }, perClass: [{ correct: 0, total: 2 }, PER_CLASS[1]] },
      'class no is never answered right (0 of 2 samples, of 4 in all); ' +
        'look at its labels and train on more samples of it',
    ],
    [
      'classes that are never right',
      { accuracy: { correct: 0, total: 4 }, perClass: PER_CLASS.map(({ total }) => ({ correct: 0, total })) },
      'classes no, yes are never answered right (0 of 4 samples, of 4 in all); ' +
        'look at their labels and train on more samples of them',
    ],
    [
      'a class that a ready model never has right',
      {
        training: undefined,
        accuracy: { correct: 2, total: 4 },
        perClass: [{ correct: 0, total: 2 }, PER_CLASS[1]],
      },
      'class no is never answered right (0 of 2 samples, of 4 in all); ' +
        "are data.classes in the order of the model's outputs?",
    ],
  ])('%s', (_, change, warning) => {
    expect(stageWarnings({ ...GOOD, ...change })).toEqual([warning]);
  });
});

test('many classes are counted, not listed', () => {
  const classes = Array.from({ length: 9 }, (_, i) => `c${i}`);
  const set = setOf([-1, 1, -0.5, 0.5], { classes, labels: Int32Array.of(0, 1, 0, 1) });
  const [warning] = stageWarnings({ data: { test: set }, inputs: [] });
  expect(warning).toContain('no sample of classes c2, c3, c4, c5, c6 and 2 more; add some, or take them out');
});

describe('of tasks without classes', () => {
  const none = new Int32Array(0);
  const values = (...targets: number[]) =>
    setOf([-1, 1, -0.5, 0.5], { task: 'regression', labels: none, classes: [], targets: Float32Array.from(targets) });
  const flags = (...targets: number[]) =>
    setOf([-1, 1, -0.5, 0.5], { task: 'multi-label', labels: none, targets: Float32Array.from(targets) });
  const training = { ...TRAINING, validationAccuracy: undefined, validationError: 0.1 };
  const of = (train: Dataset, more: Partial<Observations>) => stageWarnings({ data: { train }, inputs, ...more });

  test('nothing is said where nothing is wrong', () => {
    expect(of(values(0, 1, -1, 2), { training })).toEqual([]);
    expect(of(flags(0, 1, 1, 0, 1, 1, 0, 0), { training: TRAINING })).toEqual([]);
  });

  test('a training no better than the mean, whose distance to 0, 1, -1, 2 is 1', () => {
    expect(of(values(0, 1, -1, 2), { training: { ...training, validationError: 1 } })).toEqual([
      'training learned nothing: the mean error of the held-out samples is 1; do the targets belong to the samples? ' +
        "If so, lower distill.optimizer's learningRate",
    ]);
  });

  test('a teacher no better than the mean, or than always the same', () => {
    const error = { mae: 1, rmse: 1, total: 4 };
    expect(stageWarnings({ data: { test: values(0, 1, -1, 2) }, inputs: [], teacher: { error } })).toEqual([
      "the teacher's mean error is 1, no better than always the mean; " +
        "are its answers in the targets' unit and in the order of the samples?",
    ]);
    // Of the first output half says yes, of the second three in four: always the same is 5 of 8 right.
    const test = flags(0, 1, 1, 0, 1, 1, 0, 1);
    const teacher = { accuracy: { correct: 5, total: 8 }, exactMatch: { correct: 2, total: 4 } };
    expect(stageWarnings({ data: { test }, inputs: [], teacher })).toEqual([
      'the teacher answers 62.50% right, no better than guessing; are its logits those in front of the sigmoid?',
    ]);
  });

  test('targets that nobody divided, outputs that never say yes', () => {
    expect(of(values(0, 500, -300, 20), { training })).toEqual([
      'the targets go up to 500, and a network learns best those near -1 to 1; ' +
        'write them in a larger unit, for example divided by 500',
    ]);
    expect(of(flags(1, 0, 0, 0, 1, 0, 0, 0), { training: { ...TRAINING, validationAccuracy: 0.95 } })).toEqual([
      'data.train has no sample of output yes; add some, or take the output out of data.classes',
    ]);
  });
});
