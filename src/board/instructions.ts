// Executed instructions of a model, by class, from its shapes and what each routine costs on a core: nothing is run.
import type { Profile } from '../micro/profile.ts';
import { type Model, workOf } from '../micro/work/model-work.ts';
import type { Work } from '../micro/work/work.ts';
import { type ByColumn, CLASSES, COLUMNS, type Column } from './classes.ts';
import { COSTS, type ProfileCosts } from './cores/index.ts';

/** What one operator executes, or why it isn't known. `op` is its builtin or custom name. */
export type OperatorInstructions =
  | {
      readonly operatorIndex: number;
      readonly op: string;
      readonly routine: string;
      readonly instructions: number;
      readonly byClass: ByColumn;
      readonly weightBytes: number;
    }
  | { readonly operatorIndex: number; readonly op: string; readonly reason: string };

/** Of one Invoke, in the order of the operators of the main subgraph. */
export function instructionsOf(model: Model, profile: Profile): readonly OperatorInstructions[] {
  const costs = COSTS[profile.id];
  return workOf(model, profile).map(({ operatorIndex, op, work, weightBytes }): OperatorInstructions => {
    if (!costs) return { operatorIndex, op, reason: `no instructions have been counted on ${profile.id}` };
    if ('reason' in work) return { operatorIndex, op, reason: work.reason };
    const byClass = byClassOf(work, costs);
    if (!byClass) {
      return {
        operatorIndex,
        op,
        reason: `no shape like this one has been counted on ${profile.id} (${work.routine})`,
      };
    }
    const instructions = CLASSES.reduce((sum, c) => sum + byClass[c], 0);
    return { operatorIndex, op, routine: work.routine, instructions, byClass, weightBytes };
  });
}

/** Undefined where no shape with the routine, or with one of its loops, has been counted. */
function byClassOf({ routine, counts }: Work, profileCosts: ProfileCosts): ByColumn | undefined {
  const found = profileCosts[routine];
  if (!found) return undefined;
  const sums = COLUMNS.map(() => 0);
  for (const [name, count] of Object.entries(counts)) {
    if (count === 0) continue;
    const costs = found.costs[name];
    if (!costs || !(count > 0 && count < Number.MAX_SAFE_INTEGER)) return undefined;
    costs.forEach((cost, i) => {
      sums[i] += cost * count;
    });
  }
  return Object.fromEntries(COLUMNS.map((c, i) => [c, Math.round(sums[i])])) as Record<Column, number>;
}
