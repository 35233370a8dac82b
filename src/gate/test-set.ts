// A test set for the simulator: samples and labels as plain values, so that they can be posted to another thread.
import { attempt, type Outcome, reject } from '../base/problem.ts';
import { describeShape, sizeOf } from '../base/shape.ts';
import type { NumberArray } from '../data/array.ts';
import type { Dataset, Normalisation } from '../data/dataset.ts';

export interface TestSet {
  readonly count: number;
  /** Elements of one sample. */
  readonly size: number;
  /** How many classes the labels tell apart. */
  readonly classes: number;
  /** [count] */
  readonly labels: Int32Array;
  /** [count, size] as stored. */
  readonly values: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
  /** What the network is fed is (stored - subtract) * multiply; absent where the values are the input's own bytes. */
  readonly normalisation?: Normalisation;
}

/** Of a set that kd.yaml names. */
export function testSetOf({ count, shape, classes, labels, values, normalisation }: Dataset): TestSet {
  return { count, size: sizeOf(shape), classes: classes.length, labels, values, normalisation };
}

const AS_IT_IS = { subtract: 0, multiply: 1 } as const;

/**
 * Of two arrays without a kd.yaml. Integers of the model's own `inputType` (`INT8`) are fed as they are;
 * everything else is real values. Problems: `data/shape`, `data/count`, `data/label-range`.
 */
export function testSetOfArrays(
  x: NumberArray,
  y: NumberArray,
  inputType: string | undefined,
  scaling: Normalisation | undefined,
): Outcome<TestSet> {
  return attempt(() => {
    const [count, ...shape] = x.shape;
    if (x.shape.length < 2)
      reject('data/shape', `--data is ${describeShape(x.shape)}; its first dimension counts samples`);
    if (y.values.length !== count) reject('data/count', `--data has ${count} samples, --labels ${y.values.length}`);
    const labels = Int32Array.from(y.values, Number);
    const classes = labels.reduce((most, label) => Math.max(most, label), -1) + 1;
    const wrong = labels.findIndex((label, i) => label < 0 || label !== Number(y.values[i]));
    if (wrong >= 0) reject('data/label-range', `label ${wrong} is ${y.values[wrong]}; labels are class numbers from 0`);
    const isRaw = !scaling && x.dtype === inputType?.toLowerCase() && x.dtype !== 'float32';
    const normalisation = isRaw ? undefined : (scaling ?? AS_IT_IS);
    return { count, size: sizeOf(shape), classes, labels, values: x.values, ...(normalisation && { normalisation }) };
  });
}

/** The share of thread `part` of `parts`, in a copy of its own. */
export function shareOfThread(testSet: TestSet, part: number, parts: number): TestSet {
  const { count, size, labels, values } = testSet;
  const [from, to] = [part, part + 1].map((p) => Math.floor((count * p) / parts));
  return {
    ...testSet,
    count: to - from,
    labels: labels.slice(from, to),
    values: values.slice(from * size, to * size),
  };
}
