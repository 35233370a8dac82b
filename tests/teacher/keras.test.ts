import { describe, expect, test } from 'vitest';
import { must, problemsOf } from '../../src/base/problem.ts';
import { referenceKernels } from '../../src/simd/reference/index.ts';
import { createMemory, FIRST_FREE_ADDRESS } from '../../src/simd/wasm.ts';
import { keras } from '../../src/teacher/kinds/keras.ts';
import { centred, greatestDifference, questionsOf, recorded, unlabelled } from './engines.ts';

const setOf = (name: string) => {
  const { shape, values } = recorded(name);
  return unlabelled(values, shape);
};
const log = (values: ArrayLike<number>) => Array.from(values, (p) => Math.log(p));

describe('a Keras teacher whose layers are all ours', () => {
  const makeKernels = (bytes: number) => referenceKernels(createMemory(bytes + FIRST_FREE_ADDRESS));
  const images = setOf('images');

  test('answers as Keras does on our own kernels, and can be asked again', async () => {
    const questions = questionsOf(images, { makeKernels, test: images, engines: undefined });
    const teacher = must(await keras.answer(questions, 'plain.keras'));
    expect(greatestDifference(centred(teacher.train), centred(log(recorded('plain').values)))).toBeLessThan(1e-5);
    expect(teacher.engine).toBe("kd-gate's float kernels");
    expect(teacher.test).toEqual(teacher.train);
    const x = recorded('images').values.slice(0, 128);
    const revived = must(await keras.live(questions, 'plain.keras', teacher.live?.state ?? new Float32Array()));
    expect(revived.answer(x, 2)).toEqual(teacher.live?.answer(x, 2));
    expect(Array.from(revived.answer(x, 2))).toEqual(Array.from(teacher.train.slice(0, 8)));
  });
});

describe('a Keras teacher', () => {
  test.each([
    ['branches, merges and most layers of pictures', 'cnn.keras', 'cnn', 'images'],
    ['the same in HDF5', 'cnn.h5', 'cnn', 'images'],
    ['a model in a model', 'nested.keras', 'nested', 'images'],
    ['LSTM layers', 'lstm.keras', 'lstm', 'series'],
    ['LSTM layers in HDF5', 'lstm.h5', 'lstm', 'series'],
    ['a GRU whose reset gate comes after the product', 'gru.keras', 'gru', 'series'],
    ['a GRU whose reset gate comes first', 'gru-plain.keras', 'gru-plain', 'series'],
    ['layers over time', 'conv1d.keras', 'conv1d', 'series'],
  ])('answers as Keras does, in front of its softmax: %s', async (_, file, name, samples) => {
    const teacher = must(await keras.answer(questionsOf(setOf(samples)), file));
    expect(greatestDifference(centred(teacher.train), centred(log(recorded(name).values)))).toBeLessThan(1e-5);
    expect(teacher.engine).toBe('TensorFlow.js 4.22.0 (WASM)');
  });

  test('answers as Keras does, with recurrent layers both ways and no softmax', async () => {
    const teacher = must(await keras.answer(questionsOf(setOf('series')), 'bidirectional.keras'));
    expect(greatestDifference(teacher.train, recorded('bidirectional').values)).toBeLessThan(1e-5);
  });

  test.each([
    ['lambda.keras', 'images', "the teacher's layer twice is a Lambda, which is code and is never executed"],
    [
      'attention.keras',
      'series',
      "the teacher's layer looks is a MultiHeadAttention, which TensorFlow.js does not know",
    ],
  ])('of a layer that is not supported is refused by its name: %s', async (file, samples, message) => {
    const problems = problemsOf(await keras.answer(questionsOf(setOf(samples)), file));
    expect(problems).toMatchObject([
      { code: 'teacher/layer', message: expect.stringContaining(message), place: { path: 'keras' } },
    ]);
  });
});
