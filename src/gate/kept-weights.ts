// A student that comes with weights: whether they are trained on.
import type { ModelSpec } from '../config/spec.ts';

type Sections = Pick<ModelSpec, 'student' | 'teacher' | 'distill' | 'prune' | 'cluster' | 'quantize'>;

/** Whether the student's first training is left out: it has weights, and kd.yaml names nobody to learn from and no
 * epochs, or says 0. */
export function keepsWeights({ student, teacher, distill: { epochs } }: Sections): boolean {
  if (student.keras === undefined) return false;
  return epochs === 0 || (epochs === undefined && teacher === undefined);
}

/** Whether no later step trains either, so that no training data is needed. */
export function learnsNothing(model: Sections): boolean {
  const { mode, aware = false } = model.quantize;
  const shrinks = model.prune !== undefined || model.cluster !== undefined;
  return keepsWeights(model) && !shrinks && mode !== 'auto' && aware === false;
}
