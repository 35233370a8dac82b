import { Ajv } from 'ajv';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/base/digest.ts';
import { attempt, done, failed, must, type Problem } from '../../src/base/problem.ts';
import { fold } from '../../src/compress/fold.ts';
import { lowerFloat } from '../../src/compress/lower.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Network, Node, NodeOf } from '../../src/nn/network/network.ts';
import { singleTrainer } from '../../src/nn/train.ts';
import { referenceKernels } from '../../src/simd/reference/index.ts';
import { createMemory, FIRST_FREE_ADDRESS } from '../../src/simd/wasm.ts';
import { TEACHERS } from '../../src/teacher/kinds/index.ts';
import { sectionShapes } from '../../src/teacher/kinds/layers.ts';
import { TEACHER_SCHEMA, type TeacherParams } from '../../src/teacher/params.ts';

import { askTeacher, reviveTeacher, type TeacherInput, type Teaching } from '../../src/teacher/teacher.ts';
import type { Model, Operator } from '../../src/tflite/model.ts';
import { writeModel } from '../../src/tflite/write.ts';
import { datasetOf, softmaxRegression } from '../student/softmax-regression.ts';

const ajv = new Ajv({ useDefaults: true, strict: true, strictTypes: false, strictTuples: false });
const paramsOf = (changes: object): TeacherParams => {
  const section = structuredClone(changes);
  if (!ajv.validate(TEACHER_SCHEMA, section)) throw new Error(ajv.errorsText());
  return section as TeacherParams;
};

const train = datasetOf([1, 0, 0, 1, 2, 1], [0, 1, 0]);
const testSet = datasetOf([3, 0, 0, 3], [0, 0]);

function inputOf(
  params: object,
  files: Readonly<Record<string, Uint8Array>>,
  more: Partial<TeacherInput> = {},
): TeacherInput {
  const missing = (path: string) => failed({ code: 'file/missing', message: `there is no file ${path}` });
  return {
    params: paramsOf(params),
    train,
    test: testSet,
    read: async (path) => (files[path] ? done(files[path]) : missing(path)),
    makeKernels: (bytes) => referenceKernels(createMemory(bytes + FIRST_FREE_ADDRESS)),
    makeTrainer: softmaxRegression(),
    seed: 1,
    ...more,
  };
}

const problemsOf = async (input: TeacherInput): Promise<readonly Problem[]> => {
  const outcome = await askTeacher(input);
  return outcome.ok ? [] : outcome.problems;
};

/** Version 1.0 of NEP 1. */
function npy(type: string, shape: string, bytes: Uint8Array): Uint8Array {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117);
  const start = `\x93NUMPY\x01\x00\x76\x00${header}\n`;
  return Uint8Array.from([...Array.from(start, (c) => c.charCodeAt(0)), ...bytes]);
}
const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

test.each([
  [
    'none',
    { train: {} },
    'a teacher is one of tflite, keras, tfjs, onnx, logits, layers, arch and ensemble; none of them is there',
  ],
  [
    'two',
    { tflite: 'a', logits: 'b' },
    'a teacher is one of tflite, keras, tfjs, onnx, logits, layers, arch and ensemble; not tflite and logits at once',
  ],
])('%s of the sources is a problem', async (_, params, message) => {
  expect(await problemsOf(inputOf(params, {}))).toMatchObject([{ code: 'teacher/kinds', message }]);
});

