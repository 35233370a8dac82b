// The batches of an epoch: which samples they hold, and what the trainer is given of them.
import { attempt, must, type Outcome } from '../base/problem.ts';
import { sizeOf } from '../base/shape.ts';
import { type Augment, type AugmentChoices, augmentOf, blend, type Partner } from '../data/augment/augment.ts';
import { type Dataset, gather, outputsOf } from '../data/dataset.ts';
import type { Batch } from '../nn/trainer.ts';
import { type Shaping, targetsOf } from './targets.ts';

/** Ranges of an epoch's order. A rest of one sample is left to the next epoch: batch norm can't normalise over it. */
export function batchesOf(samples: number, batch: number): { from: number; to: number }[] {
  const starts = Array.from({ length: Math.ceil(samples / batch) }, (_, i) => i * batch);
  const ranges = starts.map((from) => ({ from, to: Math.min(from + batch, samples) }));
  return ranges.filter(({ from, to }) => to - from > 1 || samples === 1);
}

/** The logits [count, outputs] of samples [count, ...shape] as the network is fed them. */
export type Answer = (x: Float32Array, count: number) => Float32Array;

export type Features = (x: Float32Array, count: number) => readonly Float32Array[];

export interface BatchSource {
  readonly train: Dataset;
  /** [train.count, outputs], of the samples as they are. */
  readonly teacherLogits?: Float32Array;
  /** Asked of augmented samples. */
  readonly liveTeacher?: Answer;
  readonly shaping?: Shaping;
  /** The teacher's layers for samples as the network is fed them. */
  readonly features?: Features;
  readonly augment: AugmentChoices;
  /** The samples that are learned from. */
  readonly indices: Int32Array;
  readonly batch: number;
  readonly seed: number;
}

/** Samples with these indices in an epoch. */
export type Assemble = (indices: Int32Array, epoch: number) => Batch;

/** Fills one array of samples again and again. Problems have paths inside `augment`. */
export function assembler(source: BatchSource): Outcome<Assemble> {
  return attempt(() => {
    const { train, augment, indices: partners, seed } = source;
    if (augment.length === 0) return plainly(source);
    return augmented(source, must(augmentOf(augment, { dataset: train, partners, seed })));
  });
}

function plainly({ train, teacherLogits, shaping, features, batch }: BatchSource): Assemble {
  const size = sizeOf(train.shape);
  const x = new Float32Array(batch * size);
  return (indices) => {
    gather(train, indices, x);
    const filled = x.subarray(0, indices.length * size);
    return {
      count: indices.length,
      x: filled,
      targets: targetsOf(train, indices, shaping),
      ...(teacherLogits && { teacherLogits: pickRows(teacherLogits, outputsOf(train), indices) }),
      ...(features && { teacherFeatures: features(filled, indices.length) }),
    };
  };
}

function augmented(source: BatchSource, change: Augment): Assemble {
  const { train, teacherLogits, liveTeacher, shaping, features, batch } = source;
  // Its answers to the samples as they are would be to other samples than the student sees.
  if (teacherLogits && !liveTeacher) throw new Error('a teacher that answers no augmented samples');
  const size = sizeOf(train.shape);
  const all = new Float32Array(batch * size);
  return (indices, epoch) => {
    const count = indices.length;
    const x = all.subarray(0, count * size);
    const partners = Array.from(indices, (index, row) =>
      change(index, epoch, x.subarray(row * size, (row + 1) * size)),
    );
    const targets = mixedTargets((rows) => targetsOf(train, rows, shaping), indices, partners);
    // Of the mixture itself (Beyer et al. 2022), not a mixture of answers.
    return {
      ...{ count, x, targets },
      ...(liveTeacher && { teacherLogits: liveTeacher(x, count) }),
      ...(features && { teacherFeatures: features(x, count) }),
    };
  };
}

function mixedTargets(
  targetsFor: (indices: Int32Array) => Float32Array,
  indices: Int32Array,
  partners: readonly (Partner | undefined)[],
): Float32Array {
  const targets = targetsFor(indices);
  if (partners.every((partner) => partner === undefined)) return targets;
  const others = targetsFor(indices.map((index, row) => partners[row]?.index ?? index));
  const width = targets.length / indices.length;
  for (const [row, partner] of partners.entries()) {
    const ofRow = (values: Float32Array) => values.subarray(row * width, (row + 1) * width);
    if (partner) blend(ofRow(targets), ofRow(others), partner.weight);
  }
  return targets;
}

/** The rows of `width` values with these indices. */
export function pickRows(values: Float32Array, width: number, indices: Int32Array): Float32Array {
  const rows = new Float32Array(indices.length * width);
  indices.forEach((from, to) => {
    rows.set(values.subarray(from * width, (from + 1) * width), to * width);
  });
  return rows;
}
