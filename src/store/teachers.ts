// A teacher's answers by the digest of what they depend on: a changed student doesn't train or ask it again.
import { uint16OfBase64 } from '../base/base64.ts';
import type { Answers } from '../report/report.ts';
import { keepBlob, readBlob } from './blobs.ts';
import { bytesOfFloats, floatsOfBytes } from './floats.ts';
import { MOST_BLOB_BYTES, type StoreFolder } from './folder.ts';
import { type DigestOf, type FileDigests, listOfFiles } from './reads.ts';
import type { TeacherEntry } from './schemas.ts';
import { keepState, recallState } from './states.ts';
import type { Store } from './store.ts';

export type StoredTeaching = TeacherEntry['teaching'] & {
  /** [train.count, outputs] */
  readonly logits: Float32Array;
  /** Of a teacher that can be asked again: what makes it the same one. */
  readonly state?: Float32Array;
};

export interface AskedTeacher {
  /** Its key in kd.yaml. */
  readonly kind: string;
  /** Outputs of an answer. */
  readonly classes: number;
  readonly trainCount: number;
  readonly testCount: number;
}

/** Answers to the same samples by the same files; undefined where there are none, or damaged ones. */
export function recallTeacher(
  store: Pick<Store, 'folder' | 'tell'>,
  key: string,
  asked: AskedTeacher,
  digestOf: DigestOf,
): Promise<StoredTeaching | undefined> {
  return recallState(store, 'teacher', key, digestOf, async (entry) => {
    if (!isAnswerTo(asked, entry)) return undefined;
    const logits = await readFloats(store.folder, entry.logits.sha256, asked.trainCount * asked.classes);
    const state = entry.state && (await readFloats(store.folder, entry.state.sha256, entry.state.count));
    if (!logits || (entry.state && !state)) return undefined;
    return { ...entry.teaching, logits, ...(state && { state }) };
  });
}

/** So many finite ones. */
async function readFloats(folder: StoreFolder, sha256: string, count: number): Promise<Float32Array | undefined> {
  const bytes = await readBlob(folder, sha256);
  if (!bytes || bytes.length !== 4 * count) return undefined;
  const floats = floatsOfBytes(bytes);
  return floats.every(Number.isFinite) ? floats : undefined;
}

function isAnswerTo(
  { kind, classes, trainCount, testCount }: AskedTeacher,
  { teaching, logits }: TeacherEntry,
): boolean {
  const { accuracy, exactMatch, error, testAnswers } = teaching;
  const taken = testAnswers === undefined ? [] : uint16OfBase64(testAnswers, testCount);
  // Of multi-label all outputs are counted.
  const answers = exactMatch ? testCount * classes : testCount;
  const isOf = ({ correct, total }: Answers, most: number) => total === most && correct <= most;
  const isScore =
    (!accuracy || isOf(accuracy, answers)) &&
    (!exactMatch || (accuracy !== undefined && isOf(exactMatch, testCount))) &&
    (!error || (!accuracy && error.total === testCount));
  if (!taken?.every((answer) => answer < Math.max(2, classes))) return false;
  return isScore && teaching.kind === kind && logits.count === trainCount && logits.classes === classes;
}

export async function keepTeacher(
  folder: StoreFolder,
  key: string,
  files: FileDigests,
  { trainCount, classes }: AskedTeacher,
  { logits, state, ...teaching }: StoredTeaching,
): Promise<void> {
  if (4 * Math.max(logits.length, state?.length ?? 0) > MOST_BLOB_BYTES) return;
  const keepFloats = (floats: Float32Array) => keepBlob(folder, bytesOfFloats(floats));
  const body = {
    files: listOfFiles(files),
    teaching,
    logits: { sha256: await keepFloats(logits), count: trainCount, classes },
    ...(state && { state: { sha256: await keepFloats(state), count: state.length } }),
  };
  await keepState(folder, 'teacher', key, files, body);
}
