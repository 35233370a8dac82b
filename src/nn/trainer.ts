// A network with its parameters in linear memory that takes optimisation steps and answers with logits.
import type { Network } from './network/network.ts';
import type { Parts } from './parts.ts';
import type { TrainingMethod } from './program/compile.ts';

export interface TrainerOptions extends TrainingMethod {
  readonly network: Network;
  /** The most samples of one step. */
  readonly batch: number;
  /** Of dropout's masks. */
  readonly seed: number;
  /** Where the network's kinds of layers are found; by default what the trainer was made with. */
  readonly parts?: Parts;
  /** Before every step, the first and those after a restoration too: sees any parameter where it lies. */
  readonly beforeStep?: StepHook;
  /** After every step: may change any parameter. What it depends on besides is gone when a training is cut off. */
  readonly afterStep?: StepHook;
}

/** What a training has to do besides: where its network's layers are found, and what happens around a step. */
export type TrainerHooks = Pick<TrainerOptions, 'parts' | 'beforeStep' | 'afterStep'>;

/** One after the other around each step. */
export function joinHooks(first: TrainerHooks, then: TrainerHooks): TrainerHooks {
  const inTurn = (a: StepHook | undefined, b: StepHook | undefined): StepHook | undefined =>
    a && b
      ? (step, parameter) => {
          a(step, parameter);
          b(step, parameter);
        }
      : (a ?? b);
  return {
    parts: first.parts ?? then.parts,
    beforeStep: inTurn(first.beforeStep, then.beforeStep),
    afterStep: inTurn(first.afterStep, then.afterStep),
  };
}

export type StepHook = (step: TakenStep, parameter: ParameterAt) => void;

export interface TakenStep {
  /** Of the whole training, counted from 1. */
  readonly number: number;
  /** Its samples. */
  readonly count: number;
}

/** The values of a parameter of the node of this index. */
export type ParameterAt = (node: number, name: string) => Float32Array;

export interface Samples {
  readonly count: number;
  /** [count, ...inputShape] */
  readonly x: Float32Array;
}

export interface Batch extends Samples {
  /** [count, classes]: what each class should get; a label is 1 for its class. The sum of a sample's targets is its
   * weight. */
  readonly targets: Float32Array;
  /** [count, classes]; a loss may need them. */
  readonly teacherLogits?: Float32Array;
  /** For each of the method's `features` the teacher's values [count, ...teacherShape]. */
  readonly teacherFeatures?: readonly Float32Array[];
}

/** All that a trainer's next steps depend on beside their batches; another one of the same options goes on from it. */
export interface TrainerState {
  /** Parameters, moving statistics and what the optimizer keeps, in the order of the program. */
  readonly floats: Float32Array;
  /** What the optimizer's corrections, dropout and the count of steps have come to. */
  readonly numbers: readonly number[];
}

export interface Trainer {
  /** One optimisation step; returns the mean loss of the batch before it. */
  step(batch: Batch, learningRate: number): number;
  /** Inference (moving statistics, no dropout): the logits [count, classes] of `count` samples, any number of them. */
  infer(x: Float32Array, count: number): Float32Array;
  /** Batch norm's moving statistics become the means of those of these batches, each counted by its samples: "precise"
   * ones (Wu and Johnson 2021). Nothing is dropped, and nothing else changes. */
  measureStatistics(batches: Iterable<Samples>): void;
  /** A copy of the network with the parameters as they are now. */
  snapshot(): Network;
  /** A copy, between two steps. */
  state(): TrainerState;
  /** Goes on from there; false, and nothing has changed, where it is no state of such a trainer. */
  restore(state: TrainerState): boolean;
  /** Frees threads and memory. */
  close(): void;
}

export type MakeTrainer = (options: TrainerOptions) => Promise<Trainer>;
