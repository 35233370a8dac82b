// The batches of an epoch: which samples they hold, and what the trainer is given of them.
import { sizeOf } from '../base/shape.ts';
import { type Dataset, gather, outputsOf } from '../data/dataset.ts';
import type { Batch } from '../nn/trainer.ts';
import { targetsOf } from './targets.ts';

/** Ranges of an epoch's order. A rest of one sample is left to the next epoch: batch norm can't normalise over it. */
export function batchesOf(samples: number, batch: number): { from: number; to: number }[] {
  const starts = Array.from({ length: Math.ceil(samples / batch) }, (_, i) => i * batch);
  const ranges = starts.map((from) => ({ from, to: Math.min(from + batch, samples) }));
  return ranges.filter(({ from, to }) => to - from > 1 || samples === 1);
}

/** `teacherLogits`: [train.count, outputs]. Fills one array of samples again and again. */
export function assembler(train: Dataset, teacherLogits: Float32Array | undefined, batch: number) {
  const size = sizeOf(train.shape);
  const x = new Float32Array(batch * size);
  return (indices: Int32Array): Batch => {
    gather(train, indices, x);
    return {
      count: indices.length,
      x: x.subarray(0, indices.length * size),
      targets: targetsOf(train, indices),
      ...(teacherLogits && { teacherLogits: pickRows(teacherLogits, outputsOf(train), indices) }),
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
