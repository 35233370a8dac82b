// GitHub's side has one deadline, whatever the server does (cases F24 and F25). The bundle has 3 s for it, not 90.
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { useLoopback } from './client.ts';
import { refuse } from './loopback/faults.ts';
import { addPull } from './loopback/state.ts';
import { OVER, payloadOf } from './pull-request.ts';
import { bundleSources, git, makeRepository, runAction, specText } from './runner.ts';

const DEADLINE_MS = 3000;
const bench = useLoopback();
let bundle = '';
let folder = '';
let shas = { headSha: '', baseSha: '' };
beforeAll(async () => {
  bundle = await bundleSources({ KD_GATE_GITHUB_MS: String(DEADLINE_MS) });
  const repository = makeRepository();
  const baseSha = repository.commit('main', specText());
  const headSha = repository.commit('smaller', specText({ budgets: OVER, units: 13 }));
  repository.mergeRef(7, 'smaller');
  folder = repository.checkout('refs/pull/7/merge');
  shas = { headSha, baseSha };
}, 120_000);

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function urlOf(server: Server | HttpServer): Promise<string> {
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
  });
  closers.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const BODIES = ['null', '5', '"x"', '[null,5,"x",{"id":"1","body":5,"user":null}]', '{}', '[[]]', '{"data":null}'];
let asked = 0;

const SERVERS: Readonly<Record<string, () => Server | HttpServer>> = {
  'accepts and never answers': () => createServer(() => {}),
  'drips bytes': () =>
    createHttpServer((_, answer) => {
      answer.writeHead(200, JSON_TYPE);
      const timer = setInterval(() => answer.write(' '), 100);
      answer.on('close', () => clearInterval(timer));
    }),
  'answers garbage': () =>
    createServer((socket) => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"a":[1,}');
    }),
  'sends 3 GB': () =>
    createHttpServer((_, answer) => {
      answer.writeHead(200, JSON_TYPE);
      const chunk = Buffer.alloc(1 << 20, 32);
      let sent = 0;
      const send = (): void => {
        while (sent++ < 3000) {
          if (!answer.write(chunk)) return void answer.once('drain', send);
        }
        answer.end('[]');
      };
      send();
    }),
  'answers with other types': () =>
    createHttpServer((_, answer) => {
      answer.writeHead(200, JSON_TYPE).end(BODIES[asked++ % BODIES.length]);
    }),
  'redirects in a circle': () =>
    createHttpServer((request, answer) => {
      answer.writeHead(302, { location: request.url }).end();
    }),
};

async function run(env: Record<string, string> = {}, inputs: Record<string, string> = {}) {
  const pull = addPull(bench.loopback.state, shas);
  // The loopback reads GitHub's description at the first request, which takes longer than the deadline.
  await bench.api().get('GET /repos/{owner}/{repo}/pulls/{pull_number}', { pull_number: pull.number });
  bench.loopback.requests.length = 0;
  const { loopback } = bench;
  const given = { suggest: '0', ...inputs };
  return runAction({ bundle, folder, loopback, event: 'pull_request', payload: payloadOf(pull), env, inputs: given });
}

test.each(Object.keys(SERVERS))('a server that %s: the verdict stands, and the run ends', async (name) => {
  const url = await urlOf(SERVERS[name]());
  const ran = await run({ GITHUB_API_URL: url });
  expect([ran.status, ran.outputs.verdict]).toEqual([1, 'fail']);
  expect(ran.summary).toContain('❌');
  expect(ran.log).toMatch(/^::warning title=kd-gate::/m);
  expect(ran.log).not.toMatch(/^ {4}at |mistake of its own/m);
  const verdict = ran.log.indexOf('kd-gate: fail');
  expect(verdict).toBeGreaterThan(0);
  expect(ran.log.indexOf('the comment was not written')).toBeGreaterThan(verdict);
});

test('a rate limit that ends in 30 years is not waited for', async () => {
  bench.loopback.faults.push(refuse(/comments/, 429, 'slow down', { 'retry-after': '1000000000' }, 9));
  const ran = await run();
  expect([ran.status, ran.outputs.verdict]).toEqual([1, 'fail']);
  expect(ran.log).toMatch(/^::warning title=kd-gate::the comment was not written: GitHub's rate limit/m);
});

test.each(['a\nsecond-line', 'two words', 'tök'])('the token %j is never printed', async (token) => {
  const ran = await run({}, { token: `secret${token}` });
  expect([ran.status, ran.outputs.verdict]).toEqual([1, 'fail']);
  expect(ran.log).toMatch(/^::warning title=kd-gate::the input token has a space, a line break or another character/m);
  expect(ran.log).not.toMatch(/secret|second-line/);
  expect(bench.loopback.requests).toEqual([]);
});

test('a token that GitHub repeats is not printed', async () => {
  bench.loopback.faults.push(refuse(/comments/, 422, 'no such token: good-token', {}, 9));
  const ran = await run();
  expect(ran.log).toContain('no such token: ***');
  expect(ran.log).not.toContain('good-token');
  expect(git(folder, 'status', '--porcelain')).toBe('?? kd-gate-out/');
});
