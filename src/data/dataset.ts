// A labelled data set as it is stored, with the normalisation that turns stored values into what the network is fed.
import { type Shape, sizeOf } from '../base/shape.ts';
import { DEFAULT_TASK, type Task } from '../base/task.ts';
import { type Normalisation, normalise } from './normalisation.ts';
import { isStored, type StoredValues, sampleAt, type Values } from './stored-values.ts';
import type { Streams } from './streams.ts';

export interface Dataset {
  readonly count: number;
  /** Of one sample, without the batch dimension. */
  readonly shape: Shape;
  /** count * sizeOf(shape) stored values, sample after sample. Not widened: MNIST stays 47 MB. */
  readonly values: Values | StoredValues;
  readonly normalisation: Normalisation;
  /** What its answers are; `classify` where it says nothing. */
  readonly task?: Task;
  /** One class index a sample, 0 .. classes.length - 1; none where the answers are `targets`. Of samples that are their
   * own targets: 1 for an anomaly, where the files tell. */
  readonly labels: Int32Array;
  /** Of multi-label: the names of the outputs. Of regression: none. */
  readonly classes: readonly string[];
  /** [count, outputs], of multi-label 0 or 1; absent for tasks with classes, and where a sample is its own target. */
  readonly targets?: Float32Array;
  /** Of recordings that a model with state is fed. */
  readonly streams?: Streams;
  /** The file of each sample, of a folder. */
  readonly files?: readonly string[];
  /** How long a sample is, or from one to the next where they overlap, where anything says it. */
  readonly seconds?: number;
  /** SHA-256 over the bytes of the files this set was read from, in order. */
  readonly digest: string;
}

/** Before it is known how its values are normalised. */
export type StoredSet = Omit<Dataset, 'normalisation'>;

export function taskOf({ task = DEFAULT_TASK }: Pick<Dataset, 'task'>): Task {
  return task;
}

/** Whether a sample has one of several classes, as against targets. */
export function hasClasses(dataset: Pick<Dataset, 'task'>): boolean {
  const task = taskOf(dataset);
  return task === 'classify' || task === 'binary';
}

/** How many values a network answers a sample with. */
export function outputsOf(dataset: StoredSet): number {
  const task = taskOf(dataset);
  if (task === 'binary') return 1;
  if (task !== 'regression') return dataset.classes.length;
  return dataset.targets ? dataset.targets.length / dataset.count : sizeOf(dataset.shape);
}

/** Writes the normalised samples with these indices into `out` [indices.length, ...shape]. */
export function gather(dataset: Dataset, indices: ArrayLike<number>, out: Float32Array): void {
  const { values, shape, normalisation } = dataset;
  const size = sizeOf(shape);
  for (let row = 0; row < indices.length; row++) {
    const sample = sampleAt(values, indices[row], size);
    normalise(normalisation, sample, 0, out.subarray(row * size, (row + 1) * size));
  }
}

/** The samples with these indices, in this order, as a set of its own. */
export function select<Set extends StoredSet>(dataset: Set, indices: ArrayLike<number>): Set {
  const values = selectValues(dataset, indices);
  const labels = new Int32Array(Math.min(indices.length, dataset.labels.length));
  const outputs = dataset.targets ? outputsOf(dataset) : 0;
  const targets = dataset.targets && new Float32Array(indices.length * outputs);
  for (let row = 0; row < indices.length; row++) {
    if (row < labels.length) labels[row] = dataset.labels[indices[row]];
    const wanted = indices[row] * outputs;
    if (targets) targets.set(dataset.targets.subarray(wanted, wanted + outputs), row * outputs);
  }
  const streams = dataset.streams && {
    ...dataset.streams,
    recordings: Int32Array.from(indices, (index) => dataset.streams?.recordings[index] ?? 0),
  };
  const files = dataset.files && Array.from(indices, (index) => dataset.files?.[index] ?? '');
  return {
    ...dataset,
    ...(files && { files }),
    count: indices.length,
    values,
    labels,
    ...(targets && { targets }),
    ...(streams && { streams }),
  };
}

function selectValues({ values, shape }: StoredSet, indices: ArrayLike<number>): Values | StoredValues {
  if (isStored(values)) return values.select(indices);
  const size = sizeOf(shape);
  const Typed = values.constructor as new (length: number) => Values;
  const selected = new Typed(indices.length * size);
  for (let row = 0; row < indices.length; row++) selected.set(sampleAt(values, indices[row], size), row * size);
  return selected;
}

/** Of all values, in their order; not of a copy. */
export function eachSample({ count, shape, values }: StoredSet, take: (sample: Values, index: number) => void): void {
  const size = sizeOf(shape);
  for (let i = 0; i < count; i++) take(sampleAt(values, i, size), i);
}
