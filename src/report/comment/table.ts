// The comment's table of measures: a row each with its mark, what it was and is, the change, and the budget.
import { markdownTable } from 'markdown-table';
import type { Verdict } from '../../budget/verdict.ts';
import type { ComparedRow } from '../compared-rows.ts';
import { escapeMarkdown } from '../escape.ts';

export const MARKS: Readonly<Record<Verdict, string>> = {
  fail: '❌',
  warn: '⚠️',
  'not measured': '❔',
  pass: '✅',
  'no baseline': '➖',
};

/** From the mark that is to be seen first. */
const BY_MARK = Object.keys(MARKS) as readonly Verdict[];

/** ❌ before ⚠️ before ❔, and what asks for nothing as it comes. */
export function byMark(a: Verdict | undefined, b: Verdict | undefined): number {
  return rankOf(a) - rankOf(b);
}

function rankOf(verdict: Verdict | undefined): number {
  return verdict === undefined ? BY_MARK.length : Math.min(BY_MARK.indexOf(verdict), BY_MARK.indexOf('pass'));
}

/** With a base: measure, figures, change and budget; without one there is no change to have a column. */
export interface TableForm {
  readonly isCompared: boolean;
}

/** One row of `measureTable`, escaped. */
export function cellsOf(row: ComparedRow, { isCompared }: TableForm): string[] {
  const { verdict, label, baseline, value, change, budget } = row;
  const isNew = isCompared && baseline === '' && verdict !== 'not measured';
  const figures = baseline === '' || baseline === value ? value : `${baseline} → ${value}`;
  const changes = isCompared ? [isNew ? 'new' : change] : [];
  return [marked(verdict, escapeMarkdown(label)), figures, ...changes, escapeMarkdown(budget)];
}

/** A row that is no more than a name, and what it is worth. */
export function plainCells(label: string, value: string, { isCompared }: TableForm): string[] {
  return [label, value, ...(isCompared ? [''] : []), ''];
}

export function marked(verdict: Verdict | undefined, text: string): string {
  return verdict === undefined ? text : `${MARKS[verdict]} ${text}`;
}

/** `rows`: as `cellsOf` makes them. */
export function measureTable(rows: readonly (readonly string[])[], { isCompared }: TableForm): string {
  const head = ['measure', ...(isCompared ? ['base → this', 'change'] : ['value']), 'budget'];
  return markdownTable([head, ...rows.map((row) => [...row])], {
    align: ['l', 'r', ...(isCompared ? ['r'] : []), 'l'],
    alignDelimiters: false,
    padding: true,
  });
}
