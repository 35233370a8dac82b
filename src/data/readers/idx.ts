// IDX files, plain or gzipped, as MNIST comes in. Format: Yann LeCun's page on MNIST, "the IDX file format".
import { Gunzip } from 'fflate';
import { alignedCopy, viewOf } from '../../base/bytes.ts';
import { crc32 } from '../../base/digest.ts';
import { attempt, type Outcome, reject } from '../../base/problem.ts';
import { countElements, type NumberArray, type NumberType } from '../array.ts';
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
const MOST_BYTES = 2 ** 31;
const MOST_DIMENSIONS = 8;

/** Problems: `data/idx`, `data/gzip`, `data/too-large`. */
export function readIdx(bytes: Uint8Array): Outcome<NumberArray> {
  return attempt(() => {
    const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzip(bytes) : bytes;
    const type = TYPES.get(plain[2]);
    const rank = plain[3];
    if (plain.length < 4 || plain[0] !== 0 || plain[1] !== 0 || !type || rank < 1 || rank > MOST_DIMENSIONS) {
      return reject('data/idx', 'not an IDX file: it does not start with 00 00, a type and the number of dimensions');
    }
    const from = 4 + 4 * rank;
    if (plain.length < from) reject('data/idx', 'the IDX header ends early');
    const shape = Array.from({ length: rank }, (_, axis) => viewOf(plain).getUint32(4 + 4 * axis));
    const count = countElements(shape);
    if (plain.length - from !== count * type.bytes) {
      const expected = `${shape.join('x')} ${type.dtype} takes ${count * type.bytes}`;
      reject('data/idx', `the IDX file has ${plain.length - from} bytes of data; ${expected}`);
    }
    return { shape, dtype: type.dtype, values: valuesOf(type.dtype, alignedCopy(plain, from, plain.length), count) };
  });
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

/** Piece by piece, so that a bomb is stopped when it has grown too large and not after. */
function gunzip(bytes: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  let total = 0;
  const stream = new Gunzip((piece) => {
    total += piece.length;
    if (total > MOST_BYTES) reject('data/too-large', `the file takes more than ${MOST_BYTES} bytes unpacked`);
    pieces.push(piece);
  });
  let members = 0;
  stream.onmember = () => {
    members++;
  };
  const step = 65536;
  try {
    for (let from = 0; from < bytes.length; from += step) {
      stream.push(bytes.subarray(from, from + step), from + step >= bytes.length);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      return reject('data/gzip', `not a sound gzip file: ${error.message}`);
    if (error instanceof RangeError || error instanceof TypeError) return reject('data/gzip', 'not a sound gzip file');
    throw error;
  }
  const whole = new Uint8Array(total);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  // fflate doesn't compare the checksum (RFC 1952, section 2.3.1); with several members it is spread over the file.
  if (members <= 1 && (bytes.length < 8 || crc32(whole) !== viewOf(bytes).getUint32(bytes.length - 8, true))) {
    reject('data/gzip', 'the gzip file is damaged: its checksum is another');
  }
  return whole;
}
