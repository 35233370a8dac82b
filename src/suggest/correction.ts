// What a file of trained weights comes to beside the one that was only drawn: equal, unless weights were compressed,
// channels taken out or metadata written.
import type { Figures } from '../report/measurements.ts';
import type { MeasuredModel } from '../report/report.ts';
import type { CostFigures } from './costs.ts';

export interface Correction {
  /** Factors; 1 where the drawn file is exact. */
  readonly size: number;
  readonly macs: number;
  /** Bytes after gzip, of those before. */
  readonly gzip: number;
  readonly arena: ReadonlyMap<string, number>;
  readonly latency: ReadonlyMap<string, number>;
}

export function correctionOf(trained: Pick<Figures, 'model' | 'boards'>, drawn: CostFigures): Correction {
  const { model } = trained;
  const arena = Object.entries(drawn.model.profiles).map(([profile, { arenaMinBytes }]) => {
    return [profile, ratio(arenaIn(model, profile), arenaMinBytes)] as const;
  });
  const latency = drawn.boards.map(({ id, latencyMs }) => {
    return [id, ratio(trained.boards.find((board) => board.id === id)?.latencyMs, latencyMs)] as const;
  });
  return {
    size: ratio(model.sizeBytes, drawn.model.sizeBytes),
    macs: ratio(model.macs, drawn.model.macs),
    gzip: ratio(model.gzipBytes, model.sizeBytes),
    arena: new Map(arena),
    latency: new Map(latency),
  };
}

function arenaIn({ profiles }: MeasuredModel, profile: string): number | undefined {
  return Object.entries(profiles).find(([id]) => id === profile)?.[1].arenaMinBytes;
}

function ratio(trained: number | undefined, drawn: number | undefined): number {
  return trained !== undefined && drawn !== undefined && drawn > 0 && trained > 0 ? trained / drawn : 1;
}

export function corrected(figures: CostFigures, { size, macs, gzip, arena, latency }: Correction): CostFigures {
  const { model, boards } = figures;
  const sizeBytes = Math.round(model.sizeBytes * size);
  const profiles = Object.entries(model.profiles).map(([profile, found]) => {
    const arenaMinBytes = Math.round(found.arenaMinBytes * (arena.get(profile) ?? 1));
    return [profile, { ...found, arenaMinBytes }];
  });
  const costs = Object.entries(model.costs ?? {}).map(([profile, found]) => {
    const { flashBytes } = found;
    if (flashBytes === undefined) return [profile, found];
    return [profile, { ...found, flashBytes: flashBytes + sizeBytes - model.sizeBytes }];
  });
  const measured = {
    ...{ sizeBytes, gzipBytes: Math.round(sizeBytes * gzip), macs: Math.round(model.macs * macs) },
    ...{ profiles: Object.fromEntries(profiles), costs: Object.fromEntries(costs) },
  };
  const timed = boards.map((board) => {
    const { latencyMs } = board;
    return latencyMs === undefined ? board : { ...board, latencyMs: latencyMs * (latency.get(board.id) ?? 1) };
  });
  return { ...figures, model: { ...model, ...measured }, boards: timed };
}
