// A mistake of the user's: what is wrong, where, and what to write instead. Mistakes are values; bugs throw.
import type { ProblemCode } from './problem-codes.ts';

/** Where a mistake stands. `line` and `column` count from 1; `path` is the key inside the file (`budgets.arena.max`). */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;
}

/** `code` is stable and tested; `message` is one sentence that says what to write instead. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly place?: Place;
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function failed(...problems: Problem[]): Outcome<never> {
  return { ok: false, problems };
}

/** Carries problems out of a deep parser; never leaves `attempt`. */
class Rejection extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map((p) => p.message).join('; '));
    this.problems = problems;
  }
}

/** Leaves the enclosing `attempt` with this problem. Only for code that runs inside one. */
export function reject(code: ProblemCode, message: string, place?: Place): never {
  throw new Rejection([{ code, message, place }]);
}

/** Leaves the enclosing `attempt` with all of these problems, if there are any. */
export function rejectAll(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new Rejection(problems);
}

/** Takes the value of an outcome inside an `attempt`, or leaves it with the outcome's problems. */
export function must<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Rejection(outcome.problems);
}

/** As `must`, for several: leaves with the problems of all that failed. */
export function mustAll<T>(outcomes: readonly Outcome<T>[]): T[] {
  rejectAll(outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.problems)));
  return outcomes.map(must);
}

/** Runs a parser that may `reject`, and returns its mistakes as values; every other exception is a bug and passes through. */
export function attempt<T>(parse: () => T): Outcome<T> {
  try {
    return done(parse());
  } catch (error) {
    if (error instanceof Rejection) return { ok: false, problems: error.problems };
    throw error;
  }
}

/** As `attempt`, for work that waits: `attemptLater(async () => { const data = must(await load()); … })`. */
export async function attemptLater<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return done(await work());
  } catch (error) {
    if (error instanceof Rejection) return { ok: false, problems: error.problems };
    throw error;
  }
}

/** The same problems, with what their places lack filled in from `place`. */
export function placed<T>(outcome: Outcome<T>, place: Place): Outcome<T> {
  if (outcome.ok) return outcome;
  return { ok: false, problems: outcome.problems.map((p) => ({ ...p, place: { ...place, ...p.place } })) };
}

/** The same problems, their paths seen from outside of `section`: `x` becomes `section.x`, no path becomes `section`. */
export function under<T>(section: string, outcome: Outcome<T>): Outcome<T> {
  if (outcome.ok) return outcome;
  const problems = outcome.problems.map((problem) => {
    const path = problem.place?.path;
    const joined = path === undefined ? section : path.startsWith('[') ? `${section}${path}` : `${section}.${path}`;
    return { ...problem, place: { ...problem.place, path: joined } };
  });
  return { ok: false, problems };
}

/** `kd.yaml:4:3 budgets.arena: message`, the form compilers use, so that editors can jump there. */
export function describeProblem(problem: Problem): string {
  const { file, line, column, path } = problem.place ?? {};
  const position = [file, line, column].filter((part) => part !== undefined).join(':');
  const prefix = [position, path ? `${path}:` : ''].filter((part) => part !== '').join(' ');
  return prefix ? `${prefix.endsWith(':') ? prefix : `${prefix}:`} ${problem.message}` : problem.message;
}
