import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FORMAT } from '../../src/store/keys.ts';
import { ON_MAIN, PUSH, withCache } from './cached.ts';
import { useLoopback } from './client.ts';
import { cut, refuse } from './loopback/faults.ts';
import { OVER, pullRequest, runPull } from './pull-request.ts';
import { bundleSources, git, runAction, specText } from './runner.ts';

const bench = useLoopback();
let bundle = '';
beforeAll(async () => {
  bundle = await bundleSources();
}, 120_000);

describe('when GitHub or the cache fails, the verdict stands', () => {
  test.each([
    ['the token is refused', () => refuse(/./, 401, 'Bad credentials', {}, 99)],
    ['the connection is cut at every request', () => cut(/^(GET|PATCH|DELETE)/, 'before', 'at once', 2)],
  ])('%s', async (_, fault) => {
    const { repository, pull } = pullRequest(bench, specText(), specText({ budgets: OVER, units: 13 }));
    bench.loopback.faults.push(fault());
    const run = await runPull(bench, bundle, repository.checkout('refs/pull/7/merge'), pull);
    expect([run.status, run.outputs.verdict]).toEqual([1, 'fail']);
    expect(pull.comments.length).toBeLessThanOrEqual(1);
  });
});

test('class names with Markdown, HTML, mentions, commands and control characters are text everywhere', async () => {
  const names = [
    '@octocat',
    '<img src=x>',
    '[a](https://evil.example)',
    '::error::x',
    'a|b',
    '`c`',
    '\\e[31mred',
    '\\n::set-output name=x::y',
    '</details>',
    '#1',
  ];
  const hostile = (units: number) =>
    specText({ units, budgets: OVER }).replace(
      '      normalize',
      `      classes: ${JSON.stringify(names).replaceAll('\\\\', '\\')}\n      normalize`,
    );
  const { repository, pull } = pullRequest(bench, hostile(12), hostile(13));
  const run = await runPull(bench, bundle, repository.checkout('refs/pull/7/merge'), pull);
  expect(run.status).toBe(1);
  for (const text of [pull.comments[0].body, run.summary, run.outputs['comment-body']]) {
    expect(text).toContain('img src=x');
    expect(text).not.toMatch(/@octocat|<img|\]\(https:\/\/evil|^::/m);
    expect(text).not.toContain('\u001b');
  }
  expect(run.log.split('\n').filter((line) => /^::(?!error title=kd-gate|warning title=kd-gate)/.test(line))).toEqual(
    [],
  );
});

test('two runs at once on one pull request leave one comment', async () => {
  const { repository, pull } = pullRequest(bench, specText(), specText({ budgets: OVER, units: 13 }));
  const folders = [repository.checkout('refs/pull/7/merge'), repository.checkout('refs/pull/7/merge')];
  const runs = await Promise.all(folders.map((folder) => runPull(bench, bundle, folder, pull)));
  expect(runs.map(({ status }) => status)).toEqual([1, 1]);
  expect(pull.comments).toHaveLength(1);
});

test('a run that is killed at any moment leaves a store that the next one can use', async () => {
  const { repository } = pullRequest(bench, specText(), specText({ units: 13 }));
  const folder = repository.checkout('refs/pull/7/merge', 50);
  const run = (killAfterMs?: number) =>
    spawnSync(process.execPath, [join(bundle, 'cli.cjs'), 'run', '--base', 'HEAD^1'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: killAfterMs,
      killSignal: 'SIGKILL',
    });
  mkdirSync(join(folder, '.kd-gate'));
  for (const killAfterMs of [150, 300, 450, 600, 800]) {
    run(killAfterMs);
    const store = readdirSync(join(folder, '.kd-gate'), { recursive: true, encoding: 'utf8' });
    for (const name of store.filter((path) => path.endsWith('.json'))) {
      expect(JSON.parse(readFileSync(join(folder, '.kd-gate', name), 'utf8'))).toMatchObject({ format: FORMAT });
    }
  }
  const whole = run();
  expect(whole.stderr).not.toContain('damaged');
  expect([whole.status, whole.stdout]).toEqual([0, expect.stringContaining('digits: pass')]);
});

describe('the Actions cache', () => {
  test('carries what main measured to a pull request in a fresh clone, and saves nothing twice', async () => {
    const { repository, pull } = pullRequest(bench, specText(), specText({ units: 13 }));
    await withCache(async (cache, env) => {
      const main = repository.checkout('refs/heads/main');
      const { loopback } = bench;
      const onMain = { ...env, ...ON_MAIN };
      const pushed = await runAction({ bundle, folder: main, loopback, event: 'push', payload: PUSH, env: onMain });
      expect(pushed.status).toBe(0);
      expect(cache.entries.map(({ isWhole }) => isWhole)).toEqual([true]);
      const first = await runPull(bench, bundle, repository.checkout('refs/pull/7/merge'), pull, {}, {}, env);
      expect(first.status).toBe(0);
      expect(pull.comments[0].body).toContain('(its result was stored)');
      expect(cache.entries).toHaveLength(2);
      const second = await runPull(bench, bundle, repository.checkout('refs/pull/7/merge'), pull, {}, {}, env);
      expect(second.log).toContain('same inputs as before');
      expect(second.log).not.toContain('secret-runtime-token');
      expect(cache.entries).toHaveLength(2);
      expect(Buffer.concat(cache.entries.map(({ content }) => content)).includes('good-token')).toBe(false);
    });
  });

  test.each(['down', 'full'] as const)('that is %s costs time, never a verdict', async (mode) => {
    const { repository, pull } = pullRequest(bench, specText(), specText({ units: 13 }));
    await withCache(async (cache, env) => {
      cache.mode = mode;
      const run = await runPull(bench, bundle, repository.checkout('refs/pull/7/merge'), pull, {}, {}, env);
      expect([run.status, run.outputs.verdict]).toEqual([0, 'pass']);
      expect(pull.comments).toHaveLength(1);
      expect(cache.entries.filter(({ isWhole }) => isWhole)).toEqual([]);
    });
  });

  test('that cannot be reached is told', async () => {
    const { repository, pull } = pullRequest(bench, specText(), specText({ units: 13 }));
    const env = {
      ACTIONS_CACHE_SERVICE_V2: 'true',
      ACTIONS_RESULTS_URL: 'http://127.0.0.1:9/',
      ACTIONS_RUNTIME_TOKEN: 'x',
    };
    const run = await runPull(bench, bundle, repository.checkout('refs/pull/7/merge'), pull, {}, {}, env);
    expect([run.status, run.outputs.verdict]).toEqual([0, 'pass']);
    expect(run.log).toContain('::warning');
  });
});

test('names cannot be workflow commands, and no token is in log, outputs, report or store', async () => {
  const hostile = specText({ budgets: OVER }).replace('size: { max: 1 KiB }', 'size: { max: "1 KiB\\n::error::x" }');
  const { repository, pull } = pullRequest(bench, specText(), hostile);
  const folder = repository.checkout('refs/pull/7/merge');
  const run = await runPull(bench, bundle, folder, pull);
  expect(run.status).toBe(2);
  const commands = run.log.split('\n').filter((line) => line.startsWith('::'));
  expect(commands.every((line) => line.startsWith('::error title=kd-gate,'))).toBe(true);
  const ok = await runPull(bench, bundle, repository.checkout('refs/heads/main'), pull);
  const everything = [run.log, ok.log, ok.summary, JSON.stringify(ok.outputs)].join('\n');
  expect(everything).not.toContain('good-token');
  expect(() => git(folder, 'grep', '--no-index', '-l', 'good-token')).toThrow();
});
