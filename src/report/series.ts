// A model's history as lines, one for each measure and board: what renderers draw.
import { formatChange, formatMeasure } from './format.ts';
import type { PointFigures } from './history.ts';
import { shareOf } from './measurements.ts';
import { pointFiguresOf } from './points.ts';
import type { ModelReport } from './report.ts';

/** Of the measures that budgets judge, those that people follow. */
const LABELS = { size: 'size', arena: 'arena', latency: 'latency', accuracy: 'accuracy', error: 'MAE' } as const;

export interface Series {
  readonly measure: keyof typeof LABELS;
  /** A board's id. */
  readonly scope?: string;
  /** In the unit of the measure, the oldest first; undefined where it was not measured. */
  readonly values: readonly (number | undefined)[];
}

/** Base and change say what one point before this says. */
const LEAST_POINTS = 2;

/**
 * Of the report's history, and its own figures as the last of each; nothing where there is no more than the base. A
 * measure that the model doesn't have now has no line.
 */
export function seriesOf(report: ModelReport): Series[] {
  const { history = [] } = report;
  return history.length < LEAST_POINTS ? [] : seriesOfPoints([...history, pointFiguresOf(report)]);
}

/** The last of the points says which lines there are. */
export function seriesOfPoints(points: readonly PointFigures[]): Series[] {
  const boards = points.at(-1)?.boards ?? [];
  const valuesOn = (id: string, key: 'arenaMinBytes' | 'latencyMs') =>
    points.map((point) => point.boards.find((board) => board.id === id)?.[key]);
  const all: readonly Series[] = [
    { measure: 'size', values: points.map(({ sizeBytes }) => sizeBytes) },
    ...boards.map(({ id }): Series => ({ measure: 'arena', scope: id, values: valuesOn(id, 'arenaMinBytes') })),
    ...boards.map(({ id }): Series => ({ measure: 'latency', scope: id, values: valuesOn(id, 'latencyMs') })),
    { measure: 'accuracy', values: points.map(({ accuracy }) => shareOf(accuracy)) },
    { measure: 'error', values: points.map(({ mae }) => mae) },
  ];
  return all.filter(({ values }) => values.at(-1) !== undefined);
}

/** `arena (arduino-nano-33-ble)` */
export function labelOfSeries({ measure, scope }: Pick<Series, 'measure' | 'scope'>): string {
  return scope === undefined ? LABELS[measure] : `${LABELS[measure]} (${scope})`;
}

/** From the first known figure to the last: `12,184 B → 12,480 B (+2.4%)`, `12,184 B` where nothing changed. */
export function describeSeries({ measure, values }: Series): string {
  const known = values.filter((value) => value !== undefined);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return 'not measured';
  const now = formatMeasure(measure, last);
  if (first === last) return now;
  return `${formatMeasure(measure, first)} → ${now}, ${formatChange(measure, first, last)}`;
}
