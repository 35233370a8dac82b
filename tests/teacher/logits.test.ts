import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/base/digest.ts';
import { done, must, problemsOf } from '../../src/base/problem.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { unzip } from '../../src/data/readers/unzip.ts';
import { logits } from '../../src/teacher/kinds/logits.ts';
import { fileOf, questionsOf, unlabelled } from './engines.ts';

const file = fileOf('logits.npz');
const digestOf = (text: string) => sha256Hex(new TextEncoder().encode(text));
const dataWith = (classes: readonly string[], digest = digestOf('data')): Dataset => ({
  ...unlabelled([0, 1], [2, 1]),
  classes,
  digest,
});

const answerFor = (train: Dataset, bytes = file) =>
  logits.answer(questionsOf(train, { read: async () => done(bytes) }), 'logits.npz');

describe('logits that say what they were made from', () => {
  test('are taken where the data are the same, and the model is told', async () => {
    const teacher = must(await answerFor(dataWith(['cat', 'dog', 'bird'])));
    expect(Array.from(teacher.train)).toEqual([2, 1, 0, 3, 5, 4]);
    expect(teacher.digests).toEqual({ teacher: sha256Hex(file), teacherModel: digestOf('model') });
    expect(teacher.engine).toBe('logits of logits.npz');
  });

  test('come in the order of the data, by the names of the classes', async () => {
    const teacher = must(await answerFor(dataWith(['bird', 'cat', 'dog'])));
    expect(Array.from(teacher.train)).toEqual([0, 2, 1, 4, 3, 5]);
    expect(teacher.engine).toBe('logits of logits.npz, its classes in the order of the data');
  });

  test('keep their order where the data have no names', async () => {
    expect(Array.from(must(await answerFor(dataWith(['0', '1', '2']))).train)).toEqual([2, 1, 0, 3, 5, 4]);
  });

  test('of other data are refused', async () => {
    expect(problemsOf(await answerFor(dataWith(['cat', 'dog', 'bird'], 'ab'.repeat(32))))).toEqual([
      {
        code: 'teacher/logits-data',
        message:
          `the teacher answered data with the SHA-256 ${digestOf('data')}, the training set has ${'ab'.repeat(32)}; ` +
          'let it answer the data that are there now',
        place: { path: 'logits' },
      },
    ]);
  });

  test('of other classes are refused', async () => {
    expect(problemsOf(await answerFor(dataWith(['cat', 'dog', 'fish'])))).toMatchObject([
      {
        code: 'teacher/class-order',
        message:
          "the teacher's classes are cat, dog, bird, the data's cat, dog, fish; " +
          "write the same names, in data.classes and in the teacher's file",
      },
    ]);
  });

  test.each([
    ['a digest that is none', 'data_sha256', 'classes', 'teacher/logits-data'],
    ['numbers as names', 'classes', 'logits', 'data/npy-type'],
    ['names that are cut off', 'classes', '', 'data/npy'],
  ])('with %s are refused', async (_, name, other, code) => {
    const names = ['logits', 'classes', 'data_sha256'].map((own) => `${own}.npy`);
    const entries = Object.fromEntries(unzip(file, new Set(names)).files);
    const own = `${name}.npy`;
    const changed = { ...entries, [own]: other === '' ? entries[own].slice(0, -3) : entries[`${other}.npy`] };
    expect(problemsOf(await answerFor(dataWith(['cat', 'dog', 'bird']), zipSync(changed)))).toMatchObject([{ code }]);
  });
});
