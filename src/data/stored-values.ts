// Values of samples that lie in a file of the machine (base/spool.ts), read a sample at a time.
import type { ReadSpool } from '../base/spool.ts';

export type Values = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array;

/** Of values that a data set keeps. */
export type ValueType = 'uint8' | 'int8' | 'int16' | 'int32' | 'float32';

export const VALUE_ARRAYS = {
  uint8: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  float32: Float32Array,
} as const;

/** Plain values: it can be posted to another thread of the process. */
export interface StoredPlace {
  readonly file: number;
  readonly type: ValueType;
  /** Values of a sample. */
  readonly size: number;
  /** Which samples of the file, in this order. */
  readonly rows: Int32Array;
}

export interface StoredValues {
  readonly place: StoredPlace;
  /** Of all samples. */
  readonly length: number;
  /** Its values, until the next call. */
  sample(index: number): Values;
  /** The samples with these indices, in this order: nothing is read or copied. */
  select(indices: ArrayLike<number>): StoredValues;
}

export function storedValues(place: StoredPlace, read: ReadSpool): StoredValues {
  const { file, type, size, rows } = place;
  const values: Values = new VALUE_ARRAYS[type](size);
  const bytes = new Uint8Array(values.buffer);
  let held = -1;
  return {
    place,
    length: rows.length * size,
    sample(index) {
      if (rows[index] !== held) read(file, rows[index] * bytes.length, bytes);
      held = rows[index];
      return values;
    },
    select: (indices) => storedValues({ ...place, rows: Int32Array.from(indices, (index) => rows[index]) }, read),
  };
}

export function isStored<Other extends object>(values: Other | StoredValues): values is StoredValues {
  return 'place' in values;
}

/** Of a sample, until the next call; `size` values. */
export function sampleAt<Own extends Values | Float64Array>(
  values: Own | StoredValues,
  index: number,
  size: number,
): Own | Values {
  if (isStored(values)) return values.sample(index);
  return values.subarray(index * size, (index + 1) * size) as Own;
}
