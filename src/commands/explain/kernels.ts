// `kd-gate explain MODEL`: which kernel runs each operator, what it costs, why it is slow and what would make it fast.
import { executedOf } from '../../board/executed.ts';
import { instructionsOf } from '../../board/instructions.ts';
import { type KernelPath, kernelPathOf } from '../../board/kernel-path.ts';
import { type KernelRemedy, kernelRemedies } from '../../board/kernel-remedies.ts';
import { type Latency, type LatencyBound, latencyOf } from '../../board/latency.ts';
import { complaintsOn, type ProfileComplaints } from '../measure/details.ts';
import type { ExplainTarget } from './model-file.ts';

export interface OperatorKernel extends KernelPath {
  readonly index: number;
  readonly op: string;
  readonly macs: number;
  /** Absent where no shape like this has been counted, which `reason` says. */
  readonly instructions?: number;
  readonly reason?: string;
  /** On the board, where it is calibrated. */
  readonly milliseconds?: number;
  readonly remedies: readonly KernelRemedy[];
}

export interface KernelExplanation extends ProfileComplaints {
  readonly target: ExplainTarget;
  readonly operators: readonly OperatorKernel[];
  readonly instructions?: number;
  readonly latency?: Latency | LatencyBound;
  readonly latencyReason?: string;
}

/** The share of a model's instructions from which it is worth saying that no library has a kernel. */
const COSTLY = 0.05;

/** Pure: nothing is run. */
export function explainKernels(target: ExplainTarget): KernelExplanation {
  const { model, profile, board } = target;
  const { resolved, figures } = model;
  const counted = instructionsOf(resolved, profile);
  const found = board && latencyOf(resolved, board, figures.profiles[profile.id].arenaMinBytes);
  const latency = found && 'operators' in found ? found : undefined;
  const cycles = new Map(latency?.operators.map(({ operatorIndex, cycles }) => [operatorIndex, cycles]));
  const executed = executedOf(resolved, profile);
  const total = 'instructions' in executed ? executed.instructions : Number.POSITIVE_INFINITY;
  const operators = resolved.operators[0].map((operator, i): OperatorKernel => {
    const row = counted[i];
    const isCostly = 'instructions' in row && row.instructions >= COSTLY * total;
    const path = kernelPathOf(operator, profile, { routine: 'routine' in row ? row.routine : undefined, isCostly });
    const ticks = cycles.get(operator.index);
    return {
      index: operator.index,
      op: operator.name,
      macs: figures.operators[i].macs,
      ...path,
      ...('instructions' in row ? { instructions: row.instructions } : { reason: row.reason }),
      ...(board && ticks !== undefined && { milliseconds: (1000 * ticks) / board.clockHz }),
      remedies: 'instructions' in row ? kernelRemedies(resolved, operator, profile, row.instructions) : [],
    };
  });
  return {
    target,
    operators,
    ...complaintsOn(resolved, profile),
    ...('instructions' in executed && { instructions: executed.instructions }),
    ...(latency && { latency }),
    ...(found && 'reason' in found && { latencyReason: found.reason }),
  };
}
