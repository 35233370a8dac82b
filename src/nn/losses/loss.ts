// What a loss says of itself: its settings, its gradient, its value and its formula. `index.ts` is the list of all.
import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { Section } from '../../base/one-of.ts';
import type { Emitter, MemoryRegion, Operand } from '../program/layer-steps.ts';

export interface LossSite extends Emitter {
  readonly classes: number;
  /** [batch, classes], what the network answers. */
  readonly logits: MemoryRegion;
  /** [batch, outputs], what the data want it to answer (trainer.ts). */
  readonly targets: MemoryRegion;
  /** Address of the teacher's logits [batch, classes], or 0 for a batch without them. */
  readonly teacher: Operand;
  /** To be written: one for each sample. */
  readonly losses: MemoryRegion;
  /** To be written: the gradient of the batch's mean loss by the logits. */
  readonly dLogits: MemoryRegion;
}

/** Answers to be judged. */
export interface LossInput {
  readonly count: number;
  /** All three [count, classes]. */
  readonly logits: Float32Array;
  readonly targets: Float32Array;
  readonly teacher?: Float32Array;
}

// Methods and not functions as properties: so a loss of one kind of settings fits into a list of all.
export interface Loss<S, Settings = S extends JSONSchema ? FromSchema<S> : never> {
  /** Its settings in kd.yaml. */
  readonly schema: S;
  /** Teacher's logits: never read, read where a batch has them, or needed in every batch. */
  readonly teacher: 'unused' | 'optional' | 'required';
  /** Emits the calls that write `losses` and `dLogits`; `scalar('count')` is the number of samples. */
  emit(settings: Settings, site: LossSite): void;
  /** The mean over the samples as training minimises it, in float64. */
  mean(settings: Settings, input: LossInput): number;
  /** The formula with its numbers. */
  describe(settings: Settings): string;
}

export type AnyLoss = Loss<object, unknown>;

export type LossList = Readonly<Record<string, AnyLoss>>;

/** `{ distillation: { … } }` */
export type LossChoice = Section<object>;
