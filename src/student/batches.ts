// The batches of an epoch: which samples they hold, and what the trainer is given of them.
import { sizeOf } from '../base/shape.ts';
import { type Dataset, gather } from '../data/dataset.ts';
import type { Batch } from '../nn/trainer.ts';
import { type Shaping, targetsOf } from './targets.ts';

/** Ranges of an epoch's order. A rest of one sample is left to the next epoch: batch norm can't normalise over it. */
export function batchesOf(samples: number, batch: number): { from: number; to: number }[] {
  const starts = Array.from({ length: Math.ceil(samples / batch) }, (_, i) => i * batch);
  const ranges = starts.map((from) => ({ from, to: Math.min(from + batch, samples) }));
  return ranges.filter(({ from, to }) => to - from > 1 || samples === 1);
}

/** What batches hold beside the samples. */
export interface Taught {
  /** [train.count, classes] */
  readonly teacherLogits?: Float32Array;
  readonly shaping?: Shaping;
  /** The teacher's layers for normalised samples. */
  readonly features?: (x: Float32Array, count: number) => readonly Float32Array[];
}

/** Fills one array of samples again and again. */
export function assembler(train: Dataset, { teacherLogits, shaping, features }: Taught, batch: number) {
  const size = sizeOf(train.shape);
  const x = new Float32Array(batch * size);
  return (indices: Int32Array): Batch => {
    gather(train, indices, x);
    const filled = x.subarray(0, indices.length * size);
    return {
      count: indices.length,
      x: filled,
      targets: targetsOf(train, indices, shaping),
      ...(teacherLogits && { teacherLogits: pickRows(teacherLogits, train.classes.length, indices) }),
      ...(features && { teacherFeatures: features(filled, indices.length) }),
    };
  };
}

/** The rows of `width` values with these indices. */
export function pickRows(values: Float32Array, width: number, indices: Int32Array): Float32Array {
  const rows = new Float32Array(indices.length * width);
  indices.forEach((from, to) => {
    rows.set(values.subarray(from * width, (from + 1) * width), to * width);
  });
  return rows;
}
