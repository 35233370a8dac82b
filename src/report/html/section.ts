// A section of a model's part of the page.
import type { ModelReport, Report } from '../report.ts';
import type { Markup } from './markup.ts';

export interface Section {
  readonly title: string;
  readonly body: Markup;
}

/** How much a page shows; less where it would be too large. */
export interface Detail {
  /** Maps of the arena, each of a plan of its own. */
  readonly maps: number;
  /** Whether the base's pictures stand beside them. */
  readonly base: boolean;
  /** Operators that have a row of their own, the dearest first. */
  readonly operators: number;
  /** Rows of figures and budgets, those that fail first where there are more. */
  readonly rows: number;
  /** Points of a curve that tell what they are. */
  readonly points: number;
}

export interface SectionInput {
  readonly report: Report;
  readonly model: ModelReport;
  readonly detail: Detail;
}

/** Undefined where the report has nothing to show of it. */
export type MakeSection = (input: SectionInput) => Section | undefined;
