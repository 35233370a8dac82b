// A labelled data set as it is stored, with the normalisation that turns stored values into what the network is fed.
import { type Shape, sizeOf } from '../base/shape.ts';

export type Values = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array;

/** What the network is fed is `(stored - subtract) * multiply`, computed in float64 and rounded once to float32. */
export interface Normalisation {
  readonly subtract: number;
  readonly multiply: number;
}

export interface Dataset {
  readonly count: number;
  /** Of one sample, without the batch dimension. */
  readonly shape: Shape;
  /** count * sizeOf(shape) stored values, sample after sample. Not widened: MNIST stays 47 MB. */
  readonly values: Values;
  readonly normalisation: Normalisation;
  /** One class index a sample, 0 .. classes.length - 1. */
  readonly labels: Int32Array;
  readonly classes: readonly string[];
  /** SHA-256 over the bytes of the files this set was read from, in order. */
  readonly digest: string;
}

/** Writes the normalised samples with these indices into `out` [indices.length, ...shape]. */
export function gather(dataset: Dataset, indices: ArrayLike<number>, out: Float32Array): void {
  const { values, shape, normalisation } = dataset;
  const size = sizeOf(shape);
  const { subtract, multiply } = normalisation;
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row] * size;
    const to = row * size;
    for (let i = 0; i < size; i++) out[to + i] = (values[from + i] - subtract) * multiply;
  }
}

/** The samples with these indices, in this order, as a set of its own. */
export function select(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const size = sizeOf(dataset.shape);
  const Typed = dataset.values.constructor as new (length: number) => Values;
  const values = new Typed(indices.length * size);
  const labels = new Int32Array(indices.length);
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row] * size;
    values.set(dataset.values.subarray(from, from + size), row * size);
    labels[row] = dataset.labels[indices[row]];
  }
  return { ...dataset, count: indices.length, values, labels };
}
