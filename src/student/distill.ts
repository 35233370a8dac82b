// Distillation: a student learns from the labels and from a teacher's logits, by the loss that kd.yaml names, and where
// it asks for that from the teacher's layers.

import { chosenOf } from '../base/one-of.ts';
import { attemptLater, must, type Outcome } from '../base/problem.ts';
import { LOSSES } from '../nn/losses/index.ts';
import type { LossList } from '../nn/losses/loss.ts';
import { countTrainable } from '../nn/network/trainable.ts';
import type { DistillParams } from './params.ts';
import { describeShaping } from './targets.ts';
import { lossFor } from './task-loss.ts';
import { type LayerPairs, layerPairs, type TeacherLayers } from './teacher-layers.ts';
import { type ComparedLayers, type TrainingInput, type TrainingResult, trainNetwork } from './train.ts';

export interface DistillationInput extends Omit<TrainingInput, 'loss' | 'compared' | 'params'> {
  readonly params: DistillParams;
  /** Where the teacher's can be seen. */
  readonly teacherLayers?: TeacherLayers;
}

export interface DistillationResult extends TrainingResult {
  /** The loss with its numbers. */
  readonly formula: string;
  readonly trainableParameters: number;
}

/** Without `teacherLogits` the student learns from scratch: the same split, batches and schedule, hard labels alone. */
export function distill(input: DistillationInput): Promise<Outcome<DistillationResult>> {
  return attemptLater(async () => {
    const { network, train, params, teacherLogits, teacherLayers } = input;
    const loss = lossFor(train, params, teacherLogits !== undefined);
    const pairs = teacherLogits ? must(layerPairs(network, params, teacherLayers?.shapes)) : NO_PAIRS;
    const compared = comparedLayers(pairs, teacherLayers);
    const result = must(await trainNetwork({ ...input, loss, ...(compared && { compared }) }));
    const { entry, value } = chosenOf<LossList[string], object>(LOSSES, loss);
    const formula = [entry.describe(value), ...pairs.formulas].join(' + ') + describeShaping(params);
    return { ...result, formula, trainableParameters: countTrainable(network, input.trainer?.parts?.layers) };
  });
}

const NO_PAIRS: LayerPairs = { terms: [], names: [], formulas: [], macs: 0 };

function comparedLayers({ terms, names }: LayerPairs, layers: TeacherLayers | undefined): ComparedLayers | undefined {
  if (terms.length === 0 || !layers) return undefined;
  return { terms, features: (x, count) => layers.features(x, count, names) };
}
