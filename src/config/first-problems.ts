// The first of many problems: nobody reads thousands, and each becomes a line of the log and an annotation.
import type { Problem } from '../base/problem.ts';

const MOST_SHOWN = 50;

/** In their order; behind the last that is shown stands how many more there are. */
export function firstProblems(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= MOST_SHOWN) return problems;
  const shown = problems.slice(0, MOST_SHOWN);
  const more = problems.length - MOST_SHOWN;
  const message = `and ${more.toLocaleString('en-US')} more mistake${more === 1 ? '' : 's'}`;
  // At the place of the last, so that it stays behind it where problems are sorted.
  const { file, line, column } = shown[MOST_SHOWN - 1].place ?? {};
  return [...shown, { code: 'spec/more', message, place: { file, line, column } }];
}
