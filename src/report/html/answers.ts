// The answers: what the samples of each class were taken for, the classes beside the base's, and the worst mistakes.
import { formatCount, formatShare } from '../format.ts';
import { shareOf } from '../measurements.ts';
import type { ModelReport } from '../report.ts';
import { joined, type Markup } from './markup.ts';
import { bar } from './picture.ts';
import type { MakeSection } from './section.ts';
import { table } from './table.ts';

/** Classes and mistakes that have rows. */
const MOST_CLASSES = 64;
const MOST_MISTAKES = 10;

export const answerSection: MakeSection = ({ model: report }) => {
  const parts = [...confusionParts(report), ...classParts(report), ...mistakeParts(report)];
  return parts.length === 0 ? undefined : { title: 'Answers', body: joined(parts) };
};

/** Shades of a cell by its share of the row, in eighths. */
function shadeOf(value: number, total: number): number {
  return value === 0 || total === 0 ? 0 : Math.max(1, Math.min(8, Math.ceil((8 * value) / total)));
}

function confusionParts({ confusion }: ModelReport): Markup[] {
  if (!confusion) return [];
  const { classes, rows } = confusion;
  const cells = rows.map((row, i) => {
    const total = row.reduce((sum, own) => sum + own, 0);
    const shaded = row.map((value, j) => ({
      text: value === 0 ? '' : formatCount(value),
      kind: `${i === j ? 'hit' : 'miss'}${shadeOf(value, total)}`,
    }));
    return [{ text: classes[i] ?? String(i), kind: 'class' }, ...shaded];
  });
  const caption = 'Confusion: a row a class, a column an answer; the darker, the larger its share of the row';
  return [table({ caption, head: ['class', ...classes], sides: `l${'r'.repeat(classes.length)}`, rows: cells })];
}

function classParts({ perClass = [], classes = [], base }: ModelReport): Markup[] {
  if (perClass.length < 2) return [];
  const before = base?.perClass?.length === perClass.length ? base.perClass : undefined;
  const rows = perClass.slice(0, MOST_CLASSES).map((own, i) => {
    const share = shareOf(own);
    const old = before && shareOf(before[i]);
    const name = classes[i] ?? String(i);
    const now = {
      text: share === undefined ? 'no samples' : formatShare(share),
      ...(share !== undefined && { bar: bar(0, share) }),
      kind: 'barred',
    };
    const right = `${formatCount(own.correct)} of ${formatCount(own.total)}`;
    return before ? [name, old === undefined ? '' : formatShare(old), now, right] : [name, now, right];
  });
  const head = before ? ['class', 'base', 'right', 'samples'] : ['class', 'right', 'samples'];
  return [table({ caption: 'Right answers by class', head, sides: before ? 'lrrr' : 'lrr', rows })];
}

function mistakeParts({ mistakes = [], flips = [], classes = [], confusion }: ModelReport): Markup[] {
  const names = confusion?.classes ?? classes;
  const nameOf = (label: number) => names[label] ?? String(label);
  const rowsOf = (all: typeof mistakes) =>
    all
      .slice(0, MOST_MISTAKES)
      .map(({ sample, file, label, answer, confidence }) => [
        file ?? `sample ${formatCount(sample)}`,
        nameOf(label),
        nameOf(answer),
        formatShare(confidence),
      ]);
  const list = (caption: string, all: typeof mistakes) =>
    all.length === 0
      ? []
      : [table({ caption, head: ['sample', 'class', 'taken for', 'confidence'], sides: 'lllr', rows: rowsOf(all) })];
  return [
    ...list('Wrong now and right on the base, the surest first', flips),
    ...list('Mistakes, the surest first', mistakes),
  ];
}
