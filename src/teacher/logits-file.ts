// What an .npz file of a teacher's answers says beside them: the data that was answered, the model, the classes' names.
import { attempt, must, type Outcome, reject, under } from '../base/problem.ts';
import { quote, quoteNames } from '../base/quote.ts';
import type { NumberArray } from '../data/array.ts';
import { readNpy } from '../data/readers/npy.ts';
import { readNpyLabels } from '../data/readers/npy-labels.ts';
import { readNpz, readSingleNpz } from '../data/readers/npz.ts';
import { isZip, unzip } from '../data/readers/unzip.ts';

export interface LogitsFile {
  readonly logits: NumberArray;
  /** SHA-256 of the data's file, as data.train.sha256 pins it. */
  readonly dataSha256?: string;
  readonly modelSha256?: string;
  /** In the order of the columns. */
  readonly classes?: readonly string[];
}

const [LOGITS, DATA, MODEL, CLASSES] = ['logits', 'data_sha256', 'model_sha256', 'classes'];

/** .npy, or .npz with one array, or with `logits` among others. Problems: `data/...`, `teacher/logits-data`. */
export function readLogitsFile(bytes: Uint8Array): Outcome<LogitsFile> {
  return attempt(() => {
    if (!isZip(bytes)) return { logits: must(readNpy(bytes)) };
    const wanted = [DATA, MODEL, CLASSES].map((name) => `${name}.npy`);
    const { files, listed } = unzip(bytes, new Set(wanted));
    if (!listed.includes(`${LOGITS}.npy`)) return { logits: must(readSingleNpz(bytes)) };
    const textsIn = (name: string) => {
      const file = files.get(`${name}.npy`);
      return file && textsOf(file, name);
    };
    return {
      logits: must(readNpz(bytes, [LOGITS]))[0],
      dataSha256: digestIn(textsIn(DATA), DATA),
      modelSha256: digestIn(textsIn(MODEL), MODEL),
      classes: textsIn(CLASSES),
    };
  });
}

function digestIn(texts: readonly string[] | undefined, name: string): string | undefined {
  if (texts === undefined) return undefined;
  const digest = texts[0]?.toLowerCase() ?? '';
  if (texts.length === 1 && /^[0-9a-f]{64}$/.test(digest)) return digest;
  return reject('teacher/logits-data', `${name} is ${quoteNames(texts)}; write the SHA-256 as 64 hexadecimal digits`);
}

function textsOf(file: Uint8Array, name: string): readonly string[] {
  const texts = must(under(name, readNpyLabels(file)));
  if (!('dtype' in texts)) return texts;
  return reject('data/npy-type', `${quote(name)} holds no texts; save numpy.array(['a', 'b'])`);
}
