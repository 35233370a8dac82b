// What an .npz file of a teacher's answers says beside them: the data that was answered, the model, the classes' names.
import { asciiOf } from '../base/bytes.ts';
import { attempt, must, type Outcome, reject } from '../base/problem.ts';
import { quote, quoteNames } from '../base/quote.ts';
import { countElements, type NumberArray } from '../data/array.ts';
import { readNpy } from '../data/readers/npy.ts';
import { readNpz, readSingleNpz } from '../data/readers/npz.ts';
import { unzip } from '../data/readers/unzip.ts';

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
    if (asciiOf(bytes, 0, 2) !== 'PK') return { logits: must(readNpy(bytes)) };
    const wanted = [DATA, MODEL, CLASSES].map((name) => `${name}.npy`);
    const { files, listed } = unzip(bytes, new Set(wanted));
    if (!listed.includes(`${LOGITS}.npy`)) return { logits: must(readSingleNpz(bytes)) };
    const textsIn = (name: string) => {
      const file = files.get(`${name}.npy`);
      return file && must(readTexts(file, name));
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

const MOST_TEXTS = 65_536;
const MOST_CHARACTERS = 256;

/** Of NumPy's types U (UTF-32) and S, as numpy.array(['cat', 'dog']) has them: no axis, or one. */
function readTexts(bytes: Uint8Array, name: string): Outcome<readonly string[]> {
  return attempt(() => {
    const refuse = () => reject('data/npy-type', `${quote(name)} holds no texts; save numpy.array(['a', 'b'])`);
    const length = bytes[8] + 256 * bytes[9];
    const header = asciiOf(bytes, 10, 10 + length);
    const descr = /'descr'\s*:\s*'([<|=])([US])(\d{1,3})'/.exec(header);
    const dims = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
    if (asciiOf(bytes, 0, 6) !== '\x93NUMPY' || bytes[6] !== 1 || !descr || dims === undefined) return refuse();
    const characters = Number(descr[3]);
    const shape = [...dims.matchAll(/\d+/g)].map(Number);
    const count = countElements(shape);
    const width = descr[2] === 'U' ? 4 : 1;
    const isSmall = characters >= 1 && characters <= MOST_CHARACTERS && count <= MOST_TEXTS && shape.length <= 1;
    if (!isSmall || bytes.length !== 10 + length + count * characters * width) return refuse();
    const view = new DataView(bytes.buffer, bytes.byteOffset + 10 + length);
    const codeAt = (i: number) => (width === 4 ? view.getUint32(4 * i, true) : view.getUint8(i));
    return Array.from({ length: count }, (_, n) => {
      const codes = Array.from({ length: characters }, (_, i) => codeAt(n * characters + i));
      while (codes.at(-1) === 0) codes.pop();
      if (codes.some((code) => code === 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))) return refuse();
      return String.fromCodePoint(...codes);
    });
  });
}
