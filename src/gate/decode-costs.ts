// What a model costs on the boards, so that one with compressed weights can be compared with the plain one.
import { attempt, must, type Outcome } from '../base/problem.ts';
import type { Board } from '../board/board.ts';
import { executedOf } from '../board/executed.ts';
import { latencyOf } from '../board/latency.ts';
import { measureArena } from '../micro/arena/arena.ts';
import { type Profile, profileOf } from '../micro/profile.ts';
import { type ResolvedModel, resolve } from '../micro/resolve.ts';
import type { NoFigure } from '../micro/work/work.ts';
import { formatBytes, formatCount, formatMilliseconds } from '../report/format.ts';
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

/** The most that a model may cost; what is left out has no limit but the RAM of the board. */
export interface DecodeLimits {
  readonly arenaBytes?: number;
  readonly latencyMs?: number;
  readonly instructions?: number;
  /** What the application takes of the board's RAM. */
  readonly reservedRamBytes?: number;
}

/** By the id of a board; undefined where there is none. */
export type DecodeLimitsOn = (board: string | undefined) => DecodeLimits;

/** By the file, as firmware has it. Problems: what `readModel`, `resolve` and `measureArena` find. */
export function costsOf(file: Uint8Array, boards: readonly Board[]): Outcome<Costs> {
  return attempt(() => {
    const resolved = must(resolve(must(readModel(file))));
    const arenaOn = (profile: Profile) => must(measureArena(resolved, profile)).arenaMinBytes;
    return {
      fileBytes: file.length,
      profiles: profilesOfBoards(boards).map((profile) => ({
        profile: profile.id,
        arenaBytes: arenaOn(profile),
        instructions: instructionSum(resolved, profile),
      })),
      boards: boards.map((board) => {
        const latency = latencyOf(resolved, board, arenaOn(profileOf(board.profile)));
        return { board: board.id, latencyMs: 'reason' in latency ? latency : latency.latencyMs };
      }),
    };
  });
}

/** Of one Invoke, as budgets judge them. */
export function instructionSum(resolved: ResolvedModel, profile: Profile): number | NoFigure {
  const executed = executedOf(resolved, profile);
  return 'reason' in executed ? executed : executed.instructions;
}

/** What goes beyond a limit or a board's RAM; undefined where nothing does. A cost that isn't known keeps no limit. */
export function excessOf(costs: Costs, boards: readonly Board[], limitsOn: DecodeLimitsOn): string | undefined {
  const places: readonly Place[] = boards.length > 0 ? boards : costs.profiles;
  for (const place of places) {
    const limits = limitsOn(place.id);
    const excess =
      memoryExcess(costs, place, limits) ?? instructionExcess(costs, place, limits) ?? timeExcess(costs, place, limits);
    if (excess !== undefined) return excess;
  }
  return undefined;
}

/** A board, or a profile where there is none. */
type Place = Pick<Board, 'profile'> & Partial<Pick<Board, 'id' | 'ramBytes'>>;

function memoryExcess({ profiles }: Costs, place: Place, limits: DecodeLimits): string | undefined {
  const { id, profile, ramBytes = Number.POSITIVE_INFINITY } = place;
  const { arenaBytes: most = Number.POSITIVE_INFINITY, reservedRamBytes = 0 } = limits;
  const bytes = profiles.find((one) => one.profile === profile)?.arenaBytes ?? 0;
  const takes = `takes an arena of ${formatBytes(bytes)}`;
  if (bytes > most) return `${takes} on ${id ?? profile}, over ${formatBytes(most)}`;
  if (bytes <= ramBytes - reservedRamBytes) return undefined;
  const kept = reservedRamBytes > 0 ? `, ${formatBytes(reservedRamBytes)} of it reserved` : '';
  return `${takes}; ${id} has ${formatBytes(ramBytes)} of RAM${kept}`;
}

function instructionExcess({ profiles }: Costs, { id, profile }: Place, limits: DecodeLimits): string | undefined {
  const { instructions: most } = limits;
  const executed = profiles.find((one) => one.profile === profile)?.instructions;
  if (most === undefined || executed === undefined) return undefined;
  const where = id ?? profile;
  if (typeof executed !== 'number') {
    return `has a limit of instructions, which are not counted on ${where}: ${executed.reason}`;
  }
  if (executed <= most) return undefined;
  return `executes ${formatCount(executed)} instructions on ${where}, over ${formatCount(most)}`;
}

function timeExcess({ boards }: Costs, { id }: Place, { latencyMs: most }: DecodeLimits): string | undefined {
  const time = boards.find(({ board }) => board === id)?.latencyMs;
  if (most === undefined || time === undefined) return undefined;
  if (typeof time !== 'number') return `has a latency limit, but its time on ${id} is not measured: ${time.reason}`;
  return time > most ? `takes ${formatMilliseconds(time)} on ${id}, over ${formatMilliseconds(most)}` : undefined;
}
