// Work to milliseconds: executed instructions, cycles of the core, and the factor that was measured on the chip.
import { profileOf } from '../micro/profile.ts';
import type { ResolvedModel } from '../micro/resolve.ts';
import type { NoFigure } from '../micro/work/work.ts';
import type { Board } from './board.ts';
import { CALIBRATIONS, type Calibration, UNCALIBRATED } from './calibration.ts';
import { CYCLES } from './cores/cycles.ts';
import { type CycleCount, countCycles, describeMissing, type OperatorCycles } from './cycle-count.ts';
import { flashTimeOf } from './flash-time.ts';

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

/** 30,000 years; subgraphs that call others twice each multiply without end. */
const MOST_MS = 1e15;

/** Of one Invoke on this board with an arena of that many bytes. Pure: nothing is run. */
export function latencyOf(model: ResolvedModel, board: Board, arenaBytes = 0): Latency | LatencyBound | NoFigure {
  const calibration = calibrationOf(board);
  if (!calibration) return { reason: whyNone(board) };
  const { bandPercent, source, factor, ownRamBytes } = calibration;
  if (ownRamBytes !== undefined && arenaBytes > board.ramBytes) {
    return { reason: `the arena is larger than the ${board.ramBytes / 1024} KB of RAM; ${SLOWER_OUTSIDE}` };
  }
  const counted = countCycles(model, profileOf(board.profile), CYCLES[calibration.cycles]);
  const flash = flashTimeOf(counted, calibration, board);
  const operatorsWith = (cyclesPerLine: number) =>
    counted.operators.map(
      ({ operatorIndex, op, cycles, flashLines }): OperatorCycles => ({
        operatorIndex,
        op,
        cycles: Math.round(cycles * factor + flashLines * cyclesPerLine),
      }),
    );
  const operators = operatorsWith(flash.cyclesPerLine);
  const milliseconds = millisecondsOf(operators, board);
  if (!(milliseconds <= MOST_MS)) return { reason: 'it takes longer than can be told' };
  // The chip's factor, an operator's own cost and the cache are off independently of each other.
  const band = Math.round(Math.hypot(bandPercent, counted.bandPercent, flash.bandPercent));
  const open = whatIsOpen(counted, calibration) ?? flash.open;
  if (open === undefined) return { latencyMs: milliseconds, bandPercent: band, source, operators };
  const countedMs = millisecondsOf(operatorsWith(0), board);
  if (countedMs === 0) return { reason: open };
  return {
    latencyAtLeastMs: countedMs * (1 - Math.hypot(bandPercent, counted.bandPercent) / 100),
    reason: `without ${open}`,
    source,
    operators,
  };
}

function millisecondsOf(operators: readonly OperatorCycles[], { clockHz }: Board): number {
  return (1000 * operators.reduce((sum, { cycles }) => sum + cycles, 0)) / clockHz;
}

/** What the figure would be without; undefined where all is counted, on a chip that was measured. */
function whatIsOpen(counted: CycleCount, { isLowerBound }: Calibration): string | undefined {
  const unmeasured = 'waiting for memory and for branches, which nobody has measured on this chip';
  return describeMissing(counted) ?? (isLowerBound ? unmeasured : undefined);
}

/** That of the board's own timings, or one that holds for an arena in the chip's own RAM. */
export function calibrationOf(board: Board): Calibration | undefined {
  const { ownCalibration: own } = board;
  if (own) return 'reason' in own ? undefined : own;
  const found = calibrationOfChip(board);
  return found && board.ramBytes <= (found.ownRamBytes ?? Infinity) ? found : undefined;
}

/** That of the chip, or else the one for its profile, which holds for code and weights in the chip's own flash. */
function calibrationOfChip({ mcu, profile, flash }: Board): Calibration | undefined {
  const candidates = CALIBRATIONS.filter((c) => c.profile === profile);
  return (
    candidates.find(({ chips }) => chips?.some((chip) => `${mcu} `.startsWith(chip))) ??
    (flash === 'internal' ? candidates.find(({ chips }) => !chips) : undefined)
  );
}

/** In SDRAM models took 1.2 to 3.5 times as long as their factors say (Arduino Giga R1, STM32F767). */
const SLOWER_OUTSIDE = 'an arena in memory outside the chip is slower than what was measured';

function whyNone(board: Board): string {
  if (board.ownCalibration && 'reason' in board.ownCalibration) return board.ownCalibration.reason;
  const { ownRamBytes } = calibrationOfChip(board) ?? {};
  if (ownRamBytes) return `the chip has at most ${ownRamBytes / 1024} KB of RAM of its own; ${SLOWER_OUTSIDE}`;
  return UNCALIBRATED[board.profile] ?? `no board with ${board.profile} has been measured`;
}
