// The comment's fold of wrong answers: those that the base has right, and what each class was taken for.
import { markdownTable } from 'markdown-table';
import { escapeMarkdown } from '../escape.ts';
import { worstConfusions } from '../flips.ts';
import { formatCount, formatShare } from '../format.ts';
import type { ModelReport } from '../report.ts';

/** A table of more classes can't be read; their most frequent mistakes are listed instead. */
const MOST_COLUMNS = 12;
const MOST_PAIRS = 10;

type Confusion = NonNullable<ModelReport['confusion']>;

/** Markdown. */
export function mistakeParts({ flips = [], confusion, classes }: ModelReport): string[] {
  const nameOf = (label: number) => escapeMarkdown(classes?.[label] ?? `class ${label}`);
  const rows = flips.map(({ sample, file, label, answer, confidence }) => [
    file === undefined ? `no. ${formatCount(sample)}` : escapeMarkdown(file),
    nameOf(label),
    nameOf(answer),
    formatShare(confidence),
  ]);
  const newly = markdownTable([['sample', 'is', 'taken for', 'confidence'], ...rows], { align: ['l', 'l', 'l', 'r'] });
  return [
    ...(rows.length > 0 ? ['Right on the base and wrong now, the surest first:', newly] : []),
    ...(confusion ? confusionParts(confusion) : []),
  ];
}

function confusionParts(confusion: Confusion): string[] {
  if (confusion.classes.length > MOST_COLUMNS) return pairParts(confusion);
  const names = confusion.classes.map(escapeMarkdown);
  const rows = confusion.rows.map((row, i) => {
    const own = row.map((times, k) => (times === 0 ? '' : k === i ? `**${formatCount(times)}**` : formatCount(times)));
    return [names[i] ?? '', ...own];
  });
  const table = markdownTable([['', ...names], ...rows], {
    align: ['l', ...names.map(() => 'r')],
  });
  return ['A row a class, in it what its samples were taken for:', table];
}

function pairParts(confusion: Confusion): string[] {
  const worst = worstConfusions({ confusion }, MOST_PAIRS);
  if (worst.length === 0) return [];
  const cells = worst.map(({ label, answer, count, total }) => [
    escapeMarkdown(label),
    escapeMarkdown(answer),
    `${formatCount(count)} of ${formatCount(total)}`,
  ]);
  const table = markdownTable([['is', 'taken for', 'samples'], ...cells], { align: ['l', 'l', 'r'] });
  return [`The most frequent mistakes among ${formatCount(confusion.classes.length)} classes:`, table];
}
