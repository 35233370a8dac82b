// What a model costs on the boards, so that one with compressed weights can be compared with the plain one.
import { attempt, must, type Outcome } from '../base/problem.ts';
import type { Board } from '../board/board.ts';
import { instructionsOf } from '../board/instructions.ts';
import { latencyOf } from '../board/latency.ts';
import { measureArena } from '../micro/arena/arena.ts';
import type { Profile } from '../micro/profile.ts';
import { type ResolvedModel, resolve } from '../micro/resolve.ts';
import type { NoFigure } from '../micro/work/work.ts';
import { formatBytes, formatMilliseconds } from '../report/format.ts';
import { readModel } from '../tflite/read.ts';
import { profilesOfBoards } from './measure.ts';

export interface Costs {
  readonly fileBytes: number;
  readonly profiles: readonly {
    readonly profile: string;
    /** The smallest arena that works. */
    readonly arenaBytes: number;
    /** Of one Invoke. */
    readonly instructions: number | NoFigure;
  }[];
  readonly boards: readonly { readonly board: string; readonly latencyMs: number | NoFigure }[];
}

/** The most that a model may cost; what is left out has no limit but the RAM of each board. */
export interface DecodeLimits {
  readonly arenaBytes?: number;
  readonly latencyMs?: number;
}

/** By the file, as firmware has it. Problems: what `readModel`, `resolve` and `measureArena` find. */
export function costsOf(file: Uint8Array, boards: readonly Board[]): Outcome<Costs> {
  return attempt(() => {
    const resolved = must(resolve(must(readModel(file))));
    return {
      fileBytes: file.length,
      profiles: profilesOfBoards(boards).map((profile) => ({
        profile: profile.id,
        arenaBytes: must(measureArena(resolved, profile)).arenaMinBytes,
        instructions: instructionSum(resolved, profile),
      })),
      boards: boards.map((board) => {
        const latency = latencyOf(resolved, board);
        return { board: board.id, latencyMs: 'reason' in latency ? latency : latency.latencyMs };
      }),
    };
  });
}

/** Of one Invoke. */
export function instructionSum(resolved: ResolvedModel, profile: Profile): number | NoFigure {
  let sum = 0;
  for (const operator of instructionsOf(resolved, profile)) {
    if ('reason' in operator)
      return { reason: `operator ${operator.operatorIndex} is ${operator.op}: ${operator.reason}` };
    sum += operator.instructions;
  }
  return sum;
}

/** What goes beyond a limit or a board's RAM; undefined where nothing does. A time that isn't known keeps no limit. */
export function excessOf(costs: Costs, boards: readonly Board[], limits: DecodeLimits): string | undefined {
  const arenaOn = new Map(costs.profiles.map(({ profile, arenaBytes }) => [profile, arenaBytes]));
  for (const { profile, arenaBytes } of costs.profiles) {
    const { arenaBytes: most = Number.POSITIVE_INFINITY } = limits;
    if (arenaBytes > most)
      return `takes an arena of ${formatBytes(arenaBytes)} on ${profile}, over ${formatBytes(most)}`;
  }
  for (const { id, profile, ramBytes } of boards) {
    const bytes = arenaOn.get(profile) ?? 0;
    if (bytes > ramBytes) return `takes an arena of ${formatBytes(bytes)}; ${id} has ${formatBytes(ramBytes)} of RAM`;
  }
  if (limits.latencyMs === undefined) return undefined;
  for (const { board, latencyMs } of costs.boards) {
    if (typeof latencyMs !== 'number') {
      return `has a latency limit, but its time on ${board} is not measured: ${latencyMs.reason}`;
    }
    if (latencyMs > limits.latencyMs) {
      return `takes ${formatMilliseconds(latencyMs)} on ${board}, over ${formatMilliseconds(limits.latencyMs)}`;
    }
  }
  return undefined;
}
