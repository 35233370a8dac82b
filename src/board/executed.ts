// Executed instructions of one Invoke, all operators together: a cost that needs no board, only its core and kernels.
import type { Profile } from '../micro/profile.ts';
import type { ResolvedModel } from '../micro/resolve.ts';
import type { NoFigure } from '../micro/work/work.ts';
import { CYCLES } from './cores/cycles.ts';
import { countCycles, describeMissing, type OperatorCycles } from './cycle-count.ts';

export interface ExecutionCount {
  readonly instructions: number;
  /** Of operators that are bounded and not counted; 0 where all are counted. */
  readonly bandPercent: number;
  /** Of the main subgraph, with the subgraphs that they call; a cycle is an instruction. */
  readonly operators: readonly OperatorCycles[];
}

export interface ExecutionBound extends NoFigure {
  /** What the operators that are known execute. */
  readonly atLeast?: number;
  /** Those that are known. */
  readonly operators?: readonly OperatorCycles[];
}

/** What its operators execute, from their shapes; nothing is run. */
export function executedOf(model: ResolvedModel, profile: Profile): ExecutionCount | ExecutionBound {
  // One cycle for each instruction and none for anything else: cycles of such a core are instructions.
  const counted = countCycles(model, profile, CYCLES.instructions);
  const { operators, bandPercent } = counted;
  const sum = Math.round(operators.reduce((total, { cycles }) => total + cycles, 0));
  if (!Number.isSafeInteger(sum)) return { reason: 'it executes more instructions than can be counted' };
  const missing = describeMissing(counted);
  if (missing === undefined) return { instructions: sum, bandPercent: Math.ceil(bandPercent), operators };
  const atLeast = Math.floor(sum * (1 - bandPercent / 100));
  return { ...(atLeast > 0 && { atLeast }), reason: `without ${missing}`, operators };
}
