// The store of a run: where it lies, whose results are in it, and whom to tell what is wrong with it.
import { attemptLater, type Problem, problemsOf } from '../base/problem.ts';
import type { StoreFolder } from './folder.ts';

export interface Store {
  readonly folder: StoreFolder;
  /** SHA-256 of the program; results of another build are never found. */
  readonly build: string;
  /** Whether trainings leave their state, so that a run that is cut off goes on from it. */
  readonly resumes: boolean;
  /** A warning: what goes wrong here costs time, never a verdict. */
  readonly tell: (problem: Problem) => void;
}

/** Notes problems, of each code the first: a hundred damaged entries are one sentence. */
export function tellOnce(problems: Problem[]): Store['tell'] {
  return (problem) => {
    if (!problems.some(({ code }) => code === problem.code)) problems.push(problem);
  };
}

export function tellDamage({ tell }: Pick<Store, 'tell'>): void {
  tell({ code: 'store/damaged', message: 'a stored result was damaged and is measured again' });
}

/** What can't be stored is measured again by the next run. Tells whether it could. */
export async function storing({ tell }: Pick<Store, 'tell'>, work: () => Promise<void>): Promise<boolean> {
  const problems = problemsOf(await attemptLater(work));
  for (const { code, message } of problems) {
    tell({ code, message: `results were not stored: ${message}; this run's verdict and files are not touched by it` });
  }
  return problems.length === 0;
}
