// A thin client of GitHub's REST and GraphQL interfaces: retries as the server asks, failures that say what to change.
import { GitHub, getOctokitOptions } from '@actions/github/lib/utils';
import { type Problem, rejectAll } from '../base/problem.ts';
import { fieldOf, numberOf, textOf } from './json.ts';

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

export interface ApiOptions {
  readonly token: string;
  readonly baseUrl: string;
  readonly owner: string;
  readonly repo: string;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds since 1970, for the moment at which a rate limit ends. */
  readonly nowMs: () => number;
  readonly timeoutMs?: number;
}

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

const TRIES = 5;
const FIRST_DELAY_MS = 1000;
/** A run waits no longer than this for one request; a limit that ends later is reported instead. */
const MOST_WAIT_MS = 120_000;
const TIMEOUT_MS = 30_000;
const PER_PAGE = 100;
const MOST_PAGES = 100;

/** Every call leaves by an `ApiFailure` when all its tries have failed; `baseUrl` has no slash at its end. */
export function createApi(options: ApiOptions): Api {
  const { token, baseUrl, owner, repo, timeoutMs = TIMEOUT_MS } = options;
  const quiet = () => {};
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const octokit = new GitHub(getOctokitOptions(token, { baseUrl, log }));
  const inTime = () => ({ signal: AbortSignal.timeout(timeoutMs) });
  const request = (route: string, parameters: RequestParameters = {}): Promise<Answer> => {
    const once = async () => answerOf(await octokit.request(route, { owner, repo, ...parameters, request: inTime() }));
    return withRetries(() => withFailures(route, once), !route.startsWith('POST '), options);
  };
  return {
    get: async (route, parameters) => (await request(route, parameters)).data,
    send: async (route, parameters) => (await request(route, parameters)).data,
    list: (route, parameters, key) =>
      listPages(route, key, (page) => request(route, { ...parameters, per_page: PER_PAGE, page })),
    graphql(query, variables) {
      const names = query.includes('$owner') ? { owner, repo } : {};
      const once = () => octokit.graphql(query, { ...names, ...variables, request: inTime() });
      const isRepeatable = query.trimStart().startsWith('query');
      return withRetries(() => withFailures('POST /graphql', once), isRepeatable, options);
    },
  };
}

interface Answer {
  readonly data: unknown;
  /** Whether another page follows. */
  readonly next: boolean;
}

/** What octokit answers, as far as it is used. */
interface OctokitResponse {
  readonly status: number;
  readonly headers: { readonly link?: string };
  readonly data: unknown;
}

function answerOf({ status, headers, data }: OctokitResponse): Answer {
  // An answer that breaks off in the middle arrives as text, or as nothing, instead of JSON.
  if (status !== 204 && (typeof data === 'string' || data === undefined)) {
    throw new ApiFailure('connection', status, "GitHub's answer broke off", true);
  }
  return { data, next: /rel="next"/.test(headers.link ?? '') };
}

async function listPages(
  route: string,
  key: string | undefined,
  ask: (page: number) => Promise<Answer>,
): Promise<unknown[]> {
  const items: unknown[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { data, next } = await ask(page);
    const part = key === undefined ? data : fieldOf(data, key);
    if (!Array.isArray(part)) throw new ApiFailure('server', 200, `${route} answered with no list`, false);
    items.push(...part);
    if (!next) break;
  }
  return items;
}

/** One try; whatever goes wrong is told as an ApiFailure. */
async function withFailures<T>(route: string, once: () => Promise<T>): Promise<T> {
  try {
    return await once();
  } catch (error) {
    throw error instanceof ApiFailure ? error : failureOf(error, route);
  }
}

/** Carries the server's wish for a delay to the retries. */
class RateLimit extends ApiFailure {
  readonly waitMs: (nowMs: number) => number | undefined;
  constructor(status: number, message: string, waitMs: (nowMs: number) => number | undefined) {
    super('limit', status, message, false);
    this.waitMs = waitMs;
  }
}

