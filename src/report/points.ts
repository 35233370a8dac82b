// Points of a model's history: made of its figures, put into a report, and whether they can be true.
import { type HistoryPoint, MOST_BOARDS, MOST_POINTS, type PointFigures } from './history.ts';
import { arenaOf, type Figures } from './measurements.ts';
import type { Report } from './report.ts';

/** Of a model's figures, or of its report. */
export function pointFiguresOf({
  model,
  boards,
  accuracy,
  error,
}: Pick<Figures, 'model' | 'boards' | 'accuracy' | 'error'>): PointFigures {
  return {
    sizeBytes: model.sizeBytes,
    ...(accuracy && { accuracy: { correct: accuracy.correct, total: accuracy.total } }),
    ...(error && { mae: error.mae }),
    boards: boards.slice(0, MOST_BOARDS).map(({ id, profile, refused, latencyMs }) => {
      const arena = refused === undefined ? arenaOf(model, profile) : undefined;
      return {
        id,
        ...(arena && { arenaMinBytes: arena.arenaMinBytes }),
        ...(latencyMs !== undefined && { latencyMs }),
      };
    }),
  };
}

/** One sentence a contradiction. */
export function contradictionsInPoint({ accuracy, mae, boards }: PointFigures): string[] {
  const ids = boards.map(({ id }) => id);
  return [
    ...(accuracy && accuracy.correct > accuracy.total
      ? [`a point has ${accuracy.correct} right answers of ${accuracy.total}`]
      : []),
    ...(accuracy && mae !== undefined ? ['a point has an accuracy and an error'] : []),
    ...(new Set(ids).size < ids.length ? ['a point has a board twice'] : []),
  ];
}

/** `histories`: by the model's name, the oldest first; the newest points of each are kept. */
export function withHistory(report: Report, histories: ReadonlyMap<string, readonly HistoryPoint[]>): Report {
  const models = report.models.map((model) => {
    const points = histories.get(model.name) ?? [];
    return points.length === 0 ? model : { ...model, history: points.slice(-MOST_POINTS) };
  });
  return { ...report, models };
}

/** Of a report that a stranger wrote: what it says of other commits is nobody's business here. */
export function withoutHistory(report: Report): Report {
  return { ...report, models: report.models.map(({ history: _, ...model }) => model) };
}
