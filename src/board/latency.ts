// Work to milliseconds: executed instructions, cycles of the core, and the factor that was measured on the chip.
import { type Profile, profileOf } from '../micro/profile.ts';
import type { ResolvedModel } from '../micro/resolve.ts';
import type { NoFigure } from '../micro/work/work.ts';
import type { Board } from './board.ts';
import { CALIBRATIONS, type Calibration, UNCALIBRATED } from './calibration.ts';
import { type CoreCycles, CYCLES } from './cores/cycles.ts';
import { type InstructionCounts, instructionsOf } from './instructions.ts';

export interface OperatorCycles {
  readonly operatorIndex: number;
  readonly op: string;
  readonly cycles: number;
}

export interface Latency {
  readonly latencyMs: number;
  /** The measured time of 9 in 10 models lies within this many percent, if the firmware is built as `source` says. */
  readonly bandPercent: number;
  readonly source: string;
  readonly operators: readonly OperatorCycles[];
}

/** Of one Invoke on this board. Pure: nothing is run. */
export function latencyOf(model: ResolvedModel, board: Board): Latency | NoFigure {
  const calibration = calibrationOf(board);
  if (!calibration && board.ownCalibration && 'reason' in board.ownCalibration) return board.ownCalibration;
  if (!calibration)
    return { reason: UNCALIBRATED[board.profile] ?? `no board with ${board.profile} has been measured` };
  const counted = cyclesOf(model, profileOf(board.profile), CYCLES[calibration.cycles]);
  if ('reason' in counted) return counted;
  const operators = counted.map((o) => ({ ...o, cycles: Math.round(o.cycles * calibration.factor) }));
  const cycles = operators.reduce((sum, o) => sum + o.cycles, 0);
  return {
    latencyMs: (1000 * cycles) / board.clockHz,
    bandPercent: calibration.bandPercent,
    source: calibration.source,
    operators,
  };
}

/** That of the board's own timings, or of the chip, or else the one for its profile, which holds for code and weights
 * in the chip's own flash. */
export function calibrationOf({ mcu, profile, flash, ownCalibration }: Board): Calibration | undefined {
  if (ownCalibration) return 'reason' in ownCalibration ? undefined : ownCalibration;
  const candidates = CALIBRATIONS.filter((c) => c.profile === profile);
  return (
    candidates.find(({ chips }) => chips?.some((chip) => mcu.startsWith(chip))) ??
    (flash === 'internal' ? candidates.find(({ chips }) => !chips) : undefined)
  );
}

/** Cycles of the core by operator, memory without a board's own delays. */
export function cyclesOf(
  model: ResolvedModel,
  profile: Profile,
  core: CoreCycles,
): readonly OperatorCycles[] | NoFigure {
  const all = instructionsOf(model, profile);
  const unknown = all.find((o) => 'reason' in o);
  if (unknown && 'reason' in unknown) {
    return { reason: `operator ${unknown.operatorIndex} is ${unknown.op}: ${unknown.reason}` };
  }
  if (model.operators.length > 1) return { reason: 'the model has more than one subgraph' };
  return all.flatMap((o): OperatorCycles[] => ('reason' in o ? [] : [operatorCycles(o, core)]));
}

/** The pointwise convolution reads two rows of weights again and again before it goes on; all others stream them. */
const READS_AGAIN = 'conv 1x1';

function operatorCycles(counts: InstructionCounts, core: CoreCycles): OperatorCycles {
  const { operatorIndex, op, routine, byClass, weightBytes } = counts;
  const { flashReads, ...classes } = byClass;
  let cycles = weightBytes * core.perWeightByte;
  if (routine !== READS_AGAIN) cycles += flashReads * core.perStreamedRead;
  for (const [name, count] of Object.entries(classes)) {
    cycles += count * core.perInstruction[name as keyof typeof classes];
  }
  return { operatorIndex, op, cycles };
}
