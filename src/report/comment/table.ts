// The comment's table of measures: a row each with its verdict, baseline, value, change and budget.
import { markdownTable } from 'markdown-table';
import type { Verdict } from '../../budget/verdict.ts';
import type { ComparedRow } from '../compared-rows.ts';
import { escapeMarkdown } from '../escape.ts';

export const MARKS: Readonly<Record<Verdict, string>> = {
  fail: '❌',
  'not measured': '❔',
  warn: '⚠️',
  pass: '✅',
  'no baseline': '➖',
};

/** One row of `measureTable`, escaped. */
export function cellsOf(row: ComparedRow): string[] {
  const { verdict, label, baseline, value, change, budget } = row;
  return [verdict ? MARKS[verdict] : '', escapeMarkdown(label), baseline, value, change, escapeMarkdown(budget)];
}

/** `rows`: six cells each, as `cellsOf` makes them. */
export function measureTable(rows: readonly (readonly string[])[]): string {
  const head = ['', 'measure', 'base', 'this', 'change', 'budget'];
  return markdownTable([head, ...rows.map((row) => [...row])], {
    align: ['c', 'l', 'r', 'r', 'r', 'l'],
    alignDelimiters: false,
    padding: true,
  });
}
