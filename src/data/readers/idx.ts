// IDX files, plain or gzipped, as MNIST comes in. Format: Yann LeCun's page on MNIST, "the IDX file format".
import { alignedCopy, viewOf } from '../../base/bytes.ts';
import { describeKind } from '../../base/file-kind.ts';
import { attempt, type Outcome, reject } from '../../base/problem.ts';
import { describeShape } from '../../base/shape.ts';
import { countElements, MOST_BYTES, type NumberArray, type NumberType } from '../array.ts';
import { gunzip } from './gunzip.ts';
import { pairReader } from './pair.ts';

export const idx = pairReader('Two IDX files as MNIST has them, plain or gzipped.', ['images', 'labels'], readIdx);

const TYPES: ReadonlyMap<number, { readonly dtype: NumberType; readonly bytes: number }> = new Map([
  [0x08, { dtype: 'uint8', bytes: 1 }],
  [0x09, { dtype: 'int8', bytes: 1 }],
  [0x0b, { dtype: 'int16', bytes: 2 }],
  [0x0c, { dtype: 'int32', bytes: 4 }],
  [0x0d, { dtype: 'float32', bytes: 4 }],
  [0x0e, { dtype: 'float64', bytes: 8 }],
]);
const MOST_DIMENSIONS = 8;
const MOST_HEADER_BYTES = 4 + 4 * MOST_DIMENSIONS;

interface Header {
  readonly dtype: NumberType;
  readonly shape: readonly number[];
  readonly count: number;
  /** Where the data starts and where it ends. */
  readonly from: number;
  readonly to: number;
}

/** Problems: `data/idx`, `data/gzip`, `data/too-large`. */
export function readIdx(bytes: Uint8Array): Outcome<NumberArray> {
  return attempt(() => {
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const plain = isPacked ? gunzip(bytes, MOST_HEADER_BYTES, (head) => readHeader(head).to) : bytes;
    const { dtype, shape, count, from, to } = readHeader(plain);
    if (plain.length !== to) {
      const expected = `${describeShape(shape)} ${dtype} takes ${to - from}`;
      reject('data/idx', `the IDX file has ${plain.length - from} bytes of data; ${expected}`);
    }
    return { shape, dtype, values: valuesOf(dtype, alignedCopy(plain, from, to), count) };
  });
}

/** Of a whole file, or of its first bytes. */
function readHeader(plain: Uint8Array): Header {
  const type = TYPES.get(plain[2]);
  const rank = plain[3];
  if (plain.length < 4 || plain[0] !== 0 || plain[1] !== 0 || !type || rank < 1 || rank > MOST_DIMENSIONS) {
    const start = 'it does not start with 00 00, a type and the number of dimensions';
    return reject('data/idx', `not an IDX file: ${describeKind(plain, start)}`);
  }
  const from = 4 + 4 * rank;
  if (plain.length < from) reject('data/idx', 'the IDX header ends early');
  const shape = Array.from({ length: rank }, (_, axis) => viewOf(plain).getUint32(4 + 4 * axis));
  const count = countElements(shape);
  const to = from + count * type.bytes;
  if (to > MOST_BYTES) reject('data/too-large', `the array takes ${to - from} bytes; at most ${MOST_BYTES} are read`);
  return { dtype: type.dtype, shape, count, from, to };
}

/** IDX is big endian. */
function valuesOf(dtype: NumberType, data: ArrayBuffer, count: number): NumberArray['values'] {
  if (dtype === 'uint8') return new Uint8Array(data);
  if (dtype === 'int8') return new Int8Array(data);
  const view = new DataView(data);
  if (dtype === 'int16') return Int16Array.from({ length: count }, (_, i) => view.getInt16(2 * i));
  if (dtype === 'int32') return Int32Array.from({ length: count }, (_, i) => view.getInt32(4 * i));
  if (dtype === 'float32') return Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i));
  return Float64Array.from({ length: count }, (_, i) => view.getFloat64(8 * i));
}
