// Labels in NumPy's .npy files: numbers, or texts as numpy.array(['cat', 'dog']) holds them (types U and S).
import { alignedCopy } from '../../base/bytes.ts';
import { attempt, must, type Outcome, reject } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';
import { describeShape } from '../../base/shape.ts';
import { countElements, type NumberArray } from '../array.ts';
import { readNpy } from './npy.ts';
import { openNpy } from './npy-header.ts';

/** Of a class name, as data.classes bounds it. */
const MOST_CHARACTERS = 256;

/** One text without an axis counts as one label. Problems: those of `readNpy`. */
export function readNpyLabels(bytes: Uint8Array): Outcome<NumberArray | readonly string[]> {
  return attempt(() => {
    const { descr, shape, from } = openNpy(bytes);
    const text = /^([<>|=])([US])(\d{1,9})$/.exec(descr);
    if (!text) return must(readNpy(bytes));
    const [, order, kind, digits] = text;
    const characters = Number(digits);
    if (order === '>' && kind === 'U') reject('data/npy-type', `the array is big endian (${descr}); save it again`);
    if (characters < 1 || characters > MOST_CHARACTERS) {
      reject('data/npy-type', `the labels have ${characters} characters; a class has 1 to ${MOST_CHARACTERS}`);
    }
    if (shape.length > 2 || (shape.length === 2 && shape[1] !== 1)) {
      reject('data/shape', `the labels are ${describeShape(shape)} texts; write one a sample`);
    }
    const width = characters * (kind === 'U' ? 4 : 1);
    const count = countElements(shape);
    if (bytes.length - from !== count * width) {
      const expected = `${count} texts of ${characters} take ${count * width}`;
      reject('data/npy', `the .npy file is cut off: it has ${bytes.length - from} bytes of data; ${expected}`);
    }
    const data = alignedCopy(bytes, from, bytes.length);
    const codes = kind === 'U' ? new Uint32Array(data) : new Uint8Array(data);
    const known = new Map<string, string>();
    return Array.from({ length: count }, (_, i) => {
      const label = textOf(codes.subarray(i * characters, (i + 1) * characters), i);
      // One text for all samples of a class.
      known.set(label, known.get(label) ?? label);
      return known.get(label) ?? label;
    });
  });
}

/** Code points up to the zeros behind them. */
function textOf(codes: Uint32Array | Uint8Array, index: number): string {
  let length = codes.length;
  while (length > 0 && codes[length - 1] === 0) length--;
  const points = Array.from(codes.subarray(0, length));
  const wrong = points.find((point) => point === 0 || point > 0x10ffff || (point >= 0xd800 && point < 0xe000));
  if (wrong !== undefined) reject('data/npy', `label ${index} holds the code ${wrong}, which is no character`);
  const text = String.fromCodePoint(...points).trim();
  if (text === '') reject('data/label-range', `label ${index} is empty (${quote(text)}); name its class`);
  return text;
}
