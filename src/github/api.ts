// GitHub's REST and GraphQL interfaces as the steps of a run use them, and how what fails there is told.
import { type Problem, rejectAll } from '../base/problem.ts';
import { fieldOf, textOf } from './json.ts';

export interface Api {
  /** One request; safe to repeat, so it is repeated when the connection or the server fails. */
  get(route: string, parameters?: RequestParameters): Promise<unknown>;
  /** All pages. `key` where the list lies inside an object (`check_runs`). */
  list(route: string, parameters?: RequestParameters, key?: string): Promise<unknown[]>;
  /** A write; repeated only when the server says that it was not done, unless doing it twice is the same as once. */
  send(route: string, parameters?: RequestParameters): Promise<unknown>;
  graphql(query: string, variables?: RequestParameters): Promise<unknown>;
}

export type RequestParameters = Readonly<Record<string, unknown>>;

export type FailureKind = 'token' | 'permission' | 'missing' | 'refused' | 'limit' | 'server' | 'connection';

export class ApiFailure extends Error {
  readonly kind: FailureKind;
  readonly status: number;
  /** A write may have been done although no answer says so. */
  readonly isUncertain: boolean;
  constructor(kind: FailureKind, status: number, message: string, isUncertain: boolean) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.isUncertain = isUncertain;
  }
}

/** What was not done and why. */
export function problemOf(what: string, failure: ApiFailure): Problem {
  return { code: `github/${failure.kind}`, message: `${what}: ${failure.message}` };
}

/** Runs one step of GitHub's side; a failure becomes a problem in `problems`, every other exception is a bug. */
export async function attemptStep<T>(
  what: string,
  problems: Problem[],
  step: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    problems.push(problemOf(what, error));
    return undefined;
  }
}

/** What a call answers; a failure leaves the enclosing attempt, where nothing can be done without the answer. */
export async function answerOrReject<T>(what: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ApiFailure) rejectAll([problemOf(what, error)]);
    throw error;
  }
}

/** What a call answers; undefined where GitHub says that what it is about is gone. */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ApiFailure && error.kind === 'missing') return undefined;
    throw error;
  }
}

/** Whom the token writes as. Tokens of an installation have no user of their own in REST, but GraphQL knows them. */
export async function whoAmI(api: Api): Promise<string> {
  try {
    const login = textOf(fieldOf(await api.graphql('query { viewer { login } }'), 'viewer', 'login'));
    if (login) return login;
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
  }
  return 'github-actions[bot]';
}

/** Whether a comment or review was written by `me`: GraphQL names bots with or without their suffix. */
export function isBy(item: unknown, me: string): boolean {
  const login = textOf(fieldOf(item, 'user', 'login'));
  if (login === undefined) return false;
  return login === me || (fieldOf(item, 'user', 'type') === 'Bot' && login === `${me}[bot]`);
}
