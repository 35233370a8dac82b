// Samples that the base answers right and this model wrong, in words; and which classes are mistaken for which.
import { formatCount, formatShare } from './format.ts';
import type { Mistake } from './mistakes.ts';
import type { ModelReport } from './report.ts';

/** Of a line on the terminal. */
const MOST_IN_LINE = 3;

type ClassNames = Pick<ModelReport, 'classes' | 'confusion'>;

function classNameOf({ classes = [], confusion }: ClassNames, index: number): string {
  return confusion?.classes[index] ?? classes[index] ?? String(index);
}

/** `sample 17 (a/b.png)`; the number alone where the data are no folder. */
function describeSample({ sample, file }: Mistake): string {
  return `sample ${formatCount(sample)}${file === undefined ? '' : ` (${file})`}`;
}

/** One line of the surest; undefined where nothing flipped. */
export function describeFlips(report: ModelReport): string | undefined {
  const { flips = [] } = report;
  if (flips.length === 0) return undefined;
  const words = flips.slice(0, MOST_IN_LINE).map((flip) => {
    const names = `${classNameOf(report, flip.label)} is now ${classNameOf(report, flip.answer)}`;
    return `${describeSample(flip)}: ${names} (${formatShare(flip.confidence)} sure)`;
  });
  return `right on the base, wrong now: ${words.join('; ')}`;
}

/** How many samples of a class are taken for another one. */
export interface Confusion {
  readonly label: string;
  readonly answer: string;
  readonly count: number;
  /** Samples of the class. */
  readonly total: number;
}

/** From the most frequent one. */
export function worstConfusions({ confusion }: Pick<ModelReport, 'confusion'>, most: number): Confusion[] {
  const { classes = [], rows = [] } = confusion ?? {};
  const all = rows.flatMap((row, i) => {
    const total = row.reduce((sum, one) => sum + one, 0);
    return row.flatMap((count, j) => (i === j || count === 0 ? [] : [{ i, j, count, total }]));
  });
  return all
    .sort((a, b) => b.count - a.count || a.i - b.i || a.j - b.j)
    .slice(0, most)
    .map(({ i, j, count, total }) => ({ label: classes[i] ?? '', answer: classes[j] ?? '', count, total }));
}
