import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { useLoopback } from './client.ts';
import { type CacheLoopback, startCache } from './loopback/cache.ts';
import { cut, refuse } from './loopback/faults.ts';
import { addPull, BOT, type Pull, setLabel } from './loopback/state.ts';
import { bundleSources, type Finished, git, makeRepository, type Repository, runAction, specText } from './runner.ts';

const bench = useLoopback();
let bundle = '';
beforeAll(async () => {
  bundle = await bundleSources();
});

const OVER = 'size: { max: 1 KiB }';

/** main, a branch that changes kd.yaml, and its pull request. */
function pullRequest(base: string, head: string, part: Partial<Pull> = {}) {
  const repository = makeRepository();
  const baseSha = repository.commit('main', base);
  const headSha = repository.commit('smaller', head);
  repository.mergeRef(7, 'smaller');
  const pull = addPull(bench.loopback.state, { headSha, baseSha, ...part });
  return { repository, pull };
}

function payloadOf(pull: Pull, part: Record<string, unknown> = {}) {
  return {
    action: 'opened',
    repository: { default_branch: 'main' },
    pull_request: {
      number: pull.number,
      head: { sha: pull.headSha, ref: pull.headBranch, repo: { full_name: pull.headRepo } },
      base: { sha: pull.baseSha, ref: 'main' },
      labels: pull.labels.map((name) => ({ name })),
    },
    ...part,
  };
}

function runPull(
  folder: string,
  pull: Pull,
  inputs: Record<string, string> = {},
  event = {},
  env = {},
): Promise<Finished> {
  const { loopback } = bench;
  return runAction({ bundle, folder, loopback, event: 'pull_request', payload: payloadOf(pull, event), inputs, env });
}

