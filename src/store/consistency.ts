// Whether stored figures can be those of one model: a digest says that they are whole, not that they fit together.
import { areBoardsOf, type BoardFacts, contradictionsOf } from '../report/contradictions.ts';
import type { Figures } from '../report/measurements.ts';

/** The model of kd.yaml that a result is looked for. */
export interface AskedModel {
  readonly name: string;
  readonly boards: readonly BoardFacts[];
}

/** Of figures that have the schema's shape. */
export function isConsistent(figures: Figures): boolean {
  return isPlain(figures) && figures.model.gzipBytes > 0 && contradictionsOf(figures).length === 0;
}

/** Whether they are of this model on these boards, in this order. */
export function areFiguresOf(figures: Figures, asked: AskedModel): boolean {
  return figures.name === asked.name && areBoardsOf(figures, asked.boards);
}

/** Numbers that count something, and keys that are nobody's prototype. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => key !== '__proto__' && isPlain(inner));
}
