// A teacher's answers from a file, made by any program.
import type { FromSchema } from 'json-schema-to-ts';
import { sha256Hex } from '../../base/digest.ts';
import { PATH } from '../../base/path.ts';
import { attemptLater, must, mustAll, type Outcome, reject, under } from '../../base/problem.ts';
import { describeShape, sameShape } from '../../base/shape.ts';
import { type Dataset, outputsOf, taskOf } from '../../data/dataset.ts';
import { inOrder, placesOf } from '../class-order.ts';
import type { Questions, TeacherKind } from '../kind.ts';
import { readLogitsFile } from '../logits-file.ts';

const SCHEMA = {
  description:
    'A .npy file, or an .npz with one array or with `logits`, of the answers for the training samples, [samples, ' +
    'classes], before any softmax; or one for train and one for test. In an .npz, `data_sha256` and `classes` ' +
    'are checked.',
  anyOf: [
    PATH,
    {
      type: 'object',
      additionalProperties: false,
      required: ['train'],
      properties: {
        train: { ...PATH, description: 'Answers for the training samples, in their order.' },
        test: { ...PATH, description: "Answers for the test samples; only for the report's teacher accuracy." },
      },
    },
  ],
} as const;

type Paths = FromSchema<typeof SCHEMA>;

export const logits = {
  schema: SCHEMA,
  isFileOfAnswers: true,
  files: (paths: Paths) => paths,
  answer: ({ train, test, read }, paths: Paths) =>
    attemptLater(async () => {
      const [trainPath, testPath] = typeof paths === 'string' ? [paths] : [paths.train, paths.test];
      const key = typeof paths === 'string' ? 'logits' : 'logits.train';
      const ofTrain = under(key, await readLogits(trainPath, train, 'training', read));
      const ofTest = testPath && test && under('logits.test', await readLogits(testPath, test, 'test', read));
      const sets = mustAll(ofTest ? [ofTrain, ofTest] : [ofTrain]);
      const [trainSet, testSet] = [sets[0], sets.at(1)];
      return {
        engine: `logits of ${trainPath}${trainSet.note}`,
        train: trainSet.values,
        test: testSet?.values,
        digests: { teacher: trainSet.digest, ...(testSet && { teacherTest: testSet.digest }), ...trainSet.more },
      };
    }),
} satisfies TeacherKind;

interface Logits {
  readonly values: Float32Array;
  readonly digest: string;
  /** SHA-256 of the model that made them, where the file says it. */
  readonly more: Readonly<Record<string, string>>;
  /** For the report. */
  readonly note: string;
}

function readLogits(path: string, dataset: Dataset, set: string, read: Questions['read']): Promise<Outcome<Logits>> {
  return attemptLater(async (): Promise<Logits> => {
    const bytes = must(await read(path));
    const { logits: array, dataSha256, modelSha256, classes } = must(readLogitsFile(bytes));
    checkData(dataSha256, dataset, set);
    const [count, outputs] = [array.shape[0], outputsOf(dataset)];
    const isFlat = outputs === 1 && sameShape(array.shape, [count]);
    if (!isFlat && !sameShape(array.shape, [count, outputs])) {
      const what = taskOf(dataset) === 'classify' ? 'classes' : 'outputs';
      const wanted = `${describeShape([dataset.count, outputs])} (samples x ${what})`;
      reject('teacher/logits-shape', `the teacher's answers are ${describeShape(array.shape)}, not ${wanted}`);
    }
    if (count !== dataset.count) {
      const counts = `${count} samples, the ${set} set has ${dataset.count}`;
      reject('teacher/logits-count', `the teacher answered ${counts}; they must be the same samples in the same order`);
    }
    const places = classes && taskOf(dataset) === 'classify' ? placesOf(classes, dataset.classes) : undefined;
    const values = Float32Array.from(array.values, Number);
    return {
      values: places ? inOrder(values, places) : values,
      digest: sha256Hex(bytes),
      more: modelSha256 === undefined ? {} : { teacherModel: modelSha256 },
      note: places ? ', its classes in the order of the data' : '',
    };
  });
}

function checkData(sha256: string | undefined, { digest }: Dataset, set: string): void {
  if (sha256 === undefined || sha256 === digest) return;
  const what = `the teacher answered data with the SHA-256 ${sha256}, the ${set} set has ${digest}`;
  reject('teacher/logits-data', `${what}; let it answer the data that are there now`);
}
