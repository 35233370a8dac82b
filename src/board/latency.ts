// Work to milliseconds: executed instructions, cycles of the core, and the factor that was measured on the chip.
import { type Profile, profileOf } from '../micro/profile.ts';
import type { ResolvedModel } from '../micro/resolve.ts';
import type { NoFigure } from '../micro/work/work.ts';
import type { Board } from './board.ts';
import { CALIBRATIONS, type Calibration, UNCALIBRATED } from './calibration.ts';
import { type CoreCycles, CYCLES } from './cores/cycles.ts';
import { countCycles, type OperatorCycles } from './cycle-count.ts';

export interface Latency {
  readonly latencyMs: number;
  /** The measured time of 9 in 10 models lies within this many percent, if the firmware is built as `source` says. */
  readonly bandPercent: number;
  readonly source: string;
  /** Of the main subgraph; one that calls another has its cycles too. */
  readonly operators: readonly OperatorCycles[];
}

/** Where some operators have no count: the others alone take that long. */
export interface LatencyBound {
  /** The lower end of the band of what is counted. */
  readonly latencyAtLeastMs: number;
  /** What is left out, why, and what removes it. */
  readonly reason: string;
  readonly source: string;
  /** Those that are counted. */
  readonly operators: readonly OperatorCycles[];
}

/** Of one Invoke on this board. Pure: nothing is run. */
export function latencyOf(model: ResolvedModel, board: Board): Latency | LatencyBound | NoFigure {
  const calibration = calibrationOf(board);
  if (!calibration)
    return { reason: UNCALIBRATED[board.profile] ?? `no board with ${board.profile} has been measured` };
  const { bandPercent, source, factor } = calibration;
  const counted = countCycles(model, profileOf(board.profile), CYCLES[calibration.cycles]);
  const operators = counted.operators.map((o) => ({ ...o, cycles: Math.round(o.cycles * factor) }));
  const milliseconds = (1000 * operators.reduce((sum, { cycles }) => sum + cycles, 0)) / board.clockHz;
  const [{ reason } = { reason: undefined }] = counted.missing;
  if (reason === undefined) {
    return { latencyMs: milliseconds, bandPercent: wider(bandPercent, counted.bandPercent), source, operators };
  }
  if (milliseconds === 0) return { reason };
  const more = counted.missing.length > 1 ? ` (${counted.missing.length} operators are left out)` : '';
  return {
    latencyAtLeastMs: milliseconds * (1 - bandPercent / 100),
    reason: `without ${reason}${more}`,
    source,
    operators,
  };
}

/** The chip's factor and an operator's own cost are off independently of each other. */
function wider(bandPercent: number, more: number): number {
  return Math.round(Math.hypot(bandPercent, more));
}

/** That of the chip, or else the one for its profile, which holds for code and weights in the chip's own flash. */
export function calibrationOf({ mcu, profile, flash }: Board): Calibration | undefined {
  const candidates = CALIBRATIONS.filter((c) => c.profile === profile);
  return (
    candidates.find(({ chips }) => chips?.some((chip) => mcu.startsWith(chip))) ??
    (flash === 'internal' ? candidates.find(({ chips }) => !chips) : undefined)
  );
}

/** Cycles of the core by operator, memory without a board's own delays; only where every operator is counted. */
export function cyclesOf(
  model: ResolvedModel,
  profile: Profile,
  core: CoreCycles,
): readonly OperatorCycles[] | NoFigure {
  const { operators, missing, bandPercent } = countCycles(model, profile, core);
  const [first] = missing;
  if (first) return first;
  return bandPercent > 0 ? { reason: 'an operator without a count is bounded by its elements only' } : operators;
}
