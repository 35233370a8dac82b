// NumPy's files for tests, written by hand (NEP 1, version 1.0).
import { zipSync } from 'fflate';

export interface StoredArray {
  /** `<f4` */
  readonly type: '<f4' | '|u1' | '<i4';
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

const TYPES = { '<f4': Float32Array, '|u1': Uint8Array, '<i4': Int32Array } as const;

export function npyOf({ type, shape, values }: StoredArray): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`.padEnd(117);
  const start = `\x93NUMPY\x01\x00\x76\x00${header}\n`;
  const data = new TYPES[type](Array.from(values)).buffer;
  return Uint8Array.from([...Array.from(start, (c) => c.charCodeAt(0)), ...new Uint8Array(data)]);
}

export function npzOf(arrays: Readonly<Record<string, StoredArray>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${name}.npy`, npyOf(array)])));
}