describe('logits', () => {
  const values = [2, 1, 0, 3, 5, 4];
  const good = npy('<f4', '(3, 2)', floats(...values));

  test('come from the file, with the accuracy where the test set has some too', async () => {
    const tested = npy('<f4', '(2, 2)', floats(1, 0, 0, 1));
    const files = { 'train.npy': good, 'test.npy': tested };
    const teaching = must(await askTeacher(inputOf({ logits: { train: 'train.npy', test: 'test.npy' } }, files)));
    expect(Array.from(teaching.logits)).toEqual(values);
    expect(teaching).toMatchObject({
      kind: 'logits',
      engine: 'logits of train.npy',
      accuracy: { correct: 1, total: 2 },
    });
    expect(teaching.digests).toEqual({ teacher: sha256Hex(good), teacherTest: sha256Hex(tested) });
    const alone = must(await askTeacher(inputOf({ logits: 'train.npy' }, files)));
    expect([alone.accuracy, alone.digests]).toEqual([undefined, { teacher: sha256Hex(good) }]);
  });

  test('come from an archive with one array', async () => {
    const archive = zipSync({ 'anything.npy': good });
    const teaching = must(await askTeacher(inputOf({ logits: 'a.npz' }, { 'a.npz': archive })));
    expect(Array.from(teaching.logits)).toEqual(values);
    const two = zipSync({ 'a.npy': good, 'b.npy': good });
    const problems = await problemsOf(inputOf({ logits: 'a.npz' }, { 'a.npz': two }));
    expect(problems).toMatchObject([{ code: 'data/npz-key', place: { path: 'logits' } }]);
  });

  const wide = npy('<f4', '(3, 4)', floats(...Array<number>(12).fill(0)));
  const long = npy('<f4', '(4, 2)', floats(...Array<number>(8).fill(0)));
  const flat = npy('<f4', '(6,)', floats(...values));
  const infinite = npy('<f4', '(3, 2)', floats(1, 2, 3, Number.POSITIVE_INFINITY, 5, 6));
  test.each([
    [
      'another number of classes',
      wide,
      'teacher/logits-shape',
      "the teacher's answers are 3x4, not 3x2 (samples x classes)",
    ],
    ['one axis', flat, 'teacher/logits-shape', "the teacher's answers are 6, not 3x2 (samples x classes)"],
    [
      'another number of samples',
      long,
      'teacher/logits-count',
      'the teacher answered 4 samples, the training set has 3; they must be the same samples in the same order',
    ],
    [
      'infinity',
      infinite,
      'teacher/not-finite',
      "the teacher's answers to the training samples are not all finite; the first that is not is value 3, Infinity",
    ],
  ])('with %s are a problem', async (_, file, code, message) => {
    expect(await problemsOf(inputOf({ logits: 'a.npy' }, { 'a.npy': file }))).toMatchObject([{ code, message }]);
  });

  test('can not be asked again', async () => {
    const input = inputOf({ logits: 'train.npy' }, { 'train.npy': good });
    const teaching = must(await askTeacher(input));
    expect([teaching.live, await revived(input, teaching)]).toEqual([undefined, undefined]);
  });

  test('files that are missing are all named', async () => {
    const problems = await problemsOf(inputOf({ logits: { train: 'a.npy', test: 'b.npy' } }, {}));
    expect(problems.map((p) => [p.message, p.place?.path])).toEqual([
      ['there is no file a.npy', 'logits.train'],
      ['there is no file b.npy', 'logits.test'],
    ]);
  });
});

/** Of the same section, from the state alone. */
async function revived(input: TeacherInput, { live }: Teaching) {
  return must(await reviveTeacher(input, live?.state ?? new Float32Array(0)));
}

/** Normalised, as its logits were asked for. */
const SAMPLES = Float32Array.of(1, 0, 0, 1, 2, 1);

