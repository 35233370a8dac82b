// Distillation: a student learns from the labels and from a teacher's logits (Hinton, Vinyals, Dean 2015).

import { chosenOf } from '../base/one-of.ts';
import { attemptLater, must, type Outcome } from '../base/problem.ts';
import { LOSSES } from '../nn/losses/index.ts';
import type { AnyLoss } from '../nn/losses/loss.ts';
import { countTrainable } from '../nn/network/trainable.ts';
import type { DistillParams } from './params.ts';
import { lossFor } from './task-loss.ts';
import { type TrainingInput, type TrainingResult, trainNetwork } from './train.ts';

export interface DistillationInput extends Omit<TrainingInput, 'loss' | 'params'> {
  readonly params: DistillParams;
}

export interface DistillationResult extends TrainingResult {
  /** The loss with its numbers. */
  readonly formula: string;
  readonly trainableParameters: number;
}

/** Without `teacherLogits` the student learns from scratch: the same split, batches and schedule, hard labels alone. */
export function distill(input: DistillationInput): Promise<Outcome<DistillationResult>> {
  return attemptLater(async () => {
    const loss = lossFor(input.train, input.params, input.teacherLogits !== undefined);
    const result = must(await trainNetwork({ ...input, loss }));
    const { entry, value } = chosenOf<AnyLoss, object>(LOSSES, loss);
    return {
      ...result,
      formula: entry.describe(value),
      trainableParameters: countTrainable(input.network),
    };
  });
}
