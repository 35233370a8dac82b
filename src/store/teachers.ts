// A teacher's answers by the digest of what they depend on: a changed student doesn't train or ask it again.
import { viewOf } from '../base/bytes.ts';
import type { Answers } from '../report/report.ts';
import { keepBlob, readBlob } from './blobs.ts';
import { MOST_BLOB_BYTES, type StoreFolder } from './folder.ts';
import { type DigestOf, type FileDigests, listOfFiles } from './reads.ts';
import type { TeacherEntry } from './schemas.ts';
import { keepState, recallState } from './states.ts';
import type { Store } from './store.ts';

export type StoredTeaching = TeacherEntry['teaching'] & {
  /** [train.count, outputs] */
  readonly logits: Float32Array;
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
    const bytes = await readBlob(store.folder, entry.logits.sha256);
    if (!bytes || bytes.length !== 4 * asked.trainCount * asked.classes) return undefined;
    const logits = floatsOf(bytes);
    return logits.every(Number.isFinite) ? { ...entry.teaching, logits } : undefined;
  });
}

function isAnswerTo(
  { kind, classes, trainCount, testCount }: AskedTeacher,
  { teaching, logits }: TeacherEntry,
): boolean {
  const { accuracy, exactMatch, error } = teaching;
  // Of multi-label all outputs are counted.
  const answers = exactMatch ? testCount * classes : testCount;
  const isOf = ({ correct, total }: Answers, most: number) => total === most && correct <= most;
  const isScore =
    (!accuracy || isOf(accuracy, answers)) &&
    (!exactMatch || (accuracy !== undefined && isOf(exactMatch, testCount))) &&
    (!error || (!accuracy && error.total === testCount));
  return isScore && teaching.kind === kind && logits.count === trainCount && logits.classes === classes;
}

export async function keepTeacher(
  folder: StoreFolder,
  key: string,
  files: FileDigests,
  { trainCount, classes }: AskedTeacher,
  { logits, ...teaching }: StoredTeaching,
): Promise<void> {
  const bytes = bytesOf(logits);
  if (bytes.length > MOST_BLOB_BYTES) return;
  const sha256 = await keepBlob(folder, bytes);
  const body = { files: listOfFiles(files), teaching, logits: { sha256, count: trainCount, classes } };
  await keepState(folder, 'teacher', key, files, body);
}

/** float32, little endian. */
function bytesOf(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = viewOf(bytes);
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i], true);
  return bytes;
}

function floatsOf(bytes: Uint8Array): Float32Array {
  const view = viewOf(bytes);
  const values = new Float32Array(bytes.length / 4);
  for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(4 * i, true);
  return values;
}
