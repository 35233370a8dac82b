// A GitHub that answers on this machine: pages, permissions, ETags and faults, checked by GitHub's description.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answersFrom } from './answers.ts';
import type { Fault } from './faults.ts';
import { answerGraphql } from './graphql.ts';
import { type Description, loadDescription } from './openapi.ts';
import { type Reply, type Route, routesOf } from './routes.ts';
import { emptyState, type State, type Token } from './state.ts';

export interface Loopback {
  readonly url: string;
  readonly state: State;
  readonly faults: Fault[];
  /** `GET /repos/octo/edge/pulls/7`, in the order of their arrival. */
  readonly requests: string[];
  /** What GitHub's description objects to, in our requests or in the loopback's answers. */
  readonly violations: string[];
  close(): Promise<void>;
}

let description: Description | undefined;

/** `prefix`: `/api/v3` as on GitHub Enterprise Server. */
export async function startLoopback(prefix = ''): Promise<Loopback> {
  description ??= loadDescription();
  const state = emptyState();
  const routes = routesOf(state, answersFrom(description, state));
  const loopback = { state, faults: [] as Fault[], requests: [] as string[], violations: [] as string[] };
  const server = createServer((request, response) => {
    handle(request, response, loopback, routes, prefix).catch((error) => {
      loopback.violations.push(`the loopback failed: ${error}`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { ...loopback, url: `http://127.0.0.1:${port}${prefix}`, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

interface Parts {
  readonly state: State;
  readonly faults: Fault[];
  readonly requests: string[];
  readonly violations: string[];
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  parts: Parts,
  routes: ReadonlyMap<string, Route>,
  prefix: string,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const method = request.method ?? 'GET';
  const path = url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length) : url.pathname;
  const name = `${method} ${path}`;
  parts.requests.push(name);
  const due = (when: Fault['when']) => takeFault(parts.faults, name, when);
  const before = due('before');
  if (before && (await play(before, response))) return;
  const token = parts.state.tokens.get((request.headers.authorization ?? '').replace(/^(token|bearer) /i, ''));
  const body = text === '' ? undefined : JSON.parse(text);
  const reply = token
    ? answer(method, path, url, body, token, parts, routes)
    : { status: 401, headers: {}, body: { message: 'Bad credentials' } };
  const after = due('after');
  if (after && (await play(after, response))) return;
  send(request, response, reply);
}

interface Full {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

function answer(
  method: string,
  path: string,
  url: URL,
  body: unknown,
  token: Token,
  { state, violations }: Parts,
  routes: ReadonlyMap<string, Route>,
): Full {
  if (path === '/graphql' || path === '/api/graphql') return { ...answerGraphql(body, token, state), headers: {} };
  const operation = description?.operationOf(method, path);
  const route = operation && routes.get(operation);
  if (!description || !operation || !route) {
    violations.push(`${method} ${path}: no such operation in the loopback`);
    return { status: 404, headers: {}, body: { message: 'Not Found' } };
  }
  violations.push(...description.checkRequest(operation, url.searchParams, body));
  const [permission, access] = route.needs;
  const granted = permission === 'metadata' ? 'read' : token.permissions[permission];
  if (granted !== 'write' && granted !== access) {
    const headers = { 'x-accepted-github-permissions': `${permission}=${access}` };
    return { status: 403, headers, body: { message: 'Resource not accessible by integration' } };
  }
  const placeholders = path.match(toPattern(operation.split(' ')[1]))?.slice(3) ?? [];
  if (!path.startsWith(`/repos/${state.owner}/${state.repo}/`)) {
    return { status: 404, headers: {}, body: { message: 'Not Found' } };
  }
  const reply = route.handle({
    path: placeholders.map(decodeURIComponent),
    query: url.searchParams,
    body: (body ?? {}) as Record<string, unknown>,
    user: token.user,
  });
  const full = paged(reply, url);
  violations.push(...description.checkAnswer(operation, full.status, full.body));
  return full;
}

function toPattern(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{[^}]+\}/g, '([^/]+)')}$`);
}

/** As GitHub pages: `per_page` up to 100, a Link header while there is more. */
function paged({ status, body, list, wrap }: Reply, url: URL): Full {
  if (!list) return { status, headers: {}, body };
  const size = Math.min(Number(url.searchParams.get('per_page') ?? 30), 100);
  const page = Number(url.searchParams.get('page') ?? 1);
  const part = list.slice((page - 1) * size, page * size);
  const next = new URL(url);
  next.searchParams.set('page', String(page + 1));
  const headers: Record<string, string> = page * size < list.length ? { link: `<${next}>; rel="next"` } : {};
  return { status, headers, body: wrap ? wrap(part, list.length) : part };
}

function takeFault(faults: Fault[], name: string, when: Fault['when']): Fault | undefined {
  const at = faults.findIndex((fault) => fault.when === when && fault.on.test(name));
  if (at < 0) return undefined;
  const fault = faults[at];
  if (fault.times <= 1) faults.splice(at, 1);
  else faults[at] = { ...fault, times: fault.times - 1 };
  return fault;
}

/** True when the fault was the whole answer. */
async function play({ act }: Fault, response: ServerResponse): Promise<boolean> {
  if ('run' in act) {
    act.run();
    return false;
  }
  if ('delayMs' in act) {
    await new Promise((resolve) => setTimeout(resolve, act.delayMs));
    return false;
  }
  if ('cut' in act) {
    if (act.cut === 'in the middle') {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': '1000' });
      await new Promise<void>((resolve) => response.write('{"id": 12, "bo', () => resolve()));
    }
    response.destroy();
    return true;
  }
  send(undefined, response, { status: act.status, headers: { ...act.headers }, body: { message: act.message } });
  return true;
}

function send(request: IncomingMessage | undefined, response: ServerResponse, { status, headers, body }: Full): void {
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  const text = JSON.stringify(body);
  const etag = `"${createHash('sha256').update(text).digest('hex')}"`;
  if (status === 200 && request?.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', etag, ...headers }).end(text);
}