describe('layers', () => {
  const dense = { units: 2, activation: 'none', batchNorm: false, bias: true };
  const training = { epochs: 20, batch: 2, validation: 0, optimizer: { sgd: { learningRate: 1 } } };

  test('are trained on the labels and asked with the parameters of the best epoch', async () => {
    const separable = datasetOf([1, 0, 0, 1, 2, 1, 1, 2], [0, 1, 0, 1]);
    const makeTrainer = softmaxRegression();
    const input = inputOf({ layers: [{ dense }], train: training }, {}, { train: separable, makeTrainer });
    const teaching = must(await askTeacher(input));
    expect(teaching).toMatchObject({ kind: 'layers', engine: 'trained here, epoch 20 of 20', digests: {} });
    const answers = [0, 1, 2, 3].map((n) => Number(teaching.logits[2 * n + 1] > teaching.logits[2 * n]));
    expect(answers).toEqual([0, 1, 0, 1]);
    expect(teaching.accuracy).toEqual({ correct: 1, total: 2 });
    expect(makeTrainer.closed).toBe(2);
  });

  // 20 epochs of 3 passes of 4 MACs over its samples, and one pass for each answer.
  test('spend what its training and its answers to all samples need', async () => {
    const spent: number[] = [];
    const spend = (macs: number) => attempt(() => void spent.push(macs));
    const input = inputOf({ layers: [{ dense }], train: training }, {}, { spend });
    const { train, test } = input;
    must(await askTeacher(input));
    expect(spent).toEqual([20 * train.count * 3 * 4 + (train.count + (test?.count ?? 0)) * 4]);
  });

  test('of an architecture end in as many outputs as the task has', () => {
    const arch = { 'ds-cnn': { width: 0.1, blocks: 1, softmax: false } };
    const targets = Float32Array.of(1, 2, 3, 4, 5, 6);
    const images = { ...datasetOf([1, 2], [0, 1]), shape: [1, 1, 1], classes: [], labels: new Int32Array(0) };
    const shapes = must(sectionShapes({ arch }, { ...images, task: 'regression', targets }));
    expect(shapes.get('classes')).toEqual([3]);
  });

  test('can be asked again, also from their parameters, but from no other ones', async () => {
    const input = inputOf({ layers: [{ dense }], train: training }, {});
    const teaching = must(await askTeacher(input));
    const again = await revived(input, teaching);
    // Two weights and a bias for each class.
    expect(teaching.live).toMatchObject({ macs: 4, state: { length: 6 } });
    for (const live of [teaching.live, again]) {
      const logits = live?.answer(SAMPLES, 3) ?? [];
      // The trainer of this test computes in float64.
      logits.forEach((logit, i) => {
        expect(logit).toBeCloseTo(teaching.logits[i], 5);
      });
      expect(logits.length).toBe(6);
    }
    expect(must(await reviveTeacher(input, new Float32Array(5)))).toBeUndefined();
  });

  test('with a mistake are a problem with its path', async () => {
    const wrongLayer = inputOf({ layers: [{ conv2d: { filters: 1, kernel: 1 } }] }, {});
    expect(await problemsOf(wrongLayer)).toMatchObject([{ code: 'network/rank', place: { path: 'layers[0].conv2d' } }]);
    const wrongEnd = inputOf({ layers: [{ dense: { ...dense, units: 3 } }] }, {});
    expect(await problemsOf(wrongEnd)).toMatchObject([{ code: 'network/classes', place: { path: 'layers[0]' } }]);
    const wrongTraining = inputOf({ layers: [{ dense }], train: { epochs: 1, schedule: { warmup: 2 } } }, {});
    expect(await problemsOf(wrongTraining)).toMatchObject([
      { code: 'student/warmup', place: { path: 'train.schedule.warmup' } },
    ]);
  });
});

describe('arch', () => {
  const arch = { 'fc-autoencoder': { width: 0.01, code: 1 } };

  test('is the network of its layers, trained on the labels', async () => {
    const training = { epochs: 3, batch: 2, validation: 0, optimizer: { sgd: { learningRate: 1 } } };
    const separable = datasetOf([1, 0, 0, 1, 2, 1, 1, 2], [0, 1, 0, 1]);
    const makeTrainer = singleTrainer(referenceKernels);
    const input = inputOf({ arch, train: training }, {}, { train: separable, makeTrainer });
    const { kind, engine, logits } = must(await askTeacher(input));
    expect([kind, engine, logits.length]).toEqual(['arch', 'trained here, epoch 3 of 3', 4 * 2]);
  });

  test('that does not fit the data is a problem with its path', async () => {
    const wrong = inputOf({ arch: { 'ds-cnn': {} } }, {});
    expect(await problemsOf(wrong)).toMatchObject([{ code: 'network/arch', place: { path: 'arch.ds-cnn' } }]);
  });
});

