// Distillation: a student learns from the labels and from a teacher's logits (Hinton, Vinyals, Dean 2015).

import { attemptLater, must, type Outcome } from '../base/problem.ts';
import { LABELS_ALONE } from '../nn/losses/distillation.ts';
import { LOSSES } from '../nn/losses/index.ts';
import { countTrainable } from '../nn/network/trainable.ts';
import type { DistillParams } from './params.ts';
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
    const { temperature, alpha } = input.params;
    const distillation = input.teacherLogits ? { alpha, temperature } : LABELS_ALONE;
    const result = must(await trainNetwork({ ...input, loss: { distillation } }));
    return {
      ...result,
      formula: LOSSES.distillation.describe(distillation),
      trainableParameters: countTrainable(input.network, input.trainer?.parts?.layers),
    };
  });
}
