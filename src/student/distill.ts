// Distillation: a student learns from the labels and from a teacher's logits (Hinton, Vinyals, Dean 2015).
import { done, type Outcome } from '../base/problem.ts';
import { countTrainable } from '../nn/network/network.ts';
import type { Loss } from '../nn/trainer.ts';
import type { DistillParams } from './params.ts';
import { type Trained, type TrainInput, trainNetwork } from './train.ts';

export interface DistillInput extends Omit<TrainInput, 'loss' | 'params'> {
  readonly params: DistillParams;
}

export interface Distilled extends Trained {
  /** The loss with its numbers. */
  readonly formula: string;
  readonly trainableParameters: number;
}

/** Without `teacherLogits` the student learns from scratch: the same split, batches and schedule, hard labels alone. */
export async function distill(input: DistillInput): Promise<Outcome<Distilled>> {
  const { temperature, alpha } = input.params;
  const loss: Loss = input.teacherLogits ? { alpha, temperature } : { alpha: 1, temperature: 1 };
  const trained = await trainNetwork({ ...input, loss });
  if (!trained.ok) return trained;
  return done({
    ...trained.value,
    formula: describeLoss(loss),
    trainableParameters: countTrainable(input.network),
  });
}

/** `0.1 * CE + 0.9 * 4^2 * KL(teacher / 4 || student / 4)`. Other tools put alpha on the other term, so the numbers are spelled out. */
export function describeLoss({ alpha, temperature }: Loss): string {
  // 1 - 0.7 is 0.30000000000000004.
  const rest = Number((1 - alpha).toPrecision(12));
  const soft = `${rest} * ${temperature}^2 * KL(teacher / ${temperature} || student / ${temperature})`;
  const hard = alpha === 1 ? 'CE' : `${alpha} * CE`;
  if (alpha === 1) return hard;
  return alpha === 0 ? soft : `${hard} + ${soft}`;
}
