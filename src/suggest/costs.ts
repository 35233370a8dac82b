// What a network costs before anybody trains it: size, arena, latency, instructions and flash, from shapes alone.
import { attempt, must, type Outcome } from '../base/problem.ts';
import type { NamedBoard } from '../board/board.ts';
import { compactFile } from '../compress/compact.ts';
import { chooseDecode, DECODE_CODE_BYTES } from '../gate/decode-weights.ts';
import { arenaFigures, costsOn, measurableBoards, onBoards, profilesOfBoards } from '../gate/measure.ts';
import { measureArena } from '../micro/arena/arena.ts';
import { resolve } from '../micro/resolve.ts';
import type { Figures } from '../report/measurements.ts';
import type { Model } from '../tflite/model.ts';
import { readModel } from '../tflite/read.ts';
import { writeModel } from '../tflite/write.ts';
import type { UntrainedModel } from './untrained.ts';

export interface CostOptions {
  readonly boards: readonly NamedBoard[];
  /** As `export:` says. */
  readonly compact: boolean;
  readonly decode?: boolean;
}

/** Figures of a model that doesn't exist yet: no digest is its own, and nothing is known of its answers. */
export type CostFigures = Pick<Figures, 'model' | 'boards' | 'computers' | 'unmeasuredBoards'>;

const NO_DIGEST = '0'.repeat(64);

/** `gzipBytes` is 0: it depends on the weights. Problems: as of `resolve`. */
export function costsOf(untrained: UntrainedModel, options: CostOptions): Outcome<CostFigures> {
  const { bytes, macs } = untrained;
  const { boards } = options;
  return attempt(() => {
    const file = must(shipped(untrained, options));
    const resolved = must(resolve(file === bytes ? untrained.model : must(readModel(file))));
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

function shipped(untrained: UntrainedModel, { boards, compact, decode = false }: CostOptions): Outcome<Uint8Array> {
  const { model, bytes, parameters } = untrained;
  return attempt(() => {
    const written = (file: Uint8Array) => (compact ? must(compactFile(file)).bytes : file);
    // Fewer weights than the code that unpacks them.
    if (!decode || parameters <= DECODE_CODE_BYTES) return written(bytes);
    const write = (changed: Model) => written(writeModel(changed));
    return must(chooseDecode({ model, boards: measurableBoards(boards), limits: () => ({}), write })).file;
  });
}
