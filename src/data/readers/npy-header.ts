// What a .npy file says of its array. Format: numpy/lib/format.py, "NEP 1 - A Simple File Format for NumPy Arrays".
import { asciiOf, viewOf } from '../../base/bytes.ts';
import { describeKind } from '../../base/file-kind.ts';
import { reject } from '../../base/problem.ts';

const MOST_HEADER_BYTES = 65536;

/** Inside an `attempt`: what the file says of its array, and where that starts. Problem: `data/npy`. */
export function openNpy(bytes: Uint8Array): NpyHeader & { readonly from: number } {
  if (bytes.length < 10 || asciiOf(bytes, 0, 6) !== '\x93NUMPY') {
    const start = 'it does not start with \\x93NUMPY; write it with numpy.save';
    reject('data/npy', `not a .npy file: ${describeKind(bytes, start)}`);
  }
  const version = bytes[6];
  if (version < 1 || version > 3) reject('data/npy', `.npy version ${version} is not known; there are 1, 2 and 3`);
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) reject('data/npy', 'the .npy header ends early');
  const length = version === 1 ? viewOf(bytes).getUint16(8, true) : viewOf(bytes).getUint32(8, true);
  if (length > MOST_HEADER_BYTES || start + length > bytes.length) reject('data/npy', 'the .npy header ends early');
  const header = readHeader(new TextDecoder().decode(bytes.subarray(start, start + length)));
  return { ...header, from: start + length };
}

export interface NpyHeader {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** The header is a Python dict literal with these three keys in any order. */
function readHeader(text: string): NpyHeader {
  for (const key of ['descr', 'fortran_order', 'shape']) {
    if (text.split(`'${key}'`).length > 2) reject('data/npy', `the .npy header names '${key}' twice; save it again`);
  }
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (order === undefined || shape === undefined) return reject('data/npy', 'the .npy header is damaged');
  if (descr === undefined) {
    return reject('data/npy-type', 'the array has a structured type; save one plain array of numbers');
  }
  const dimensions = shape.split(',').map((part) => part.trim().replace(/L$/, ''));
  if (dimensions.length > 33) reject('data/npy', 'the array has more than 32 dimensions');
  return { descr, fortranOrder: order === 'True', shape: dimensions.filter((d) => d !== '').map(Number) };
}