describe('tflite', () => {
  /** z0 = x0 - x1, z1 = x1 + 0.5 */
  const dense: NodeOf<'dense'> = {
    kind: 'dense',
    name: 'dense',
    inputs: [-1],
    layer: 0,
    units: 2,
    outputShape: [2],
    parameters: { weight: Float32Array.of(1, 0, -1, 1), bias: Float32Array.of(0, 0.5) },
  };
  const softmax: Node = { kind: 'softmax', name: 'softmax', inputs: [0], layer: 1, outputShape: [2] };
  const modelOf = (...nodes: Node[]): Model => lowerFloat(fold({ inputShape: [2], nodes } satisfies Network));
  const expected = [1, 0.5, -1, 1.5, 1, 1.5];
  const answer = async (model: Model, more: Partial<TeacherInput> = {}) => {
    const file = writeModel(model);
    return must(await askTeacher(inputOf({ tflite: 'a.tflite' }, { 'a.tflite': file }, more)));
  };

  test('answers every sample, and its file is named by digest', async () => {
    const seen: number[] = [];
    const teaching = await answer(modelOf(dense), { onProgress: (count) => seen.push(count) });
    expect(Array.from(teaching.logits)).toEqual(expected);
    expect(teaching).toMatchObject({
      kind: 'tflite',
      engine: "kd-gate's TFLM kernels, float32",
      accuracy: { correct: 1, total: 2 },
    });
    expect(teaching.digests).toEqual({ teacher: sha256Hex(writeModel(modelOf(dense))) });
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  test('logits are what goes into the softmax at its end', async () => {
    expect(Array.from((await answer(modelOf(dense, softmax))).logits)).toEqual(expected);
  });

  test('a softmax with a beta multiplies them', async () => {
    const model = modelOf(dense, softmax);
    const sharpen = (o: Operator) => (o.code === 'SOFTMAX' ? { ...o, options: { beta: 2 } } : o);
    const [graph] = model.subgraphs;
    const sharp = { ...model, subgraphs: [{ ...graph, operators: graph.operators.map(sharpen) }] };
    expect(Array.from((await answer(sharp)).logits)).toEqual(expected.map((v) => 2 * v));
  });

  test('probabilities from elsewhere become their logarithms', async () => {
    const half = { ...dense, parameters: { weight: new Float32Array(4), bias: Float32Array.of(0.25, 0.75) } };
    const teaching = await answer(modelOf(half));
    expect(teaching.logits[0]).toBeCloseTo(Math.log(0.25), 6);
    expect(teaching.logits[1]).toBeCloseTo(Math.log(0.75), 6);
    expect(teaching.engine).toBe("kd-gate's TFLM kernels, float32, log of its probabilities");
  });

  test('can be asked again about other samples, with or without softmax and probabilities', async () => {
    const half = { ...dense, parameters: { weight: new Float32Array(4), bias: Float32Array.of(0.25, 0.75) } };
    for (const model of [modelOf(dense), modelOf(dense, softmax), modelOf(half)]) {
      const input = inputOf({ tflite: 'a.tflite' }, { 'a.tflite': writeModel(model) });
      const teaching = must(await askTeacher(input));
      expect(teaching.live?.answer(SAMPLES, 3)).toEqual(teaching.logits);
      expect((await revived(input, teaching))?.answer(SAMPLES, 3)).toEqual(teaching.logits);
      expect(teaching.live?.macs).toBeGreaterThanOrEqual(4);
    }
    // z0 = 5 - 3, z1 = 3 + 0.5
    expect(Array.from((await answer(modelOf(dense))).live?.answer(Float32Array.of(5, 3), 1) ?? [])).toEqual([2, 3.5]);
  });

  test('an answer to an augmented sample that is not finite is a problem', async () => {
    const live = { answer: () => Float32Array.of(1, Number.NaN), macs: 1, state: new Float32Array(0) };
    const answers = { engine: 'made up', train: new Float32Array(6), digests: {}, live };
    const tflite = { ...TEACHERS.tflite, answer: async () => done(answers) };
    const teaching = must(await askTeacher(inputOf({ tflite: 'a' }, {}), { tflite }));
    const message =
      "the teacher's answers to the augmented samples are not all finite; the first that is not is value 1, NaN";
    expect(attempt(() => teaching.live?.answer(SAMPLES, 1))).toMatchObject({
      problems: [{ code: 'teacher/not-finite', message }],
    });
  });

  const others = (shape: readonly number[], classes: number): Dataset => ({
    ...datasetOf([0, 0, 0, 0, 0, 0], [0], classes),
    shape,
  });
  const logistic = (): Model => {
    const model = modelOf(dense, softmax);
    const [graph] = model.subgraphs;
    const swap = (o: Operator): Operator =>
      o.code === 'SOFTMAX' ? { ...o, code: 'LOGISTIC', options: {}, hasOptions: false } : o;
    return { ...model, subgraphs: [{ ...graph, operators: graph.operators.map(swap) }] };
  };
  test.each([
    [
      'takes another shape',
      modelOf(dense),
      others([6], 2),
      'teacher/input-shape',
      'the teacher takes 1x2, a sample of the data is 1x6',
    ],
    [
      'has another number of classes',
      modelOf(dense),
      datasetOf([0, 0], [0], 3),
      'teacher/classes',
      'the teacher answers with 2 values, the data has 3 classes',
    ],
    [
      'ends in a sigmoid',
      logistic(),
      train,
      'teacher/logistic',
      'the teacher ends in LOGISTIC, which answers each class by itself and not among the others; export it ' +
        'without its last layer',
    ],
  ])('a teacher that %s is a problem', async (_, model, data, code, message) => {
    const input = inputOf({ tflite: 'a.tflite' }, { 'a.tflite': writeModel(model) }, { train: data });
    expect(await problemsOf(input)).toMatchObject([{ code, message, place: { path: 'tflite' } }]);
  });

  test('of yes or no the logits are those in front of the sigmoid, of a regression what it answers', async () => {
    const targets = Float32Array.of(1, 0, 0, 1, 1, 1);
    const flags: Dataset = { ...train, task: 'multi-label', labels: new Int32Array(0), targets };
    const taught = await answer(logistic(), { train: flags, test: flags });
    expect(Array.from(taught.logits)).toEqual(expected);
    // Yes for 1, 0.5; no, 1.5; 1, 1.5: the first sample's second output is wrong.
    expect(taught).toMatchObject({ accuracy: { correct: 5, total: 6 }, exactMatch: { correct: 2, total: 3 } });
    const values: Dataset = { ...flags, task: 'regression', classes: [], targets: Float32Array.from(expected) };
    const exact = await answer(modelOf(dense), { train: values, test: values });
    expect(exact.error).toEqual({ mae: 0, rmse: 0, total: 3 });
    const bounded = await answer(logistic(), { train: values });
    expect(bounded.logits[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
  });

  test.each(['multi-label', 'regression'] as const)('a softmax at the end of task %s', async (task) => {
    const targets = Float32Array.of(1, 0, 0, 1, 1, 1);
    const data: Dataset = { ...train, task, labels: new Int32Array(0), targets };
    const input = inputOf(
      { tflite: 'a' },
      { a: writeModel(modelOf(dense, softmax)) },
      { train: data, test: undefined },
    );
    const codes = (await problemsOf(input)).map(({ code }) => code);
    // What it answers may be the values that a regression is to answer.
    expect(codes).toEqual(task === 'regression' ? [] : ['teacher/softmax']);
  });

  test('a file that is missing or no model is a problem', async () => {
    expect(await problemsOf(inputOf({ tflite: 'b' }, {}))).toMatchObject([
      { code: 'file/missing', place: { path: 'tflite' } },
    ]);
    const files = { b: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) };
    expect(await problemsOf(inputOf({ tflite: 'b' }, files))).toMatchObject([{ place: { path: 'tflite' } }]);
  });
});
