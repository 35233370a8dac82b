// What a trained file comes to beside the one that was only drawn: the same, but for what depends on values, as the
// time of a softmax, or where weights were compressed, channels taken out or metadata written.
import type { Figures } from '../report/measurements.ts';
import type { CostFigures } from './costs.ts';
import { gzipEstimate, type PackedFile } from './gzip-estimate.ts';

/** From a figure of a drawn file to that of a trained one. */
type Correct = (drawn: number) => number;

export interface Correction {
  readonly size: Correct;
  readonly macs: Correct;
  readonly gzip: (file: PackedFile) => number;
  /** By profile. */
  readonly arena: ReadonlyMap<string, Correct>;
  readonly instructions: ReadonlyMap<string, Correct>;
  /** By board. */
  readonly latency: ReadonlyMap<string, Correct>;
}

/** `packed`: what the drawn file's weights are like. */
export function correctionOf(
  trained: Pick<Figures, 'model' | 'boards'>,
  drawn: CostFigures,
  packed: Omit<PackedFile, 'sizeBytes'>,
): Correction {
  const { model } = trained;
  const [profiles, costs] = [new Map(Object.entries(model.profiles)), new Map(Object.entries(model.costs ?? {}))];
  const arena = Object.entries(drawn.model.profiles).map(([id, { arenaMinBytes }]) => {
    return [id, correctTo(profiles.get(id)?.arenaMinBytes, arenaMinBytes)] as const;
  });
  const instructions = Object.entries(drawn.model.costs ?? {}).map(([id, found]) => {
    return [id, correctTo(costs.get(id)?.instructions, found.instructions)] as const;
  });
  const latency = drawn.boards.map(({ id, latencyMs }) => {
    return [id, correctTo(trained.boards.find((board) => board.id === id)?.latencyMs, latencyMs)] as const;
  });
  return {
    size: correctTo(model.sizeBytes, drawn.model.sizeBytes),
    macs: correctTo(model.macs, drawn.model.macs),
    gzip: gzipEstimate({ ...packed, sizeBytes: model.sizeBytes, gzipBytes: model.gzipBytes }),
    arena: new Map(arena),
    instructions: new Map(instructions),
    latency: new Map(latency),
  };
}

/** Within this share it is an amount that a smaller network has too; beyond it, a share. */
const LITTLE = 0.1;

const unchanged: Correct = (drawn) => drawn;

function correctTo(trained: number | undefined, drawn: number | undefined): Correct {
  if (trained === undefined || drawn === undefined || trained === drawn || drawn <= 0) return unchanged;
  const isLittle = Math.abs(trained - drawn) <= LITTLE * drawn;
  return isLittle ? (value) => value + trained - drawn : (value) => (value * trained) / drawn;
}

/** `packed`: as of `correctionOf`. */
export function corrected(
  figures: CostFigures,
  packed: Omit<PackedFile, 'sizeBytes'>,
  correction: Correction,
): CostFigures {
  const { size, macs, gzip, arena, instructions, latency } = correction;
  const { model, boards } = figures;
  const sizeBytes = Math.round(size(model.sizeBytes));
  const profiles = Object.entries(model.profiles).map(([profile, found]) => {
    const correct = arena.get(profile) ?? unchanged;
    return [profile, { ...found, arenaMinBytes: Math.round(correct(found.arenaMinBytes)) }] as const;
  });
  const costs = Object.entries(model.costs ?? {}).map(([profile, found]) => {
    const { flashBytes, instructions: executed } = found;
    const correct = instructions.get(profile) ?? unchanged;
    return [
      profile,
      {
        ...found,
        ...(flashBytes !== undefined && { flashBytes: flashBytes + sizeBytes - model.sizeBytes }),
        ...(executed !== undefined && { instructions: Math.round(correct(executed)) }),
      },
    ] as const;
  });
  const measured = {
    ...{ sizeBytes, gzipBytes: gzip({ ...packed, sizeBytes }), macs: Math.round(macs(model.macs)) },
    ...{ profiles: Object.fromEntries(profiles), costs: Object.fromEntries(costs) },
  };
  const timed = boards.map((board) => {
    const { id, latencyMs } = board;
    return latencyMs === undefined ? board : { ...board, latencyMs: (latency.get(id) ?? unchanged)(latencyMs) };
  });
  return { ...figures, model: { ...model, ...measured }, boards: timed };
}
