// What budgets ask of a test set that it can't answer, told before hours of training.
import type { Limit } from '../budget/judge.ts';
import { noSuchClass } from '../budget/metrics/measured.ts';
import { CLASS_METRICS } from '../budget/metrics/metrics.ts';
import { tooFewFor, tooFewHours, tooFewOthers } from '../budget/metrics/too-small.ts';
import { type Dataset, hasClasses } from '../data/dataset.ts';
import { judgedSet } from './streams.ts';

/** One sentence a limit. */
export function testSizeNotes(limits: readonly Limit[], test: Dataset | undefined): readonly string[] {
  if (!test || !hasClasses(test)) return [];
  const { labels, classes, count } = judgedSet(test);
  const counts = classes.map((_, label) => labels.reduce((sum, own) => sum + Number(own === label), 0));
  const notes = limits.flatMap((limit) => {
    const { measure, kind, only } = limit;
    const words = `budgets.${measure}.${kind} ${limit.text}`;
    if (CLASS_METRICS.some((metric) => metric === measure)) {
      const index = only === undefined ? -1 : classes.indexOf(only);
      if (only !== undefined && index < 0) return [`${words}: ${noSuchClass(only, classes)}`];
      // Where all classes are meant, the one with the fewest samples has the least to say.
      const samples = index < 0 ? Math.min(...counts) : counts[index];
      return withWords(words, noteOf(limit, samples, count - samples, test.seconds));
    }
    const isShare = measure === 'accuracy' || measure === 'topK' || measure === 'agreement';
    return isShare && kind === 'min' ? withWords(words, tooFewFor(limit.value, count)) : [];
  });
  return [...new Set(notes)];
}

function noteOf(limit: Limit, samples: number, others: number, seconds = 0): string | undefined {
  const { measure, kind, value, point = {} } = limit;
  const { falsePositiveRate: rate, falseAcceptsPerHour: perHour } = point;
  if (measure === 'precision' || kind !== 'min') return undefined;
  if (samples === 0) return 'the test set has no sample of the class';
  return (
    tooFewFor(value, samples, 'test samples of the class') ??
    (rate === undefined ? undefined : tooFewOthers(rate, others)) ??
    (perHour === undefined ? undefined : tooFewHours(perHour, (others * seconds) / 3600))
  );
}

function withWords(words: string, note: string | undefined): readonly string[] {
  return note === undefined ? [] : [`${words}: ${note}`];
}