async function withRetries<T>(
  run: () => Promise<T>,
  isRepeatable: boolean,
  { sleep, nowMs }: Pick<ApiOptions, 'sleep' | 'nowMs'>,
): Promise<T> {
  let waited = 0;
  for (let tried = 1; ; tried++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof ApiFailure) || tried >= TRIES) throw error;
      const backOff = FIRST_DELAY_MS * 2 ** (tried - 1);
      const isFault = error.kind === 'server' || error.kind === 'connection';
      if (!(error instanceof RateLimit) && !(isFault && isRepeatable)) throw error;
      const delay = error instanceof RateLimit ? (error.waitMs(nowMs()) ?? backOff * 4) : backOff;
      waited += delay;
      if (waited > MOST_WAIT_MS) throw error;
      await sleep(delay);
    }
  }
}

function failureOf(error: unknown, route: string): ApiFailure {
  const status = numberOf(fieldOf(error, 'status')) ?? 0;
  const response = fieldOf(error, 'response');
  const errors = fieldOf(error, 'errors');
  if (Array.isArray(errors) && fieldOf(errors[0], 'type') === 'FORBIDDEN') {
    return new ApiFailure('permission', 200, permissionHint(route, undefined), false);
  }
  const message = error instanceof Error ? error.message.slice(0, 500) : 'unknown failure';
  if (response === undefined) {
    const isSilent = error instanceof Error && /abort|timeout/i.test(`${error.name} ${error.message}`);
    const reason = isSilent ? 'GitHub did not answer in time' : `GitHub could not be reached: ${message}`;
    return new ApiFailure('connection', status, reason, true);
  }
  const headers = fieldOf(response, 'headers');
  const header = (name: string) => fieldOf(headers, name);
  const isLimited =
    status === 429 ||
    (status === 403 &&
      (header('retry-after') !== undefined ||
        String(header('x-ratelimit-remaining')) === '0' ||
        /secondary rate limit|abuse detection/i.test(message)));
  if (isLimited) {
    const retryAfter = numberOf(header('retry-after'));
    const reset = String(header('x-ratelimit-remaining')) === '0' ? numberOf(header('x-ratelimit-reset')) : undefined;
    return new RateLimit(status, `GitHub's rate limit: ${message}`, (now) => {
      if (retryAfter !== undefined) return retryAfter * 1000;
      return reset === undefined ? undefined : Math.max(0, reset * 1000 - now) + 1000;
    });
  }
  if (status >= 500) return new ApiFailure('server', status, `GitHub answered ${status}: ${message}`, true);
  if (status === 401) {
    return new ApiFailure('token', status, 'GitHub does not accept the token: it is wrong, expired or revoked', false);
  }
  if (status === 403) {
    const hint = permissionHint(route, header('x-accepted-github-permissions'));
    return new ApiFailure('permission', status, hint, false);
  }
  const kind = status === 404 || status === 410 ? 'missing' : 'refused';
  return new ApiFailure(kind, status, `GitHub answered ${status} to ${route}: ${message}`, false);
}

/** `pull_requests=write; issues=write` is GitHub's own list of alternatives. */
function permissionHint(route: string, accepted: unknown): string {
  const offered = typeof accepted === 'string' ? /^\s*([a-z_]+)=([a-z]+)/.exec(accepted) : undefined;
  const [scope, access] = offered ? [offered[1].replaceAll('_', '-'), offered[2]] : permissionOf(route);
  return `the token may not do this; add "${scope}: ${access}" under "permissions:" of the job in the workflow file`;
}

function permissionOf(route: string): readonly [string, 'read' | 'write'] {
  const access = route.startsWith('GET ') ? 'read' : 'write';
  if (/check-runs/.test(route)) return ['checks', access];
  if (/\/contents|\/git\//.test(route)) return ['contents', access];
  return ['pull-requests', access];
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
