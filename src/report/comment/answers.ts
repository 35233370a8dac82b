// The comment's part about single answers: what each class is taken for, and the surest that the base has right.
import { markdownTable } from 'markdown-table';
import { escapeMarkdown } from '../escape.ts';
import { classNameOf, describeSample, worstConfusions } from '../flips.ts';
import { formatCount, formatShare } from '../format.ts';
import type { ModelReport } from '../report.ts';

/** A wider table is scrolled on a phone, and read by nobody. */
const WIDEST_TABLE = 12;
const MOST_CONFUSIONS = 10;

/** Empty where every answer is right, or the task has no classes. */
export function answerParts(report: ModelReport): string[] {
  const found = worstConfusions(report, MOST_CONFUSIONS);
  if (found.length === 0) return [];
  const { classes = [], rows = [] } = report.confusion ?? {};
  const matrix =
    classes.length <= WIDEST_TABLE
      ? matrixOf(classes, rows)
      : markdownTable(
          [
            ['class', 'taken for', 'samples'],
            ...found.map(({ label, answer, count, total }) => [
              escapeMarkdown(label),
              escapeMarkdown(answer),
              `${formatCount(count)} of ${formatCount(total)}`,
            ]),
          ],
          { align: ['l', 'l', 'r'] },
        );
  return [matrix, ...flipParts(report)];
}

/** A row a class, a column an answer; the right ones are bold, and none is left blank. */
function matrixOf(classes: readonly string[], rows: readonly (readonly number[])[]): string {
  const head = ['class', ...classes.map(escapeMarkdown)];
  const cells = rows.map((row, i) => [
    escapeMarkdown(classes[i] ?? ''),
    ...row.map((count, j) => (count === 0 ? '' : i === j ? `**${formatCount(count)}**` : formatCount(count))),
  ]);
  return markdownTable([head, ...cells], { align: ['l', ...classes.map(() => 'r')] });
}

function flipParts(report: ModelReport): string[] {
  const { flips = [] } = report;
  if (flips.length === 0) return [];
  const rows = flips.map((flip) => [
    escapeMarkdown(describeSample(flip)),
    escapeMarkdown(classNameOf(report, flip.label)),
    escapeMarkdown(classNameOf(report, flip.answer)),
    formatShare(flip.confidence),
  ]);
  const head = ['right on the base, wrong now', 'class', 'answer', 'how sure'];
  return [markdownTable([head, ...rows], { align: ['l', 'l', 'l', 'r'] })];
}
