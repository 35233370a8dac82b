// A teacher's answers from a file, made by any program.
import type { FromSchema } from 'json-schema-to-ts';
import { sha256Hex } from '../../base/digest.ts';
import { PATH } from '../../base/path.ts';
import { attemptLater, must, mustAll, type Outcome, reject, under } from '../../base/problem.ts';
import { describeShape, sameShape } from '../../base/shape.ts';
import type { NumberArray } from '../../data/array.ts';
import { type Dataset, outputsOf, taskOf } from '../../data/dataset.ts';
import { readNpy } from '../../data/readers/npy.ts';
import { readSingleNpz } from '../../data/readers/npz.ts';
import type { Questions, TeacherKind } from '../kind.ts';

const SCHEMA = {
  description:
    'A .npy file, or an .npz with one array, of the answers for the training samples, [samples, classes], before any ' +
    'softmax; or one for train and one for test.',
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
        engine: `logits of ${trainPath}`,
        train: trainSet.values,
        test: testSet?.values,
        digests: { teacher: trainSet.digest, ...(testSet && { teacherTest: testSet.digest }) },
      };
    }),
} satisfies TeacherKind;

interface Logits {
  readonly values: Float32Array;
  readonly digest: string;
}

function readLogits(path: string, dataset: Dataset, set: string, read: Questions['read']): Promise<Outcome<Logits>> {
  return attemptLater(async () => {
    const bytes = must(await read(path));
    const array = arrayOf(bytes);
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
    return { values: Float32Array.from(array.values, Number), digest: sha256Hex(bytes) };
  });
}

/** An .npz is a zip archive and starts with PK. */
function arrayOf(bytes: Uint8Array): NumberArray {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  return must(isZip ? readSingleNpz(bytes) : readNpy(bytes));
}
