// Numbers of one type, as many as come, bounded.
import { reject } from '../base/problem.ts';
import { MOST_ELEMENTS, type NumberArray } from './array.ts';

const TYPES = {
  uint8: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  float32: Float32Array,
  int64: Float64Array,
  float64: Float64Array,
} as const;

export type GrowingType = keyof typeof TYPES;

export interface Growing {
  readonly dtype: GrowingType;
  length(): number;
  /** Inside an `attempt`: problems `data/too-large`. Room for so many more, which are 0. */
  room(count: number): NumberArray['values'];
  /** All of them, without a copy of the rest of the room. */
  values(): NumberArray['values'];
}

export function growing(dtype: GrowingType): Growing {
  const Typed = TYPES[dtype];
  let all: NumberArray['values'] = new Typed(2 ** 12);
  let used = 0;
  return {
    dtype,
    length: () => used,
    room(count) {
      if (used + count > MOST_ELEMENTS) reject('data/too-large', `the set has more than ${MOST_ELEMENTS} values`);
      if (used + count > all.length) {
        const wide = new Typed(Math.min(MOST_ELEMENTS, Math.max(used + count, 2 * all.length)));
        wide.set(all.subarray(0, used));
        all = wide;
      }
      used += count;
      return all.subarray(used - count, used);
    },
    values: () => (used === all.length ? all : all.slice(0, used)),
  };
}
