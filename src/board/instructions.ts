// Executed instructions of a model, by class, from its shapes and what each routine costs on a core: nothing is run.
import { workOf } from '../micro/model-work.ts';
import type { Profile } from '../micro/profile.ts';
import type { ResolvedModel } from '../micro/resolve.ts';
import type { NoFigure, Work } from '../micro/work/work.ts';
import { type ByColumn, CLASSES, COLUMNS, type Column } from './classes.ts';
import { COSTS, type ProfileCosts } from './cores/index.ts';
import { mostInstructions } from './most-instructions.ts';

export interface NamedOperator {
  readonly operatorIndex: number;
  /** The builtin's name, or a custom operator's own. */
  readonly op: string;
}

export interface InstructionCounts extends NamedOperator {
  readonly routine: string;
  readonly instructions: number;
  readonly byClass: ByColumn;
  readonly weightBytes: number;
  /** As `Work.weightPasses`. */
  readonly weightPasses: number;
  /** As `RoutineCosts.offBy`; 0 where it was counted on this core. */
  readonly offBy: number;
}

/** An operator that has not been counted. */
export interface CountGap extends NamedOperator, NoFigure {
  /** No operator of its kind executes more; undefined where its tensors' sizes don't bound its loops. */
  readonly most?: number;
}

/** What one operator executes, or why it isn't known. */
export type OperatorInstructions = InstructionCounts | CountGap;

/** Of one Invoke, in the order of the operators of a subgraph; what other subgraphs execute is not in it. */
export function instructionsOf(model: ResolvedModel, profile: Profile, subgraph = 0): readonly OperatorInstructions[] {
  const costs = COSTS[profile.id];
  return workOf(model, profile, subgraph).map(({ operatorIndex, op, work, weightBytes }): OperatorInstructions => {
    const gap = (reason: string): CountGap => {
      const most = mostInstructions(model.operators[subgraph][operatorIndex], profile);
      return { operatorIndex, op, reason, ...(most !== undefined && { most }) };
    };
    if (!costs) return { operatorIndex, op, reason: `no instructions have been counted on ${profile.id}` };
    if ('reason' in work) return gap(work.reason);
    const byClass = byClassOf(work, costs);
    if (!byClass) return gap(`no shape like this one has been counted on ${profile.id} (${work.routine})`);
    const instructions = CLASSES.reduce((sum, c) => sum + byClass[c], 0);
    const { routine, weightPasses = 1 } = work;
    const offBy = costs[routine]?.offBy ?? 0;
    return { operatorIndex, op, routine, instructions, byClass, weightBytes, weightPasses, offBy };
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
