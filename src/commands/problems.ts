// Problems on the error stream, and the exit status that they mean.
import { describeProblem, type Problem } from '../base/problem.ts';
import { visible } from '../base/quote.ts';
import type { ExitStatus, Io } from '../gate/io.ts';
import { placeOfProblem } from '../report/warning-docs.ts';

/** Codes of what is no mistake of the user's: the model is sound, but can't be simulated. */
const NOT_MEASURABLE = ['micro/', 'measure/'];

/** One line each on the error stream, in the order of their places. */
export function reportProblems(io: Io, problems: readonly Problem[]): ExitStatus {
  for (const problem of inOrder(problems)) io.err(`${visible(describeProblem(problem))}\n`);
  return statusOf(problems);
}

/** What goes wrong beside the verdict. */
export function warnOf(io: Io, problems: readonly Problem[]): void {
  for (const problem of problems) {
    const place = placeOfProblem(problem.code);
    io.err(`warning: ${visible(describeProblem(problem))}\n${place === undefined ? '' : `  why: docs/${place}\n`}`);
  }
}

/** 3 where nothing but measuring failed, 2 otherwise. */
export function statusOf(problems: readonly Problem[]): ExitStatus {
  return problems.every(({ code }) => NOT_MEASURABLE.some((prefix) => code.startsWith(prefix))) ? 3 : 2;
}

/** By file, line and column; those without a place keep their order behind them. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const key = ({ place }: Problem) => [place?.file ?? '\uffff', place?.line ?? 0, place?.column ?? 0] as const;
  return [...problems].sort((a, b) => {
    const [[fileA, lineA, columnA], [fileB, lineB, columnB]] = [key(a), key(b)];
    return fileA < fileB ? -1 : fileA > fileB ? 1 : lineA - lineB || columnA - columnB;
  });
}
