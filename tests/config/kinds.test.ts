import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { attempt, describeProblem, done, failed, must, reject } from '../../src/base/problem.ts';
import { filesOfModel } from '../../src/config/files.ts';
import { KINDS } from '../../src/config/kinds.ts';
import { specParser } from '../../src/config/parse.ts';
import { specSchema } from '../../src/config/schema.ts';
import { loadData } from '../../src/data/load.ts';
import type { Reader } from '../../src/data/reader.ts';
import { READERS } from '../../src/data/readers/index.ts';
import { referenceKernels } from '../../src/simd/reference/index.ts';
import { createMemory, FIRST_FREE_ADDRESS } from '../../src/simd/wasm.ts';
import type { TeacherKind } from '../../src/teacher/kind.ts';
import { TEACHERS } from '../../src/teacher/kinds/index.ts';
import { askTeacher } from '../../src/teacher/teacher.ts';
import { softmaxRegression } from '../student/softmax-regression.ts';

/** Lines of numbers, the label last; `scale` beside it multiplies the samples. */
const numbers = {
  schema: { type: 'string', minLength: 1, description: 'A text file, one sample a line, the label last.' },
  siblings: { scale: { type: 'number', default: 1, description: 'Of numbers: multiplies the samples.' } },
  files: (path: string) => path,
  read([file], _, { scale }: { readonly scale: number }) {
    const rows = new TextDecoder().decode(file).trim().split('\n');
    const cells = rows.map((row) => row.split(' ').map(Number));
    if (cells.flat().some(Number.isNaN)) reject('data/csv-number', 'not a number');
    const values = Float32Array.from(
      cells.flatMap((row) => row.slice(0, -1)),
      (v) => v * scale,
    );
    return {
      x: { shape: [rows.length, cells[0].length - 1], dtype: 'float32', values },
      y: { shape: [rows.length], dtype: 'float64', values: Float64Array.from(cells, (row) => row[row.length - 1]) },
    };
  },
} as const satisfies Reader;

/** Answers every sample with one weight a class, from a file with these weights. */
const constant = {
  schema: {
    type: 'object',
    description: 'A file of one weight a class.',
    additionalProperties: false,
    required: ['weights'],
    properties: { weights: { type: 'string', minLength: 1, description: 'The file.' } },
  },
  files: ({ weights }: { readonly weights: string }) => ({ weights }),
  async answer({ train, read }, { weights }: { readonly weights: string }) {
    const bytes = await read(weights);
    return attempt(() => {
      const row = new TextDecoder().decode(must(bytes)).split(' ').map(Number);
      const logits = Float32Array.from({ length: train.count * row.length }, (_, i) => row[i % row.length]);
      return { engine: 'constant', train: logits, digests: {} };
    });
  },
} as const satisfies TeacherKind;

/** As messages list them: the shipped ones, then the made-up one. */
const readerNames = `${Object.keys(READERS).join(', ')} and numbers`;
const teacherNames = `${Object.keys(TEACHERS).join(', ')} and constant`;
const kinds = { readers: { ...READERS, numbers }, teachers: { ...TEACHERS, constant } };
const parse = specParser(kinds);
const yaml = (test: string, teacher = '{ constant: { weights: w.txt } }') => `version: 1
models:
  m:
    data:
      train: { numbers: train.txt, scale: 2 }
      test: ${test}
    teacher: ${teacher}
    student: { layers: [dense: { units: 2 }] }
`;
const files = new Map([
  ['train.txt', '1 2 0\n3 4 1\n5 6 0\n'],
  ['test.txt', '1 2 1\n3 4 0\n'],
  ['w.txt', '0.5 -1'],
]);
const read = async (path: string) => {
  const text = files.get(path);
  if (text === undefined) return failed({ code: 'file/missing', message: `there is no file ${path}` });
  return done(new TextEncoder().encode(text));
};
const modelOf = (text: string) => must(parse(text, 'kd.yaml')).models.m;

