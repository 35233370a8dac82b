// Executed instructions of one Invoke, all operators together: a cost that needs no board, only its core and kernels.
import type { Profile } from '../micro/profile.ts';
import type { ResolvedModel } from '../micro/resolve.ts';
import type { NoFigure } from '../micro/work/work.ts';
import type { CoreCycles } from './cores/cycles.ts';
import { countCycles, reasonOfMissing } from './cycle-count.ts';

export interface ExecutionCount {
  readonly instructions: number;
  /** Of operators that are bounded and not counted; 0 where all are counted. */
  readonly bandPercent: number;
}

export interface ExecutionBound extends NoFigure {
  /** What the operators that are known execute. */
  readonly atLeast?: number;
}

/** One for each instruction and none for anything else: cycles of such a core are instructions. */
const COUNTING: CoreCycles = {
  perInstruction: { alu: 1, load: 1, store: 1, multiply: 1, divide: 1, branch: 1, vector: 1, taken: 0 },
  perStreamedRead: 0,
  perWeightByte: 0,
};

/** What its operators execute, from their shapes; nothing is run. */
export function executedOf(model: ResolvedModel, profile: Profile): ExecutionCount | ExecutionBound {
  const { operators, missing, bandPercent } = countCycles(model, profile, COUNTING);
  const sum = Math.round(operators.reduce((total, { cycles }) => total + cycles, 0));
  if (!Number.isSafeInteger(sum)) return { reason: 'it executes more instructions than can be counted' };
  const reason = reasonOfMissing(missing);
  if (reason === undefined) return { instructions: sum, bandPercent: Math.ceil(bandPercent) };
  const atLeast = Math.floor(sum * (1 - bandPercent / 100));
  return { ...(atLeast > 0 && { atLeast }), reason: `without ${reason}` };
}
