import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { TEACHER_SCHEMA } from '../../src/teacher/params.ts';

const ajv = new Ajv({
  useDefaults: true,
  strict: true,
  strictTypes: false,
  strictTuples: false,
  allowUnionTypes: true,
});

test.each([
  ['a model', { tflite: 'a.tflite' }, true],
  ['logits of the training set', { logits: 'train.npy' }, true],
  ['logits of both sets', { logits: { train: 'train.npy', test: 'test.npz' } }, true],
  ['layers and their training', { layers: [{ dense: { units: 3 } }], train: { epochs: 5 } }, true],
  ['logits of the test set alone', { logits: { test: 'test.npy' } }, false],
  ['a number', { tflite: 3 }, false],
  ['an unknown source', { onxx: 'a' }, false],
])('%s', (_, section, valid) => expect(ajv.validate(TEACHER_SCHEMA, section)).toBe(valid));

test('training has the defaults of distill', () => {
  const section = { layers: [{ dense: { units: 3 } }] };
  ajv.validate(TEACHER_SCHEMA, section);
  expect(section).toMatchObject({ train: { batch: 32, optimizer: { adam: { learningRate: 0.02 } } } });
});
