// A mistake of the user's: what is wrong, where, and what to write instead. Mistakes are values; bugs throw.
//
// A stage takes what other stages return with `must` and says no with `reject`; around it stands one `attempt`:
//
//     return attemptLater(async () => {
//       const data = must(under('data', await loadData(params, read)));
//       if (data.count === 0) reject('data/empty', 'the set has no samples');
//       return train(data);
//     });
import type { ProblemCode } from './problem-codes.ts';
import { excerpt } from './quote.ts';

/** Where a mistake stands. `line` and `column` count from 1; `path` is the key in the file (`budgets.arena.max`). */
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

/** Carries problems to the enclosing `attempt`, which it never leaves. */
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
  rejectAll(outcomes.flatMap(problemsOf));
  return outcomes.map(must);
}

/** What is wrong; nothing where nothing is. */
export function problemsOf(outcome: Outcome<unknown>): readonly Problem[] {
  return outcome.ok ? [] : outcome.problems;
}

/** The value of an outcome that only a bug can make fail, such as a shipped file; throws then. */
export function orBug<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(outcome.problems.map(describeProblem).join('; '));
}

/** The same outcome, each of its problems changed. */
export function withProblems<T>(outcome: Outcome<T>, change: (problem: Problem) => Problem): Outcome<T> {
  return outcome.ok ? outcome : failed(...outcome.problems.map(change));
}

/** Runs work that may `reject`; its mistakes come back as values. Every other exception is a bug and passes through. */
export function attempt<T>(work: () => T): Outcome<T> {
  try {
    return done(work());
  } catch (error) {
    return failureOf(error);
  }
}

/** As `attempt`, for work that waits. */
export async function attemptLater<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return done(await work());
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): Outcome<never> {
  if (error instanceof Rejection) return { ok: false, problems: error.problems };
  throw error;
}

/** The same problems, with what their places lack filled in from `place`. */
export function placed<T>(outcome: Outcome<T>, place: Place): Outcome<T> {
  return withProblems(outcome, (problem) => ({ ...problem, place: { ...place, ...problem.place } }));
}

/** The same problems, their paths seen from outside: `x` becomes `section.x`, no path becomes `section`. */
export function under<T>(section: string, outcome: Outcome<T>): Outcome<T> {
  return withProblems(outcome, ({ place, ...problem }) => {
    return { ...problem, place: { ...place, path: joinPath(section, place?.path) } };
  });
}

/** `[3]` counts in a list: it follows without a dot. */
export function joinPath(section: string, path: string | undefined): string {
  if (path === undefined) return section;
  return path.startsWith('[') ? `${section}${path}` : `${section}.${path}`;
}

/** A key of the user's in a path: in brackets and quotes where it would read as several keys. */
export function pathKey(key: string): string {
  if (/^\d+$/.test(key)) return `[${key}]`;
  const shown = excerpt(key);
  return /[.[\]"]/.test(shown) ? `[${JSON.stringify(shown)}]` : shown;
}

/** Where a place or a message became longer by a slip, it ends here; what they quote is bounded where they are made. */
const MOST_PLACE = 200;
const MOST_MESSAGE = 1000;

/**
 * `kd.yaml:4:3 budgets.arena: message`, the form compilers use, so that editors can jump there. One line of visible
 * characters, bounded.
 */
export function describeProblem(problem: Problem): string {
  const { file, line, column, path } = problem.place ?? {};
  const position = [file && excerpt(file, MOST_PLACE), line, column].filter((part) => part !== undefined).join(':');
  const prefix = [position, path ? `${excerpt(path, MOST_PLACE)}:` : ''].filter((part) => part !== '').join(' ');
  const message = excerpt(problem.message, MOST_MESSAGE);
  return prefix ? `${prefix.endsWith(':') ? prefix : `${prefix}:`} ${message}` : message;
}