describe('a reader and a kind of teacher that only the lists know', () => {
  test('have their place in the schema', () => {
    const ajv = new Ajv({ strict: true, allowUnionTypes: true });
    const validate = ajv.compile(specSchema(kinds));
    const spec = (set: object) => ({
      version: 1,
      models: { m: { data: { test: set }, student: { tflite: 'a.tflite' } } },
    });
    expect(validate(spec({ numbers: 'a.txt' }))).toBe(true);
    expect(validate(spec({ numbers: 5 }))).toBe(false);
    const { train, test } = specSchema(kinds).properties.models.additionalProperties.properties.data.properties;
    expect(train.description).toContain(`one of ${readerNames}.`);
    expect(test.description).toContain(`one of ${readerNames}.`);
  });

  test('name their files', () => {
    expect(filesOfModel(modelOf(yaml('{ numbers: test.txt }')), kinds)).toEqual([
      { path: 'train.txt', key: 'data.train.numbers' },
      { path: 'test.txt', key: 'data.test.numbers' },
      { path: 'w.txt', key: 'teacher.constant.weights' },
    ]);
  });

  test('give data and logits', async () => {
    const model = modelOf(yaml('{ numbers: test.txt }'));
    const data = must(await loadData(model.data, read, kinds.readers));
    expect(data.train).toMatchObject({ count: 3, shape: [2], classes: ['0', '1'], labels: Int32Array.of(0, 1, 0) });
    expect(data.train?.values).toEqual(Float32Array.of(2, 4, 6, 8, 10, 12));
    expect(data.test?.values).toEqual(Float32Array.of(1, 2, 3, 4));
    if (!data.train || !model.teacher) throw new Error('both are in the file');
    const tools = {
      makeKernels: (bytes: number) => referenceKernels(createMemory(bytes + FIRST_FREE_ADDRESS)),
      makeTrainer: softmaxRegression(),
    };
    const questions = { train: data.train, test: data.test, read, seed: 1, ...tools };
    const teaching = must(await askTeacher({ params: model.teacher, ...questions }, kinds.teachers));
    expect(teaching).toMatchObject({ kind: 'constant', engine: 'constant' });
    expect(teaching.logits).toEqual(Float32Array.of(0.5, -1, 0.5, -1, 0.5, -1));
  });

  test('are offered where none or two are chosen, and mistakes in their files have their places', async () => {
    const problemsOf = (text: string) => {
      const outcome = parse(text, 'kd.yaml');
      return outcome.ok ? [] : outcome.problems.map(describeProblem);
    };
    expect(
      problemsOf(yaml('{ numbers: test.txt, npz: a.npz }', '{ constant: { weights: w.txt }, tflite: a }')),
    ).toEqual([
      `kd.yaml:6:13 models.m.data.test: a data set is one of ${readerNames}; not npz and numbers at once`,
      `kd.yaml:7:14 models.m.teacher: a teacher is one of ${teacherNames}; not tflite and constant at once`,
    ]);
    expect(problemsOf(yaml('{ numbers: test.txt }', '{ constant: {} }'))).toMatchObject([
      expect.stringContaining('kd.yaml:7:16 models.m.teacher.constant: the key "weights" is missing'),
    ]);
    const outcome = await loadData(modelOf(yaml('{ numbers: w.txt }')).data, read, kinds.readers);
    expect(outcome).toMatchObject({ problems: [{ code: 'data/label-range', place: { path: 'test' } }] });
    const missing = await loadData(modelOf(yaml('{ numbers: no.txt }')).data, read, kinds.readers);
    expect(missing).toMatchObject({ problems: [{ code: 'file/missing', place: { path: 'test.numbers' } }] });
  });

  test('are unknown to the shipped lists', () => {
    const outcome = specParser(KINDS)(yaml('{ numbers: test.txt }'), 'kd.yaml');
    expect(outcome.ok ? [] : outcome.problems.map(({ code }) => code)).toContain('spec/unknown-key');
  });
});
