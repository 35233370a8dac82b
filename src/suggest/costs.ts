// What a network costs before anybody trains it: size, arena, latency, instructions and flash, from shapes alone.
import { attempt, must, type Outcome } from '../base/problem.ts';
import type { NamedBoard } from '../board/board.ts';
import { compactFile } from '../compress/compact.ts';
import { arenaFigures, costsOn, onBoards, profilesOfBoards } from '../gate/measure.ts';
import { measureArena } from '../micro/arena/arena.ts';
import { resolve } from '../micro/resolve.ts';
import type { Figures } from '../report/measurements.ts';
import { readModel } from '../tflite/read.ts';
import type { UntrainedModel } from './untrained.ts';

export interface CostOptions {
  readonly boards: readonly NamedBoard[];
  /** As `export.compact` writes it. */
  readonly compact: boolean;
}

/** Figures of a model that doesn't exist yet: no digest is its own, and nothing is known of its answers. */
export type CostFigures = Pick<Figures, 'model' | 'boards' | 'computers' | 'unmeasuredBoards'>;

const NO_DIGEST = '0'.repeat(64);

/** `gzipBytes` is 0: it depends on the weights. Problems: as of `resolve`. */
export function costsOf(
  { model, bytes, macs }: UntrainedModel,
  { boards, compact }: CostOptions,
): Outcome<CostFigures> {
  return attempt(() => {
    const file = compact ? must(compactFile(bytes)).bytes : bytes;
    const resolved = must(resolve(compact ? must(readModel(file)) : model));
    const arenas = profilesOfBoards(boards).map((profile) => ({ profile, arena: measureArena(resolved, profile) }));
    const profileProblems = new Map(
      arenas.flatMap(({ profile, arena }) => (arena.ok ? [] : [[profile.id, arena.problems] as const])),
    );
    const measured = arenas.flatMap(({ profile, arena }) => (arena.ok ? [{ profile, arena: arena.value }] : []));
    const figures = {
      ...{ sha256: NO_DIGEST, sizeBytes: file.length, gzipBytes: 0, macs, operators: [] },
      profiles: Object.fromEntries(measured.map(({ profile, arena }) => [profile.id, arenaFigures(arena)])),
      costs: Object.fromEntries(measured.map(({ profile }) => [profile.id, costsOn(resolved, profile, file.length)])),
    };
    const found = onBoards(boards, { resolved, figures, profileProblems });
    const { unmeasuredBoards, computers } = found;
    return {
      model: figures,
      boards: found.boards,
      ...(computers.length > 0 && { computers }),
      ...(unmeasuredBoards.length > 0 && { unmeasuredBoards }),
    };
  });
}
