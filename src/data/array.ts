// An array of numbers as a file holds it.
import { attempt, type Outcome, reject } from '../base/problem.ts';
import type { Shape } from '../base/shape.ts';

export type NumberType = 'bool' | 'uint8' | 'int8' | 'int16' | 'int32' | 'int64' | 'float32' | 'float64';

export interface NumberArray {
  readonly shape: Shape;
  /** What the file says; int64 is read into float64, after the check that every value is a safe integer. */
  readonly dtype: NumberType;
  readonly values: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
}

/** Of the values of one file, unpacked: as much as one file may have that isn't packed. */
export const MOST_BYTES = 2 ** 30;

/** More than any data set for microcontrollers has, and a bound on what a stranger's file can allocate. */
export const MOST_ELEMENTS = 2 ** 29;

/** The product of the dimensions, bounded before anything is allocated. Inside an `attempt`. */
export function countElements(shape: Shape): number {
  let count = 1;
  for (const dimension of shape) {
    if (!Number.isInteger(dimension) || dimension < 0) {
      reject('data/shape', `dimension ${dimension} of the array is not a whole number`);
    }
    count *= dimension;
    if (count > MOST_ELEMENTS) reject('data/too-large', `the array has more than ${MOST_ELEMENTS} elements`);
  }
  return count;
}

/** Class indices: whole numbers from 0. `what` names the array in the message. */
export function labelsOf({ values }: NumberArray, what: string): Outcome<Int32Array> {
  return attempt(() => {
    const labels = new Int32Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const label = values[i];
      if (!(label >= 0 && label < 65536) || !Number.isInteger(label)) {
        reject('data/label-range', `label ${i} of ${what} is ${label}; labels are class numbers from 0`);
      }
      labels[i] = label;
    }
    return labels;
  });
}
