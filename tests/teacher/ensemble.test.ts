import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { sha256Hex } from '../../src/base/digest.ts';
import { describeProblem, done, failed, must } from '../../src/base/problem.ts';
import { filesOfModel } from '../../src/config/files.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { referenceKernels } from '../../src/simd/reference/index.ts';
import { createMemory, FIRST_FREE_ADDRESS } from '../../src/simd/wasm.ts';
import type { Checkpoint, Checkpoints } from '../../src/student/checkpoint.ts';
import type { Questions } from '../../src/teacher/kind.ts';
import { TEACHER_SCHEMA, type TeacherParams } from '../../src/teacher/params.ts';
import { askTeacher } from '../../src/teacher/teacher.ts';
import { datasetOf, softmaxRegression } from '../student/softmax-regression.ts';

const ajv = new Ajv({
  useDefaults: true,
  strict: true,
  strictTypes: false,
  strictTuples: false,
  allowUnionTypes: true,
});
const paramsOf = (section: object): TeacherParams => {
  if (!ajv.validate(TEACHER_SCHEMA, section)) throw new Error(ajv.errorsText());
  return section as TeacherParams;
};

/** Version 1.0 of NEP 1, of two classes. */
function npy(...values: number[]): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${values.length / 2}, 2), }`.padEnd(117);
  const start = `\x93NUMPY\x01\x00\x76\x00${header}\n`;
  return Uint8Array.from([
    ...Array.from(start, (c) => c.charCodeAt(0)),
    ...new Uint8Array(Float32Array.from(values).buffer),
  ]);
}

const A = npy(2, 0, 4, 8);
const B = npy(6, 4, 0, 0);
const TEST = npy(3, 0);
const files = new Map([
  ['a.npy', A],
  ['b.npy', B],
  ['t.npy', TEST],
]);
const train = datasetOf([1, 0, 0, 1], [0, 1]);
const testSet = datasetOf([1, 1], [0], 2);

function ask(ensemble: readonly object[], more: Partial<Questions> = {}) {
  return askTeacher({
    params: paramsOf({ ensemble: structuredClone(ensemble) }),
    train,
    test: testSet,
    read: async (path) => {
      const bytes = files.get(path);
      return bytes ? done(bytes) : failed({ code: 'file/missing', message: `there is no file ${path}` });
    },
    makeKernels: (bytes) => referenceKernels(createMemory(bytes + FIRST_FREE_ADDRESS)),
    makeTrainer: softmaxRegression(),
    seed: 1,
    ...more,
  });
}

test('its logits are the mean of those of its members, its digests those of all their files', async () => {
  const teaching = must(await ask([{ logits: 'a.npy' }, { logits: 'b.npy' }]));
  expect(teaching).toMatchObject({
    kind: 'ensemble',
    engine: 'mean logits of 2: logits of a.npy; logits of b.npy',
    digests: { teacher1: sha256Hex(A), teacher2: sha256Hex(B) },
  });
  expect(Array.from(teaching.logits)).toEqual([4, 2, 2, 4]);
  expect(teaching.accuracy).toBeUndefined();
});

test('its accuracy is known where every member answers the test samples', async () => {
  const tested = { logits: { train: 'a.npy', test: 't.npy' } };
  expect(must(await ask([tested, tested])).accuracy).toEqual({ correct: 1, total: 1 });
  expect(must(await ask([tested, { logits: 'b.npy' }])).accuracy).toBeUndefined();
});

// (3 * a + 1 * b) / 4
test('weights are shares', async () => {
  const teaching = must(await ask([{ logits: 'a.npy', weight: 3 }, { logits: 'b.npy' }]));
  expect(Array.from(teaching.logits)).toEqual([3, 1, 3, 6]);
  expect(teaching.engine).toBe('mean logits of 2: 3 x logits of a.npy; 1 x logits of b.npy');
});

test('two members of the same layers start from different weights, and answer live as one', async () => {
  const dense = { units: 2, activation: 'none', batchNorm: false, bias: true };
  const member = { layers: [{ dense }], train: { epochs: 1, batch: 2, validation: 0 } };
  const one = { ...member, train: { ...member.train, optimizer: { sgd: { learningRate: 1e-9 } } } };
  const twice = must(await ask([one, one]));
  const [first, ensemble] = [must(await ask([one, { ...one, weight: 1e-6 }])).logits, twice.logits];
  expect(Array.from(first)).not.toEqual(Array.from(ensemble));
  const live = twice.live?.answer(Float32Array.of(1, 0, 0, 1), 2) ?? [];
  twice.logits.forEach((value, i) => {
    expect(live[i]).toBeCloseTo(value, 5);
  });
});

test('a member that was cut off goes on by itself: no other member goes on from where it had come to', async () => {
  const dense = { units: 2, activation: 'none', batchNorm: false, bias: true };
  const member = { layers: [{ dense }], train: { epochs: 3, batch: 2, validation: 0 } };
  const stored = new Map<string, Checkpoint>();
  let kills = 0;
  const checkpoints = (stream: string): Checkpoints => ({
    find: async () => stored.get(stream),
    async keep(checkpoint) {
      stored.set(stream, structuredClone(checkpoint));
      if (stream === 'teacher/1' && checkpoint.history.length === 2 && kills++ === 0) throw new Error('killed');
    },
    drop: async () => void stored.delete(stream),
  });
  await expect(ask([member, member], { checkpoints })).rejects.toThrow('killed');
  expect([...stored].map(([stream, { history }]) => [stream, history.length])).toEqual([
    ['teacher/0', 3],
    ['teacher/1', 2],
  ]);
  const goneOn = must(await ask([member, member], { checkpoints }));
  expect(goneOn.logits).toEqual(must(await ask([member, member])).logits);
});

test('problems of members have their paths', async () => {
  const outcome = await ask([{ logits: 'no.npy' }, { logits: 'b.npy' }]);
  expect(outcome).toMatchObject({ problems: [{ code: 'file/missing', place: { path: 'ensemble[0].logits' } }] });
});

const yaml = (teacher: string) => `version: 1
models:
  m:
    data: { train: { npz: a.npz } }
    teacher: ${teacher}
    student: { layers: [dense: { units: 2 }] }
