// `student: { keras: FILE }`: the file's weights, trained on or only quantized, and what doesn't fit the data.
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/base/digest.ts';
import { must, problemsOf } from '../../src/base/problem.ts';
import { filesOfModel } from '../../src/config/files.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { type GateInput, runGate } from '../../src/gate/gate.ts';
import { resultsOf } from '../../src/store/results.ts';
import { npzOf } from '../data/npz.ts';
import { answersTo, fileNamed } from '../keras/files.ts';
import { memoryStore } from '../store/memory-folder.ts';
import { gateInput } from './in-memory.ts';

const { x, y, count } = answersTo('lenet.keras');
const CLASSES = 4;
/** What Keras answers is right here. */
const labels = Array.from({ length: count }, (_, n) => {
  const answers = [...y.slice(n * CLASSES, (n + 1) * CLASSES)];
  return answers.indexOf(Math.max(...answers));
});
const setOf = (values: ArrayLike<number>, shape: readonly number[]) =>
  npzOf({ x: { type: '<f4', shape, values }, y: { type: '<i4', shape: [count], values: labels } });
const FILES: ReadonlyMap<string, Uint8Array> = new Map([
  ['data.npz', setOf(x, [count, 12, 12, 1])],
  ['wide.npz', setOf(x, [count, 6, 24, 1])],
  ['m.keras', fileNamed('lenet.keras')],
  ['m.h5', fileNamed('lenet.h5')],
  ['refused.keras', fileNamed('refused.keras')],
]);

const NAMES = '[a, b, c, d]';
const MODEL = (keras: string, more = '', data = 'data.npz', classes = NAMES) => `version: 1
models:
  lenet:
    data: { test: { npz: ${data} }, classes: ${classes}, calibrate: { from: test } }
    student: { keras: ${keras} }
${more}`;

function inputOf(yaml: string, files = FILES, change: Partial<GateInput> = {}) {
  const stages: string[] = [];
  const makeTrainer = () => {
    throw new Error('something is trained');
  };
  const input = {
    ...gateInput(yaml, files, { makeTrainer, onProgress: ({ stage }) => stages.push(stage) }),
    ...change,
  };
  return { input, stages };
}

const run = (yaml: string) => runGate(inputOf(yaml).input);

describe('without a teacher', () => {
  test('nothing is trained and no training data is needed; Keras and the float student answer alike', async () => {
    const [model] = must(await run(MODEL('m.keras'))).report.models;
    expect(model.training).toMatchObject({ formula: 'none: the weights of the file', epochs: 0, bestEpoch: 0 });
    expect(model.floatAccuracy).toEqual({ correct: count, total: count });
    expect(model.inputs.student).toBe(sha256Hex(fileNamed('lenet.keras')));
  });

  test('one model gives one .tflite file, in whatever form Keras saved it', async () => {
    const [a, b] = [must(await run(MODEL('m.keras'))), must(await run(MODEL('m.h5')))];
    expect(a.report.models[0].model.sha256).toBe(b.report.models[0].model.sha256);
  });

  test('it ends in the softmax that Keras has', async () => {
    const [{ model }] = must(await run(MODEL('m.keras'))).report.models;
    expect(model.operators.at(-1)?.op).toBe('SOFTMAX');
  });

  test('steps that train need training data, and epochs that kd.yaml names', async () => {
    for (const more of [
      '    distill: { epochs: 3 }',
      '    prune: { sparsity: 0.5 }',
      '    quantize: { aware: true }',
    ]) {
      expect(problemsOf(await run(MODEL('m.keras', more))).map(({ code }) => code)).toEqual(['data/train-missing']);
    }
    const train = MODEL('m.keras', '    distill: { epochs: 3, batch: 2, validation: 0 }').replace(
      'data: {',
      'data: { train: { npz: data.npz },',
    );
    await expect(run(train)).rejects.toThrow('something is trained');
    must(await run(train.replace('epochs: 3', 'epochs: 0')));
  });
});

describe('what it is stored by', () => {
  test('another file of the same name is not the one of before', async () => {
    const results = resultsOf(memoryStore());
    const stagesWith = async (files: ReadonlyMap<string, Uint8Array>) => {
      const { input, stages } = inputOf(MODEL('m.keras'), files, { results });
      must(await runGate(input));
      return stages;
    };
    expect(await stagesWith(FILES)).toContain('quantize');
    expect(await stagesWith(FILES)).toEqual(['stored']);
    expect(await stagesWith(new Map([...FILES, ['m.keras', fileNamed('lenet.h5')]]))).toContain('quantize');
  });

  test('the file is one of those that kd.yaml names', () => {
    const { models } = must(parseSpec(MODEL('m.keras'), 'kd.yaml'));
    expect(filesOfModel(models.lenet).map(({ key, path }) => [key, path])).toContainEqual(['student.keras', 'm.keras']);
  });
});

describe('mistakes', () => {
  const told = async (yaml: string) =>
    problemsOf(await run(yaml)).map(({ code, place, message }) => `${code} ${place?.path} ${message}`);

  test.each([
    [
      'another shape',
      MODEL('m.keras', '', 'wide.npz'),
      /^keras\/input-shape models\.lenet\.student\.keras m\.keras: .* takes 12x12x1, .* is 6x24x1/,
    ],
    [
      'other classes',
      MODEL('m.keras', '', 'data.npz', '[a, b, c, d, e]'),
      /^network\/classes models\.lenet\.student\.keras the network ends in 4, the data has 5 classes/,
    ],
    ['no file', MODEL('gone.keras'), /^file\/missing models\.lenet\.student\.keras/],
  ])('%s is told at the key', async (_, yaml, message) => {
    expect(await told(yaml)).toEqual([expect.stringMatching(message)]);
  });

  test('all layers that it cannot hold are told', async () => {
    expect(await told(MODEL('refused.keras'))).toHaveLength(3);
  });

  test('random weights have to learn', () => {
    const yaml = MODEL('m.keras', '    distill: { epochs: 0 }').replace(
      '{ keras: m.keras }',
      '{ arch: { resnet-8: {} } }',
    );
    const problems = problemsOf(parseSpec(yaml, 'kd.yaml'));
    expect(problems.map(({ code }) => code)).toEqual(['student/no-epochs']);
  });
});
