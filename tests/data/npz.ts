// NumPy's files for tests, written by hand (NEP 1, version 1.0).
import { zipSync } from 'fflate';

export interface StoredArray {
  /** `<f4` */
  readonly type: '<f4' | '|u1' | '|i1' | '<i4';
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

const TYPES = { '<f4': Float32Array, '|u1': Uint8Array, '|i1': Int8Array, '<i4': Int32Array } as const;

export function npyOf({ type, shape, values }: StoredArray): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  return npyFile(type, tuple, new Uint8Array(new TYPES[type](Array.from(values)).buffer));
}

/** `shape` as Python writes a tuple. */
export function npyFile(type: string, shape: string, data: Uint8Array): Uint8Array {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117);
  const start = `\x93NUMPY\x01\x00\x76\x00${header}\n`;
  return Uint8Array.from([...Array.from(start, (c) => c.charCodeAt(0)), ...data]);
}

export function npzOf(arrays: Readonly<Record<string, StoredArray>>): Uint8Array {
  return npzFile(Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, npyOf(array)])));
}

/** Of .npy files by their names in it. */
export function npzFile(arrays: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(arrays).map(([name, file]) => [`${name}.npy`, file])));
}
