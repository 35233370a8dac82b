// What the same model measured on commits before the base: the points of a line, the oldest first.
import type { FromSchema } from 'json-schema-to-ts';
import { closed, commit, count, magnitude, milliseconds, text } from './schema-parts.ts';

/** So many commits have a point in a report. */
export const MOST_POINTS = 30;
/** Of a model's boards; a model with more has points of the first ones. */
export const MOST_BOARDS = 32;

/** A version, not a sentence. */
export const VERSION_SCHEMA = { type: 'string', maxLength: 64 } as const;

const boardPoint = closed(['id'], {
  id: text,
  arenaMinBytes: { ...count, description: 'As of `profiles`; absent where the model does not run.' },
  latencyMs: { ...milliseconds, description: 'Absent where there is no evidence.' },
});

const figuresOfPoint = {
  sizeBytes: count,
  accuracy: closed(['correct', 'total'], { correct: count, total: count }),
  mae: { ...magnitude, description: 'Of a regression: the mean absolute error.' },
  boards: { type: 'array', maxItems: MOST_BOARDS, items: boardPoint },
} as const;

/** Of a model on a commit. */
export const POINT_FIGURES_SCHEMA = closed(['sizeBytes', 'boards'], figuresOfPoint);

const point = closed(
  ['commit', 'version', 'sizeBytes', 'boards'],
  {
    commit,
    version: { ...VERSION_SCHEMA, description: 'Of kd-gate that measured it: another one may measure otherwise.' },
    ...figuresOfPoint,
  },
  'What the model measured on a commit.',
);

export const HISTORY_SCHEMA = {
  type: 'array',
  maxItems: MOST_POINTS,
  items: point,
  description:
    'The same model on the base and on commits before it, as far as they were measured; the oldest first. ' +
    'Nothing is judged by it.',
} as const;

export type PointFigures = FromSchema<typeof POINT_FIGURES_SCHEMA>;
export type HistoryPoint = FromSchema<typeof point>;
