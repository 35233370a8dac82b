// Types and dimensions of datasets and attributes (HDF5 file format specification 3.0, IV.A.2.b and IV.A.2.d).
import type { Shape } from '../../base/shape.ts';
import { addressAt, damaged, type Source } from './source.ts';

export interface Datatype {
  readonly kind: 'float' | 'integer' | 'text' | 'texts elsewhere' | 'other';
  /** Of one element. */
  readonly bytes: number;
  readonly isBigEndian: boolean;
  readonly isSigned: boolean;
}

const MOST_AXES = 32;
const [FIXED, FLOAT, STRING, VARIABLE] = [0, 1, 3, 9];
/** Bits of the exponent by bytes of IEEE 754. */
const EXPONENTS: ReadonlyMap<number, number> = new Map([
  [2, 5],
  [4, 8],
  [8, 11],
]);

export function datatypeAt(source: Source, at: number): Datatype {
  const kind = source.u8(at) & 15;
  const bits = source.u8(at + 1);
  const bytes = source.u32(at + 4);
  const type = { bytes, isBigEndian: (bits & 1) === 1, isSigned: (bits & 8) !== 0 };
  if (kind === FIXED && [1, 2, 4, 8].includes(bytes)) return { ...type, kind: 'integer' };
  // Of another exponent: bfloat16, which Keras doesn't save as such.
  if (kind === FLOAT && source.u8(at + 13) === EXPONENTS.get(bytes)) return { ...type, kind: 'float' };
  if (kind === STRING) return { ...type, kind: 'text' };
  if (kind === VARIABLE && (bits & 15) === 1) return { ...type, kind: 'texts elsewhere' };
  return { ...type, kind: 'other' };
}

/** Empty for a scalar, one zero where there is nothing. */
export function dimensionsAt(source: Source, at: number): Shape {
  const version = source.u8(at);
  const axes = source.u8(at + 1);
  if ((version !== 1 && version !== 2) || axes > MOST_AXES) damaged('the dimensions of an array are unknown');
  if (version === 2 && source.u8(at + 3) === 2) return [0];
  const first = at + (version === 1 ? 8 : 4);
  return Array.from({ length: axes }, (_, i) => addressAt(source, first + 8 * i));
}
