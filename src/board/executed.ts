// Executed instructions of one Invoke, all operators together: a cost that needs no board, only its core and kernels.
import type { Profile } from '../micro/profile.ts';
import type { ResolvedModel } from '../micro/resolve.ts';
import type { NoFigure } from '../micro/work/work.ts';
import { instructionsOf } from './instructions.ts';

/** Where an operator has no count: the others alone execute that many. */
export interface ExecutedBound extends NoFigure {
  readonly atLeast?: number;
}

/** What its operators execute, from their shapes; nothing is run. */
export function executedOf(model: ResolvedModel, profile: Profile): { readonly instructions: number } | ExecutedBound {
  const all = instructionsOf(model, profile);
  const counted = all.flatMap((operator) => ('reason' in operator ? [] : [operator.instructions]));
  const instructions = counted.reduce((sum, count) => sum + count, 0);
  const unknown = all.find((operator) => 'reason' in operator);
  const bound = instructions > 0 && { atLeast: instructions };
  if (unknown && 'reason' in unknown) {
    return { ...bound, reason: `operator ${unknown.operatorIndex} is ${unknown.op}: ${unknown.reason}` };
  }
  if (model.operators.length > 1) return { ...bound, reason: 'the model has more than one subgraph' };
  return { instructions };
}
