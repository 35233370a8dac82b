import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { withCache } from './cached.ts';
import { useLoopback } from './client.ts';
import { refuse } from './loopback/faults.ts';
import { addPull, BOT, setLabel } from './loopback/state.ts';
import { OVER, pullRequest, runPull } from './pull-request.ts';
import { bundleSources, git, makeRepository, type Repository, runAction, specText } from './runner.ts';

const bench = useLoopback();
let bundle = '';
beforeAll(async () => {
  bundle = await bundleSources();
}, 120_000);

/** The row of the comment's first table. */
function cells(body: string, measure: string): string[] {
  const line = body.split('\n').find((text) => text.includes(` ${measure} |`)) ?? '';
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

describe('a pull request', () => {
  test('in a clone of depth 1 is compared with its base', async () => {
    const { repository, pull } = pullRequest(bench, specText(), specText({ units: 13 }));
    const folder = repository.checkout('refs/pull/7/merge');
    const first = await runPull(bench, bundle, folder, pull);
    expect(first.log).not.toContain('::error');
    expect(first.status).toBe(0);
    expect(first.outputs).toMatchObject({ verdict: 'pass', 'report-json': 'kd-gate-out/report.json' });
    const [comment] = pull.comments;
    const [, figures, change, budget] = cells(comment.body, 'size');
    expect(figures).toMatch(/^[\d,]+\u00a0B → [\d,]+\u00a0B$/);
    expect(change).toMatch(/^\+/);
    expect(budget).toMatch(/^max 16\u00a0KiB \\\(\d+% free\\\), max \+10%$/);
    expect(comment.body).toContain('kd.yaml student.layers\\[1\\].dense.units: 12 → 13');
    expect(comment.body).toContain(`Base \`${pull.baseSha.slice(0, 7)}\` (measured for this run)`);
    expect(first.summary).toContain('all 2 budgets are met');
    const report = JSON.parse(readFileSync(join(folder, 'kd-gate-out/report.json'), 'utf8'));
    expect(report.base).toMatchObject({ status: 'measured', commit: pull.baseSha });

    expect(git(folder, 'status', '--porcelain')).toBe('?? kd-gate-out/');
    expect(git(folder, 'worktree', 'list').split('\n')).toHaveLength(1);
  });

  test('is not measured twice: the second run finds all in the Actions cache and writes nothing new', async () => {
    const { repository, pull } = pullRequest(bench, specText(), specText({ units: 13 }));
    await withCache(async (_, env) => {
      for (const isFirst of [true, false]) {
        const folder = repository.checkout('refs/pull/7/merge');
        const run = await runPull(bench, bundle, folder, pull, {}, {}, env);
        expect(run.status).toBe(0);
        expect(run.log.includes('same inputs as before')).toBe(!isFirst);
        expect(git(folder, 'status', '--porcelain')).toBe('?? kd-gate-out/');
      }
      expect(pull.comments).toHaveLength(1);
    });
  });

  test('that exceeds a budget fails with an annotation on the line of kd.yaml', async () => {
    const { repository, pull } = pullRequest(bench, specText(), specText({ budgets: OVER, units: 13 }));
    const patch = `@@ -1,19 +1,19 @@\n${specText({ budgets: OVER })
      .split('\n')
      .map((line) => ` ${line}`)
      .join('\n')}`;
    pull.files = [{ filename: 'kd.yaml', status: 'modified', patch }];
    const run = await runPull(bench, bundle, repository.checkout('refs/pull/7/merge'), pull, {
      review: 'comment',
      'check-run': 'true',
    });
    expect(run.status).toBe(1);
    expect(run.outputs.verdict).toBe('fail');
    expect(run.log).toMatch(/^::error title=kd-gate,file=kd\.yaml,line=16,col=\d+::digits: size .* over max 1 KiB/m);
    expect(pull.comments[0].body).toMatch(/^### ❌ digits: size is [\d,]+\sB over its budget \(max 1\sKiB\)/m);
    const remarks = pull.reviewComments.map(({ path, line, body }) => [path, line, body.includes('```suggestion')]);
    expect(remarks).toEqual([
      ['kd.yaml', 16, false],
      ['kd.yaml', 16, true],
    ]);
    expect(bench.loopback.state.checkRuns.map((r) => r.conclusion)).toEqual(['failure']);
  });

  test('is no worse where the base exceeds the budget already', async () => {
    const { repository, pull } = pullRequest(bench, specText({ budgets: OVER }), specText({ budgets: OVER }));
    const folder = repository.checkout('refs/pull/7/merge');
    expect((await runPull(bench, bundle, folder, pull, { comment: 'always' })).outputs.verdict).toBe('warn');
    expect(pull.comments[0].body).toContain('as the base is, but no worse');
    const strict = await runPull(bench, bundle, folder, pull, { ratchet: 'false', suggest: '0' });
    expect([strict.status, strict.outputs.verdict]).toEqual([1, 'fail']);
  });

  test('is accepted by label, once', async () => {
    const { repository, pull } = pullRequest(bench, specText(), specText({ budgets: OVER, units: 13 }));
    bench.loopback.state.collaborators.set('hubot', 'write');
    setLabel(bench.loopback.state, pull, 'kd-accept', 'hubot');
    const folder = repository.checkout('refs/pull/7/merge');
    const accepted = await runPull(
      bench,
      bundle,
      folder,
      pull,
      { suggest: '0' },
      { action: 'labeled', label: { name: 'kd-accept' } },
    );
    expect([accepted.status, accepted.outputs.verdict]).toEqual([0, 'accepted']);
    const pushed = await runPull(
      bench,
      bundle,
      folder,
      { ...pull, headSha: pull.headSha },
      { suggest: '0' },
      { action: 'synchronize' },
    );
    expect(pushed.status).toBe(0);
    pull.headSha = repository.commit('smaller', specText({ budgets: OVER, units: 14 }));
    repository.mergeRef(7, 'smaller');
    const later = repository.checkout('refs/pull/7/merge');
    const moved = await runPull(bench, bundle, later, pull, { suggest: '0' }, { action: 'synchronize' });
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
    const run = await runPull(bench, bundle, repository.checkout('refs/pull/7/merge'), pull);
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
    const run = await runPull(bench, bundle, folder, pull);
    expect(run.status).toBe(0);
    expect(pull.comments[0].body).toContain(
      "files that git doesn't track are today's on both sides: data/test.npz, data/train.npz",
    );
  });

  test('in a mistaken kd.yaml fails with status 2 and no comment', async () => {
    const { repository, pull } = pullRequest(bench, specText(), specText().replace('budgets', 'budgest'));
    const run = await runPull(bench, bundle, repository.checkout('refs/pull/7/merge'), pull);
    expect(run.status).toBe(2);
    expect(run.log).toMatch(/^::error title=kd-gate,file=kd\.yaml,line=15,col=\d+::.*did you mean "budgets"/m);
    expect(pull.comments).toEqual([]);
  });
});

describe('a fork', () => {
  test('is judged without a comment, and the companion posts it', async () => {
    const over = specText({ budgets: OVER, units: 13 });
    const { repository, pull } = pullRequest(bench, specText(), over, { headRepo: 'mallory/edge' });
    const { state } = bench.loopback;
    state.files.set(`${pull.headSha}:kd.yaml`, over);
    state.tokens.set('read-token', { user: BOT, permissions: { pull_requests: 'read' } });
    const folder = repository.checkout('refs/pull/7/merge');
    const run = await runPull(bench, bundle, folder, pull, { token: 'read-token' });
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
    const runCompanion = () =>
      runAction({
        bundle,
        folder,
        loopback: bench.loopback,
        event: 'workflow_run',
        payload: { action: 'completed', workflow_run: workflowRun },
        inputs: { mode: 'comment', reports: 'kd-gate-out/report.json' },
      });
    bench.loopback.faults.push(refuse(/^GET .*\/pulls$/, 401, 'Bad credentials'));
    const expired = await runCompanion();
    expect(expired.status).toBe(2);
    expect(expired.log).toMatch(/^::error title=kd-gate::the pull request was not looked up: .*expired/m);
    const companion = await runCompanion();
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

  test('a merge group is judged against its base, and what was accepted on the pull request holds', async () => {
    const { repository, pull } = pullRequest(bench, specText(), specText({ budgets: OVER, units: 13 }));
    const ref = `refs/heads/gh-readonly-queue/main/pr-7-${pull.baseSha}`;
    git(repository.work, 'push', '--quiet', 'origin', `HEAD:${ref}`);
    const head = git(repository.work, 'rev-parse', 'HEAD');
    const payload = { merge_group: { head_sha: head, base_sha: pull.baseSha, base_ref: 'refs/heads/main' } };
    const inputs = { suggest: '0' };
    const judged = await runOn(repository, ref, 'merge_group', payload, { GITHUB_REF: ref }, inputs);
    expect(judged.run.status).toBe(1);
    bench.loopback.state.collaborators.set('hubot', 'write');
    setLabel(bench.loopback.state, pull, 'kd-accept', 'hubot');
    await runPull(bench, bundle, repository.checkout('refs/pull/7/merge'), pull, inputs, {
      action: 'labeled',
      label: { name: 'kd-accept' },
    });
    const accepted = await runOn(repository, ref, 'merge_group', payload, { GITHUB_REF: ref }, inputs);
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
    const { repository, pull } = pullRequest(bench, two, two);
    const folder = repository.checkout('refs/pull/7/merge');
    const planned = await runPull(bench, bundle, folder, pull, { mode: 'plan' });
    expect(JSON.parse(planned.outputs.matrix)).toEqual({ include: [{ model: 'one' }, { model: 'two' }] });
    for (const { model } of JSON.parse(planned.outputs.matrix).include) {
      const part = await runPull(bench, bundle, folder, pull, { model, out: `reports/${model}` });
      expect(part.status).toBe(0);
    }
    expect(pull.comments).toEqual([]);
    const merge = { mode: 'merge', reports: 'reports', comment: 'always' };
    const merged = await runPull(bench, bundle, folder, pull, merge);
    expect([merged.status, merged.outputs.verdict]).toEqual([0, 'pass']);
    expect(pull.comments[0].body).toContain('**two**');
    rmSync(join(folder, 'reports/two'), { recursive: true });
    const partial = await runPull(bench, bundle, folder, pull, { mode: 'merge', reports: 'reports' });
    expect([partial.status, partial.outputs.verdict]).toEqual([3, 'not measured']);
    expect(pull.comments[0].body).toContain('Not measured: two');
  });
});
