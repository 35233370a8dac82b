// A network with its parameters in linear memory that takes optimisation steps and answers with logits.
import type { Network } from './network/network.ts';

export type Optimizer =
  | { readonly kind: 'adam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number }
  | { readonly kind: 'sgd'; readonly momentum: number; readonly nesterov: boolean; readonly weightDecay: number };

/** alpha weighs the hard labels; 1 - alpha the teacher at this temperature (Hinton, Vinyals, Dean 2015). */
export interface Loss {
  readonly alpha: number;
  readonly temperature: number;
}

export interface TrainerOptions {
  readonly network: Network;
  /** The most samples of one step. */
  readonly batch: number;
  readonly optimizer: Optimizer;
  /** Of dropout's masks. */
  readonly seed: number;
}

export interface Batch {
  readonly count: number;
  /** [count, ...inputShape] */
  readonly x: Float32Array;
  readonly labels: Int32Array;
  /** [count, classes]; without it only the hard labels count, as with alpha 1. */
  readonly teacherLogits?: Float32Array;
}

export interface Trainer {
  /** One optimisation step; returns the mean loss of the batch before it. */
  step(batch: Batch, loss: Loss, learningRate: number): number;
  /** Inference (moving statistics, no dropout): the logits [count, classes] of `count` samples, any number of them. */
  infer(x: Float32Array, count: number): Float32Array;
  /** A copy of the network with the parameters as they are now. */
  snapshot(): Network;
  /** Frees threads and memory. */
  close(): void;
}

export type MakeTrainer = (options: TrainerOptions) => Promise<Trainer>;
