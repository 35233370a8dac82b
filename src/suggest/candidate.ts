// A candidate: a model's section with some changes, and what is known of it without training.
import type { NamedBoard } from '../board/board.ts';
import type { ModelSpec } from '../config/spec.ts';
import type { DataSize } from '../nn/architectures/architecture.ts';
import type { Change } from './change.ts';

/** What candidates are made of. */
export interface Subject {
  readonly model: ModelSpec;
  readonly data: DataSize;
  readonly boards: readonly NamedBoard[];
  /** Epochs that the student is trained for now. */
  readonly epochs?: number;
}

/** Changes that belong together. */
export interface Variant {
  /** What is turned, in words that are the same for more and less of it: `stride of layer 3`. */
  readonly knob: string;
  readonly changes: readonly Change[];
  /** Of a sample, where the changes make it another. */
  readonly inputShape?: DataSize['inputShape'];
  /** How much is at stake beside the network's capacity; 0.1 is as much as a tenth of it. */
  readonly price: number;
  /** In place of the subject's. */
  readonly boards?: readonly NamedBoard[];
}

/** One thing that can be changed, in all its steps. */
export type Knob = (subject: Subject) => readonly Variant[];

export interface Candidate {
  readonly variants: readonly Variant[];
  readonly changes: readonly Change[];
  readonly model: ModelSpec;
  readonly inputShape: DataSize['inputShape'];
  readonly boards: readonly NamedBoard[];
}
