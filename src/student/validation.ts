// What a network in training answers to the held-out samples.
import { chosenOf } from '../base/one-of.ts';
import { outputsOf } from '../data/dataset.ts';
import type { LossInput, LossList } from '../nn/losses/loss.ts';
import type { Trainer } from '../nn/trainer.ts';
import { pickRows } from './batches.ts';
import { logitsOf } from './evaluate.ts';
import { type Score, scoreOf } from './score.ts';
import { type Shaping, targetsOf } from './targets.ts';
import { lossFor } from './task-loss.ts';
import type { TrainingInput } from './train.ts';

export interface ValidationScore extends Score {
  readonly loss: number;
  /** The mean loss by the data alone, without a teacher. */
  readonly labelLoss: number;
}

export interface ShapedInput extends TrainingInput {
  readonly shaping: Shaping;
}

/** Undefined where no sample is held out. */
export function validate(
  trainer: Pick<Trainer, 'infer'>,
  indices: Int32Array,
  input: ShapedInput,
  losses: LossList,
): ValidationScore | undefined {
  if (indices.length === 0) return undefined;
  const { train, teacherLogits, shaping } = input;
  const { entry, value: settings } = chosenOf(losses, input.loss);
  const logits = logitsOf((x, count) => trainer.infer(x, count), train, indices);
  const teacher = teacherLogits && pickRows(teacherLogits, outputsOf(train), indices);
  const judged = { count: indices.length, logits, targets: targetsOf(train, indices, shaping), teacher };
  const loss = entry.mean(settings, judged);
  return { loss, labelLoss: labelLossOf(input, judged, losses, loss), ...scoreOf(train, logits, indices) };
}

function labelLossOf({ train, params }: TrainingInput, judged: LossInput, losses: LossList, loss: number): number {
  if (!judged.teacher) return loss;
  const { entry, value } = chosenOf(losses, lossFor(train, params, false));
  return entry.mean(value, { ...judged, teacher: undefined });
}