`;

test('every file of every member is named, with its bound', () => {
  const spec = must(parseSpec(yaml('{ ensemble: [{ tflite: a.tflite }, { logits: { train: b.npy } }] }'), 'kd.yaml'));
  const [, tflite, logits] = filesOfModel(spec.models.m);
  expect(tflite).toMatchObject({ path: 'a.tflite', key: 'teacher.ensemble[0].tflite' });
  expect(tflite.mostBytes).toBeGreaterThan(0);
  expect(logits).toEqual({ path: 'b.npy', key: 'teacher.ensemble[1].logits.train' });
});

test.each([
  [
    'no kind and two',
    '{ ensemble: [{ weight: 2 }, { tflite: a, logits: b }] }',
    [
      'kd.yaml:5:27 models.m.teacher.ensemble[0]: ' +
        'a teacher is one of tflite, keras, tfjs, onnx, logits, layers and arch; ' +
        'none of them is there',
      'kd.yaml:5:42 models.m.teacher.ensemble[1]: ' +
        'a teacher is one of tflite, keras, tfjs, onnx, logits, layers and arch; ' +
        'not tflite and logits at once',
    ],
  ],
  ['one member', '{ ensemble: [{ tflite: a }] }', [expect.stringContaining('models.m.teacher.ensemble')]],
  [
    'an ensemble inside',
    '{ ensemble: [{ tflite: a }, { ensemble: [] }] }',
    [expect.stringContaining('unknown key "ensemble"')],
  ],
  ['nine members', `{ ensemble: [${Array(9).fill('{ tflite: a }').join(', ')}] }`, [expect.stringContaining('2 to 8')]],
])('%s is a problem with its place', (_, teacher, problems) => {
  const outcome = parseSpec(yaml(teacher), 'kd.yaml');
  expect(outcome.ok ? [] : outcome.problems.map(describeProblem)).toEqual(problems);
});