/** The row of the comment's first table. */
function cells(body: string, measure: string): string[] {
  const line = body.split('\n').find((text) => text.includes(`| ${measure} |`)) ?? '';
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

describe('a pull request', () => {
  test('in a clone of depth 1 is compared with its base, and the second run is fast and writes nothing new', async () => {
    const { repository, pull } = pullRequest(specText(), specText({ units: 13 }));
    const folder = repository.checkout('refs/pull/7/merge');
    const first = await runPull(folder, pull);
    expect(first.log).not.toContain('::error');
    expect(first.status).toBe(0);
    expect(first.outputs).toMatchObject({ verdict: 'pass', 'report-json': 'kd-gate-out/report.json' });
    const [comment] = pull.comments;
    const [, , base, now, change, budget] = cells(comment.body, 'size');
    expect(base).toMatch(/^[\d,]+ B$/);
    expect(base).not.toBe(now);
    expect(change).toMatch(/^\+/);
    expect(budget).toBe('max 16 KiB, max +10%');
    expect(comment.body).toContain('kd.yaml student.layers\\[1\\].dense.units: 12 → 13');
    expect(comment.body).toContain(`Base \`${pull.baseSha.slice(0, 7)}\` (measured for this run)`);
    expect(first.summary).toContain('All 2 budgets are met');
    const report = JSON.parse(readFileSync(join(folder, 'kd-gate-out/report.json'), 'utf8'));
    expect(report.base).toMatchObject({ status: 'measured', commit: pull.baseSha });

    const second = await runPull(folder, pull);
    expect(second.status).toBe(0);
    expect(second.log).toContain('same inputs as before');
    expect(second.ms).toBeLessThan(5000);
    expect(pull.comments).toHaveLength(1);
    expect(git(folder, 'status', '--porcelain')).toBe('?? kd-gate-out/');
    expect(git(folder, 'worktree', 'list').split('\n')).toHaveLength(1);
  });

  test('that exceeds a budget fails with an annotation on the line of kd.yaml', async () => {
    const { repository, pull } = pullRequest(specText(), specText({ budgets: OVER, units: 13 }));
    const patch = `@@ -1,19 +1,19 @@\n${specText({ budgets: OVER })
      .split('\n')
      .map((line) => ` ${line}`)
      .join('\n')}`;
    pull.files = [{ filename: 'kd.yaml', status: 'modified', patch }];
    const run = await runPull(repository.checkout('refs/pull/7/merge'), pull, {
      review: 'comment',
      'check-run': 'true',
    });
    expect(run.status).toBe(1);
    expect(run.outputs.verdict).toBe('fail');
    expect(run.log).toMatch(/^::error title=kd-gate,file=kd\.yaml,line=16,col=\d+::digits: size .* over max 1 KiB/m);
    expect(pull.comments[0].body).toMatch(/^### ❌ size is [\d,]+ B over its budget \(max 1 KiB\)/m);
    expect(pull.reviewComments.map(({ path, line }) => [path, line])).toEqual([['kd.yaml', 16]]);
    expect(bench.loopback.state.checkRuns.map((r) => r.conclusion)).toEqual(['failure']);
  });

  test('is no worse where the base exceeds the budget already', async () => {
    const { repository, pull } = pullRequest(specText({ budgets: OVER }), specText({ budgets: OVER }));
    const folder = repository.checkout('refs/pull/7/merge');
    expect((await runPull(folder, pull)).outputs.verdict).toBe('warn');
    expect(pull.comments[0].body).toContain('as the base is, but no worse');
    const strict = await runPull(folder, pull, { ratchet: 'false' });
    expect([strict.status, strict.outputs.verdict]).toEqual([1, 'fail']);
  });

  test('is accepted by label, once', async () => {
    const { repository, pull } = pullRequest(specText(), specText({ budgets: OVER, units: 13 }));
    bench.loopback.state.collaborators.set('hubot', 'write');
    setLabel(bench.loopback.state, pull, 'kd-accept', 'hubot');
    const folder = repository.checkout('refs/pull/7/merge');
    const accepted = await runPull(folder, pull, {}, { action: 'labeled', label: { name: 'kd-accept' } });
    expect([accepted.status, accepted.outputs.verdict]).toEqual([0, 'accepted']);
    const pushed = await runPull(folder, { ...pull, headSha: pull.headSha }, {}, { action: 'synchronize' });
    expect(pushed.status).toBe(0);
    pull.headSha = 'f'.repeat(40);
    const moved = await runPull(folder, pull, {}, { action: 'synchronize' });
    expect([moved.status, moved.outputs.verdict]).toEqual([1, 'fail']);
  });

  test('whose base has no kd.yaml is a first run', async () => {
    const repository = makeRepository();
    writeFileSync(join(repository.work, 'README'), 'x');
    git(repository.work, 'add', '-A');
    git(repository.work, 'commit', '--quiet', '-m', 'empty');
    git(repository.work, 'push', '--quiet', 'origin', 'main');
    const baseSha = git(repository.work, 'rev-parse', 'HEAD');
    const headSha = repository.commit('smaller', specText());
    repository.mergeRef(7, 'smaller');
    const pull = addPull(bench.loopback.state, { headSha, baseSha });
    const run = await runPull(repository.checkout('refs/pull/7/merge'), pull);
    expect(run.status).toBe(0);
    expect(pull.comments[0].body).toContain('first measurement');
    expect(pull.comments[0].body).toContain('kd.yaml is not there on the base');
  });

  test('with data that git does not track takes it from the workspace and says so', async () => {
    const repository = makeRepository();
    writeFileSync(join(repository.work, '.gitignore'), 'data/\n');
    const baseSha = repository.commit('main', specText());
    const headSha = repository.commit('smaller', specText({ units: 11 }));
    repository.mergeRef(7, 'smaller');
    const pull = addPull(bench.loopback.state, { headSha, baseSha });
    const folder = repository.checkout('refs/pull/7/merge');
    const { cpSync } = await import('node:fs');
    cpSync(join(repository.work, 'data'), join(folder, 'data'), { recursive: true });
    const run = await runPull(folder, pull);
    expect(run.status).toBe(0);
    expect(pull.comments[0].body).toContain(
      "files that git doesn't track are today's on both sides: data/test.npz, data/train.npz",
    );
  });

  test('in a mistaken kd.yaml fails with status 2 and no comment', async () => {
    const { repository, pull } = pullRequest(specText(), specText().replace('budgets', 'budgest'));
    const run = await runPull(repository.checkout('refs/pull/7/merge'), pull);
    expect(run.status).toBe(2);
    expect(run.log).toMatch(/^::error title=kd-gate,file=kd\.yaml,line=15,col=\d+::.*did you mean "budgets"/m);
    expect(pull.comments).toEqual([]);
  });
});

describe('a fork', () => {
  test('is judged without a comment, and the companion posts it', async () => {
    const { repository, pull } = pullRequest(specText(), specText({ budgets: OVER, units: 13 }), {
      headRepo: 'mallory/edge',
    });
    const { state } = bench.loopback;
    state.tokens.set('read-token', { user: BOT, permissions: { pull_requests: 'read' } });
    const folder = repository.checkout('refs/pull/7/merge');
    const run = await runPull(folder, pull, { token: 'read-token' });
    expect(run.status).toBe(1);
    expect(run.summary).toContain('❌');
    expect(run.log).toContain('::warning');
    expect(pull.comments).toEqual([]);

    const workflowRun = {
      id: 5,
      head_sha: pull.headSha,
      head_branch: 'smaller',
      head_repository: { full_name: 'mallory/edge' },
    };
    const companion = await runAction({
      bundle,
      folder,
      loopback: bench.loopback,
      event: 'workflow_run',
      payload: { action: 'completed', workflow_run: workflowRun },
      inputs: { mode: 'comment', reports: 'kd-gate-out/report.json' },
    });
    expect(companion.log).not.toContain('::error');
    expect(companion.status).toBe(0);
    expect(pull.comments.map((c) => c.body)).toEqual([expect.stringContaining("come from the fork's own run")]);
  });
});

describe('other events', () => {
  async function runOn(repository: Repository, ref: string, event: string, payload: unknown, env = {}, inputs = {}) {
    const folder = repository.checkout(ref, 50);
    return { folder, run: await runAction({ bundle, folder, loopback: bench.loopback, event, payload, env, inputs }) };
  }

  test('a push to main stores its result, which a pull request then finds', async () => {
    const { repository, pull } = pullRequest(specText(), specText({ units: 13 }));
    const pushed = await runOn(
      repository,
      'refs/heads/main',
      'push',
      { before: '0'.repeat(40) },
      { GITHUB_REF: 'refs/heads/main' },
    );
    expect(pushed.run.status).toBe(0);
    const folder = repository.checkout('refs/pull/7/merge');
    const { cpSync } = await import('node:fs');
    cpSync(join(pushed.folder, '.kd-gate'), join(folder, '.kd-gate'), { recursive: true });
    await runPull(folder, pull);
    expect(pull.comments[0].body).toContain('(its result was stored)');
  });

  test('a merge group is judged against its base, and what was accepted on the pull request holds', async () => {
    const { repository, pull } = pullRequest(specText(), specText({ budgets: OVER, units: 13 }));
    const ref = `refs/heads/gh-readonly-queue/main/pr-7-${pull.baseSha}`;
    git(repository.work, 'push', '--quiet', 'origin', `HEAD:${ref}`);
    const head = git(repository.work, 'rev-parse', 'HEAD');
    const payload = { merge_group: { head_sha: head, base_sha: pull.baseSha, base_ref: 'refs/heads/main' } };
    const judged = await runOn(repository, ref, 'merge_group', payload, { GITHUB_REF: ref });
    expect(judged.run.status).toBe(1);
    bench.loopback.state.collaborators.set('hubot', 'write');
    setLabel(bench.loopback.state, pull, 'kd-accept', 'hubot');
    await runPull(
      repository.checkout('refs/pull/7/merge'),
      pull,
      {},
      { action: 'labeled', label: { name: 'kd-accept' } },
    );
    const accepted = await runOn(repository, ref, 'merge_group', payload, { GITHUB_REF: ref });
    expect([accepted.run.status, accepted.run.outputs.verdict]).toEqual([0, 'accepted']);
  });

  test.each(['schedule', 'workflow_dispatch'])('%s is judged alone', async (event) => {
    const repository = makeRepository();
    repository.commit('main', specText());
    const { run } = await runOn(repository, 'refs/heads/main', event, {});
    expect([run.status, run.outputs.verdict]).toEqual([0, 'pass']);
    expect(bench.loopback.requests).toEqual([]);
  });

  test('a matrix: plan, a job a model, merge; a job that left nothing is not measured', async () => {
    const two = `${specText({ name: 'one' })}${specText({ name: 'two' }).split('models:\n')[1]}`;
    const { repository, pull } = pullRequest(two, two);
    const folder = repository.checkout('refs/pull/7/merge');
    const planned = await runPull(folder, pull, { mode: 'plan' });
    expect(JSON.parse(planned.outputs.matrix)).toEqual({ include: [{ model: 'one' }, { model: 'two' }] });
    for (const { model } of JSON.parse(planned.outputs.matrix).include) {
      const part = await runPull(folder, pull, { model, out: `reports/${model}` });
      expect(part.status).toBe(0);
    }
    expect(pull.comments).toEqual([]);
    const merged = await runPull(folder, pull, { mode: 'merge', reports: 'reports' });
    expect([merged.status, merged.outputs.verdict]).toEqual([0, 'pass']);
    expect(pull.comments[0].body).toContain('**two**');
    rmSync(join(folder, 'reports/two'), { recursive: true });
    const partial = await runPull(folder, pull, { mode: 'merge', reports: 'reports' });
    expect([partial.status, partial.outputs.verdict]).toEqual([3, 'not measured']);
    expect(pull.comments[0].body).toContain('Not measured: two');
  });
});

describe('when GitHub or the cache fails, the verdict stands', () => {
  test.each([
    ['the token is refused', () => refuse(/./, 401, 'Bad credentials', {}, 99)],
    ['the connection is cut at every request', () => cut(/^(GET|PATCH|DELETE)/, 'before', 'at once', 2)],
  ])('%s', async (_, fault) => {
    const { repository, pull } = pullRequest(specText(), specText({ budgets: OVER, units: 13 }));
    bench.loopback.faults.push(fault());
    const run = await runPull(repository.checkout('refs/pull/7/merge'), pull);
    expect([run.status, run.outputs.verdict]).toEqual([1, 'fail']);
    expect(pull.comments.length).toBeLessThanOrEqual(1);
  });
});

test('class names with Markdown, HTML, mentions, commands and control characters are text wherever they show', async () => {
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
  const { repository, pull } = pullRequest(hostile(12), hostile(13));
  const run = await runPull(repository.checkout('refs/pull/7/merge'), pull);
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
  const { repository, pull } = pullRequest(specText(), specText({ budgets: OVER, units: 13 }));
  const folders = [repository.checkout('refs/pull/7/merge'), repository.checkout('refs/pull/7/merge')];
  const runs = await Promise.all(folders.map((folder) => runPull(folder, pull)));
  expect(runs.map(({ status }) => status)).toEqual([1, 1]);
  expect(pull.comments).toHaveLength(1);
});

test('a run that is killed at any moment leaves a store that the next one can use', async () => {
  const { repository, pull } = pullRequest(specText(), specText({ units: 13 }));
  const folder = repository.checkout('refs/pull/7/merge');
  mkdirSync(join(folder, '.kd-gate'));
  for (const killAfterMs of [150, 300, 450, 600, 800]) {
    const { loopback } = bench;
    await runAction({ bundle, folder, loopback, event: 'pull_request', payload: payloadOf(pull), killAfterMs });
    const store = readdirSync(join(folder, '.kd-gate'), { recursive: true, encoding: 'utf8' });
    for (const name of store.filter((path) => path.endsWith('.json'))) {
      expect(JSON.parse(readFileSync(join(folder, '.kd-gate', name), 'utf8'))).toMatchObject({ format: 1 });
    }
  }
  const run = await runPull(folder, pull);
  expect([run.status, run.outputs.verdict]).toEqual([0, 'pass']);
  expect(pull.comments).toHaveLength(1);
});

describe('the Actions cache', () => {
  async function withCache(run: (cache: CacheLoopback, env: Record<string, string>) => Promise<void>): Promise<void> {
    const cache = await startCache();
    const env = {
      ACTIONS_CACHE_SERVICE_V2: 'true',
      ACTIONS_RESULTS_URL: `${cache.url}/`,
      ACTIONS_RUNTIME_TOKEN: 'secret-runtime-token',
    };
    await run(cache, env).finally(() => cache.close());
  }

  test('carries what main measured to a pull request in a fresh clone, and saves nothing twice', async () => {
    const { repository, pull } = pullRequest(specText(), specText({ units: 13 }));
    await withCache(async (cache, env) => {
      const main = repository.checkout('refs/heads/main');
      const { loopback } = bench;
      const payload = { before: '0'.repeat(40) };
      const pushed = await runAction({ bundle, folder: main, loopback, event: 'push', payload, env });
      expect(pushed.status).toBe(0);
      expect(cache.entries.map(({ isWhole }) => isWhole)).toEqual([true]);
      const first = await runPull(repository.checkout('refs/pull/7/merge'), pull, {}, {}, env);
      expect(first.status).toBe(0);
      expect(pull.comments[0].body).toContain('(its result was stored)');
      expect(cache.entries).toHaveLength(2);
      const second = await runPull(repository.checkout('refs/pull/7/merge'), pull, {}, {}, env);
      expect(second.log).toContain('same inputs as before');
      expect(second.log).not.toContain('secret-runtime-token');
      expect(cache.entries).toHaveLength(2);
      expect(Buffer.concat(cache.entries.map(({ content }) => content)).includes('good-token')).toBe(false);
    });
  });

  test.each(['down', 'full'] as const)('that is %s costs time, never a verdict', async (mode) => {
    const { repository, pull } = pullRequest(specText(), specText({ units: 13 }));
    await withCache(async (cache, env) => {
      cache.mode = mode;
      const run = await runPull(repository.checkout('refs/pull/7/merge'), pull, {}, {}, env);
      expect([run.status, run.outputs.verdict]).toEqual([0, 'pass']);
      expect(pull.comments).toHaveLength(1);
      expect(cache.entries.filter(({ isWhole }) => isWhole)).toEqual([]);
    });
  });

  test('that cannot be reached is told', async () => {
    const { repository, pull } = pullRequest(specText(), specText({ units: 13 }));
    const env = {
      ACTIONS_CACHE_SERVICE_V2: 'true',
      ACTIONS_RESULTS_URL: 'http://127.0.0.1:9/',
      ACTIONS_RUNTIME_TOKEN: 'x',
    };
    const run = await runPull(repository.checkout('refs/pull/7/merge'), pull, {}, {}, env);
    expect([run.status, run.outputs.verdict]).toEqual([0, 'pass']);
    expect(run.log).toContain('::warning');
  });
});

test('names cannot be workflow commands, and no token is in the log, the outputs, the report or the store', async () => {
  const hostile = specText({ budgets: OVER }).replace('size: { max: 1 KiB }', 'size: { max: "1 KiB\\n::error::x" }');
  const { repository, pull } = pullRequest(specText(), hostile);
  const folder = repository.checkout('refs/pull/7/merge');
  const run = await runPull(folder, pull);
  expect(run.status).toBe(2);
  const commands = run.log.split('\n').filter((line) => line.startsWith('::'));
  expect(commands.every((line) => line.startsWith('::error title=kd-gate,'))).toBe(true);
  const ok = await runPull(repository.checkout('refs/heads/main'), pull);
  const everything = [run.log, ok.log, ok.summary, JSON.stringify(ok.outputs)].join('\n');
  expect(everything).not.toContain('good-token');
  expect(() => git(folder, 'grep', '--no-index', '-l', 'good-token')).toThrow();
});
