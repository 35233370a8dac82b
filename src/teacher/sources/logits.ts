// A teacher's answers from a file, made by any program.
import { sha256Hex } from '../../base/digest.ts';
import { attempt, must, type Outcome, reject, under } from '../../base/problem.ts';
import { describeShape, sameShape } from '../../base/shape.ts';
import type { NumberArray } from '../../data/array.ts';
import type { Dataset } from '../../data/dataset.ts';
import { readNpy } from '../../data/readers/npy.ts';
import { readSingleNpz } from '../../data/readers/npz.ts';
import type { Answered, Source, TeacherInput } from '../source.ts';

export const logits: Source = async ({ params, train, test, read }) => {
  const files = typeof params.logits === 'string' ? { train: params.logits, test: undefined } : params.logits;
  if (!files) throw new Error('askTeacher takes this source only when `logits` is there');
  const [trainKey, testKey] = files === params.logits ? ['logits.train', 'logits.test'] : ['logits', ''];
  const ofTrain = under(trainKey, await readLogits(files.train, train, 'training', read));
  const ofTest =
    files.test === undefined ? undefined : under(testKey, await readLogits(files.test, test, 'test', read));
  const problems = [ofTrain, ofTest].flatMap((outcome) => (outcome && !outcome.ok ? outcome.problems : []));
  if (problems.length > 0) return { ok: false, problems };
  return attempt((): Answered => {
    const trained = must(ofTrain);
    const tested = ofTest && must(ofTest);
    const digests = { teacher: trained.digest, ...(tested && { teacherTest: tested.digest }) };
    return { engine: `logits of ${files.train}`, train: trained.values, test: tested?.values, digests };
  });
};

interface Read {
  readonly values: Float32Array;
  readonly digest: string;
}

async function readLogits(
  path: string,
  dataset: Dataset,
  set: string,
  read: TeacherInput['read'],
): Promise<Outcome<Read>> {
  const bytes = await read(path);
  if (!bytes.ok) return bytes;
  return attempt((): Read => {
    const array = arrayOf(bytes.value);
    const [count, classes] = [array.shape[0], dataset.classes.length];
    if (array.shape.length !== 2 || !sameShape(array.shape, [count, classes])) {
      const shapes = `${describeShape(array.shape)}, not ${describeShape([dataset.count, classes])} (samples x classes)`;
      reject('teacher/logits-shape', `the teacher's answers are ${shapes}`);
    }
    if (count !== dataset.count) {
      const counts = `${count} samples, the ${set} set has ${dataset.count}`;
      reject('teacher/logits-count', `the teacher answered ${counts}; they must be the same samples in the same order`);
    }
    return { values: Float32Array.from(array.values, Number), digest: sha256Hex(bytes.value) };
  });
}

/** An .npz is a zip archive and starts with PK. */
function arrayOf(bytes: Uint8Array): NumberArray {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  return must(isZip ? readSingleNpz(bytes) : readNpy(bytes));
}
