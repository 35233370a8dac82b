// A thin client of GitHub's interfaces: retries as the server asks, failures that say what to change.
import { defaults, GitHub, getOctokitOptions } from '@actions/github/lib/utils';
import { boundedFetch, isTooLarge } from './answer-size.ts';
import { type Api, ApiFailure, type RequestParameters } from './api.ts';
import { sleepUntil } from './deadline.ts';
import { fieldOf, numberOf } from './json.ts';

export interface ApiOptions {
  readonly token: string;
  readonly baseUrl: string;
  readonly owner: string;
  readonly repo: string;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds since 1970, for the moment at which a rate limit ends. */
  readonly nowMs: () => number;
  /** Of one request. */
  readonly timeoutMs?: number;
  /** Ends all of them. */
  readonly signal?: AbortSignal;
}

const TRIES = 5;
const FIRST_DELAY_MS = 1000;
/** A run waits no longer than this for one request; a limit that ends later is reported instead. */
const MOST_WAIT_MS = 60_000;
const TIMEOUT_MS = 30_000;
const PER_PAGE = 100;
const MOST_PAGES = 100;

/** Every call leaves by an `ApiFailure` when all its tries have failed; `baseUrl` has no slash at its end. */
export function createApi(options: ApiOptions): Api {
  const { token, baseUrl, owner, repo, timeoutMs = TIMEOUT_MS, signal = new AbortController().signal } = options;
  const quiet = () => {};
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const octokit = new GitHub(getOctokitOptions(token, { baseUrl, log }));
  const fetch = boundedFetch(defaults.request?.fetch);
  const inTime = () => ({ fetch, signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
  const attemptCall = <T>(route: string, isRepeatable: boolean, once: () => Promise<T>): Promise<T> =>
    withRetries(() => withFailures(route, token, once), isRepeatable, { ...options, signal });
  const request = (route: string, parameters: RequestParameters = {}): Promise<Answer> => {
    const once = async () => answerOf(await octokit.request(route, { owner, repo, ...parameters, request: inTime() }));
    return attemptCall(route, !route.startsWith('POST '), once);
  };
  return {
    get: async (route, parameters) => (await request(route, parameters)).data,
    send: async (route, parameters) => (await request(route, parameters)).data,
    list: (route, parameters, key) =>
      listPages(route, key, (page) => request(route, { ...parameters, per_page: PER_PAGE, page })),
    graphql(query, variables) {
      const names = query.includes('$owner') ? { owner, repo } : {};
      const once = () => octokit.graphql(query, { ...names, ...variables, request: inTime() });
      return attemptCall('POST /graphql', query.trimStart().startsWith('query'), once);
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

/** One try; whatever goes wrong is told as an ApiFailure, in which the token is not. */
async function withFailures<T>(route: string, token: string, once: () => Promise<T>): Promise<T> {
  try {
    return await once();
  } catch (error) {
    const failure = error instanceof ApiFailure ? error : failureOf(error, route);
    failure.message = failure.message.replaceAll(token, '***');
    throw failure;
  }
}

const OVER = "the time for GitHub's side of the run was over";

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
  { sleep, nowMs, signal }: Pick<ApiOptions, 'sleep' | 'nowMs'> & { readonly signal: AbortSignal },
): Promise<T> {
  let waited = 0;
  for (let tried = 1; ; tried++) {
    if (signal.aborted) throw new ApiFailure('connection', 0, OVER, false);
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof ApiFailure) || tried >= TRIES || signal.aborted) throw error;
      const backOff = FIRST_DELAY_MS * 2 ** (tried - 1);
      const isFault = error.kind === 'server' || error.kind === 'connection';
      if (!(error instanceof RateLimit) && !(isFault && isRepeatable)) throw error;
      const delay = error instanceof RateLimit ? (error.waitMs(nowMs()) ?? backOff * 4) : backOff;
      waited += delay;
      if (waited > MOST_WAIT_MS) throw error;
      await sleepUntil(signal, sleep(delay));
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
  if (isTooLarge(error)) return new ApiFailure('refused', status, `${message} in answer to ${route}`, true);
  if (response === undefined) {
    const isSilent = error instanceof Error && /abort|timeout/i.test(`${error.name} ${error.message}`);
    const reason = isSilent ? 'GitHub did not answer in time' : `GitHub could not be reached: ${message}`;
    return new ApiFailure('connection', status, reason, true);
  }
  const header = (name: string) => fieldOf(response, 'headers', name);
  const limit = rateLimitOf(status, message, header);
  if (limit) return limit;
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

/** Undefined where the answer is about something else than GitHub's limits. */
function rateLimitOf(status: number, message: string, header: (name: string) => unknown): RateLimit | undefined {
  const isUsedUp = String(header('x-ratelimit-remaining')) === '0';
  const isSaid = header('retry-after') !== undefined || /secondary rate limit|abuse detection/i.test(message);
  if (status !== 429 && !(status === 403 && (isSaid || isUsedUp))) return undefined;
  const retryAfter = numberOf(header('retry-after'));
  const reset = isUsedUp ? numberOf(header('x-ratelimit-reset')) : undefined;
  return new RateLimit(status, `GitHub's rate limit: ${message}`, (now) => {
    if (retryAfter !== undefined) return retryAfter * 1000;
    return reset === undefined ? undefined : Math.max(0, reset * 1000 - now) + 1000;
  });
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
