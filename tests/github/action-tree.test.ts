// The tree that is measured is the commit that is claimed (case F12), with real clones.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { useLoopback } from './client.ts';
import type { Pull } from './loopback/state.ts';
import { OVER, payloadOf, pullRequest } from './pull-request.ts';
import { bundleSources, git, type Repository, runAction, specText } from './runner.ts';

const bench = useLoopback();
let bundle = '';
beforeAll(async () => {
  bundle = await bundleSources();
}, 120_000);

const HEAD_FIX = /ref: \$\{\{ github\.event\.pull_request\.head\.sha \}\}/;

function hostile() {
  return pullRequest(bench, specText(), specText({ budgets: OVER, units: 13 }));
}

function runOn(folder: string, pull: Pull, event: string, env: Record<string, string> = {}, inputs = {}) {
  const payload = payloadOf(pull);
  const given = { 'check-run': 'true', suggest: '0', ...inputs };
  return runAction({ bundle, folder, loopback: bench.loopback, event, payload, env, inputs: given });
}

/** Nothing ran, nothing was written, and the message says what to write. */
function expectNotMeasured(run: Awaited<ReturnType<typeof runOn>>, pull: Pull, message: RegExp) {
  expect([run.status, run.outputs.verdict]).toEqual([3, 'not measured']);
  expect(run.log.split('\n').filter((line) => line.startsWith('::error'))).toEqual([expect.stringMatching(message)]);
  expect(run.summary).toContain('could not run');
  expect(bench.loopback.requests).toEqual([]);
  expect([pull.comments, bench.loopback.state.checkRuns]).toEqual([[], []]);
}

describe('is not measured', () => {
  test('pull_request_target, which checks out the base', async () => {
    const { repository, pull } = hostile();
    const run = await runOn(repository.checkout('refs/heads/main'), pull, 'pull_request_target');
    expectNotMeasured(run, pull, /write "on: pull_request" instead of pull_request_target/);
    expect(run.log).toMatch(HEAD_FIX);
  });

  test('pull_request with another ref: in run and in merge', async () => {
    const { repository, pull } = hostile();
    const folder = repository.checkout('refs/heads/main');
    // As on the runner: GITHUB_SHA is the merge, whatever is checked out.
    const env = { GITHUB_SHA: git(repository.work, 'rev-parse', 'HEAD') };
    for (const inputs of [{}, { mode: 'merge' }]) {
      const run = await runOn(folder, pull, 'pull_request', env, inputs);
      expectNotMeasured(run, pull, /take "ref:" and "repository:" away from actions\/checkout/);
    }
  });

  test('a merge that nobody but its author made, checked out by pull_request_target', async () => {
    const { repository, pull } = hostile();
    git(repository.work, 'checkout', '--quiet', '--detach', 'main');
    git(repository.work, 'merge', '--quiet', '--no-ff', '-m', 'merge', '-s', 'ours', 'smaller');
    git(repository.work, 'push', '--quiet', 'origin', 'HEAD:refs/heads/forged');
    const folder = repository.checkout('refs/heads/forged');
    const parents = git(folder, 'cat-file', '-p', 'HEAD').match(/^parent \w+/gm);
    expect(parents).toEqual([`parent ${pull.baseSha}`, `parent ${pull.headSha}`]);
    expectNotMeasured(await runOn(folder, pull, 'pull_request_target'), pull, /nor GitHub's merge of it/);
  });

  test('a later push to the branch than the event is about', async () => {
    const { repository, pull } = hostile();
    repository.commit('smaller', specText({ units: 11 }));
    expectNotMeasured(
      await runOn(repository.checkout('refs/heads/smaller'), pull, 'pull_request_target'),
      pull,
      HEAD_FIX,
    );
  });

  test('an archive without a repository', async () => {
    const { repository, pull } = hostile();
    const folder = repository.checkout('refs/pull/7/merge');
    const env = { GITHUB_SHA: git(folder, 'rev-parse', 'HEAD') };
    const clone = repository.checkout('refs/pull/7/merge');
    rmSync(join(clone, '.git'), { recursive: true });
    const given = { bundle, folder, loopback: bench.loopback, event: 'pull_request', payload: payloadOf(pull) };
    const run = await runAction({ ...given, env: { ...env, GITHUB_WORKSPACE: clone } });
    expectNotMeasured(run, pull, /no git repository .* install git before actions\/checkout/);
  });

  test.each(['merge_group', 'push'])('%s on another commit', async (event) => {
    const { repository, pull } = hostile();
    const folder = repository.checkout('refs/heads/smaller');
    const payload = { merge_group: { head_sha: pull.baseSha, base_sha: pull.baseSha }, after: pull.baseSha };
    const given = { bundle, folder, loopback: bench.loopback, event, payload, env: { GITHUB_SHA: pull.baseSha } };
    expectNotMeasured(await runAction(given), pull, /take "ref:" away from actions\/checkout/);
  });
});

describe('is measured', () => {
  const measured = async (repository: Repository, ref: string, pull: Pull, event: string, depth?: number) => {
    const run = await runOn(repository.checkout(ref, depth), pull, event);
    expect([run.status, run.outputs.verdict]).toEqual([1, 'fail']);
    expect(bench.loopback.state.checkRuns.map(({ headSha, conclusion }) => [headSha, conclusion])).toEqual([
      [pull.headSha, 'failure'],
    ]);
  };

  test.each(['pull_request', 'pull_request_target'])('the head on %s', async (event) => {
    const { repository, pull } = hostile();
    await measured(repository, 'refs/heads/smaller', pull, event, 50);
  });

  test("GitHub's merge on pull_request_target", async () => {
    const { repository, pull } = hostile();
    await measured(repository, 'refs/pull/7/merge', pull, 'pull_request_target');
  });

  test('another commit with the same tree', async () => {
    const { repository, pull } = hostile();
    git(repository.work, 'checkout', '--quiet', 'smaller');
    git(repository.work, 'commit', '--quiet', '--allow-empty', '-m', 'nothing');
    git(repository.work, 'push', '--quiet', 'origin', 'HEAD:refs/heads/same');
    await measured(repository, 'refs/heads/same', pull, 'pull_request', 50);
  });

  test('a file of kd.yaml that a step changed, with a warning that names it', async () => {
    const { repository, pull } = hostile();
    const folder = repository.checkout('refs/pull/7/merge');
    writeFileSync(join(folder, 'kd.yaml'), `${specText({ budgets: OVER, units: 13 })}# edited\n`);
    writeFileSync(join(folder, 'data/test.npz'), 'damaged');
    const run = await runOn(folder, pull, 'pull_request');
    expect(run.status).toBe(2);
    writeFileSync(join(folder, 'data/test.npz'), git(folder, 'show', 'HEAD:kd.yaml'));
    git(folder, 'checkout', '--quiet', 'HEAD', '--', 'data');
    const edited = await runOn(folder, pull, 'pull_request');
    expect(edited.status).toBe(1);
    expect(edited.log).toMatch(/^::warning .*changed since the checkout, so not as in the commit: kd\.yaml$/m);
  });
});
