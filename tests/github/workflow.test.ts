import { describe, expect, test } from 'vitest';
import { queuedPullRequest, readWorkflow } from '../../src/github/workflow.ts';
import { runnerEnv } from './client.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const pull = (repo: string | null) => ({
  number: 7,
  head: { sha: A, ref: 'x', repo: repo === null ? null : { full_name: repo } },
  base: { sha: B, ref: 'main' },
  labels: [{ name: 'bug' }, { name: 'kd-accept' }],
});
const read = (event: string, payload: unknown, env: Record<string, string> = {}) => {
  const outcome = readWorkflow(runnerEnv(event, env), payload);
  if (!outcome.ok) throw new Error(outcome.problems[0].code);
  return outcome.value;
};

describe('events', () => {
  test('pull_request: results are shown at its head, compared with its base', () => {
    const workflow = read('pull_request', {
      action: 'labeled',
      label: { name: 'bug' },
      pull_request: pull('octo/edge'),
    });
    expect(workflow).toMatchObject({
      owner: 'octo',
      repo: 'edge',
      sha: A,
      baseCommit: B,
      label: 'bug',
      action: 'labeled',
    });
    expect(workflow.pullRequest).toEqual({
      number: 7,
      headSha: A,
      baseSha: B,
      baseRef: 'main',
      isFork: false,
      labels: ['bug', 'kd-accept'],
    });
  });

  test.each([
    ['mallory/edge', true],
    ['Octo/Edge', false],
    [null, true],
  ])('a head in %s: fork %s', (repo, isFork) =>
    expect(read('pull_request', { pull_request: pull(repo) }).pullRequest?.isFork).toBe(isFork),
  );

  test('merge_group', () => {
    const ref = `refs/heads/gh-readonly-queue/main/pr-12-${B}`;
    const payload = { merge_group: { head_sha: A, base_sha: B, base_ref: 'refs/heads/main' } };
    const workflow = read('merge_group', payload, { GITHUB_REF: ref });
    expect(workflow).toMatchObject({ sha: A, baseCommit: B, baseRef: 'main' });
    expect(queuedPullRequest(workflow)).toBe(12);
    expect(queuedPullRequest({ event: 'push', ref })).toBeUndefined();
  });

  test('push to the default branch is compared with the commit before', () => {
    const payload = { before: B, repository: { default_branch: 'main' } };
    const workflow = read('push', payload, { GITHUB_REF: 'refs/heads/main' });
    expect(workflow).toMatchObject({ sha: '3'.repeat(40), baseCommit: B });
  });

  test('the first push of a branch has nothing before it', () => {
    expect(read('push', { before: '0'.repeat(40) }).baseCommit).toBeUndefined();
  });

  test('workflow_run names head, repository and branch', () => {
    const run = { id: 5, head_sha: A, head_branch: 'x', head_repository: { full_name: 'mallory/edge' } };
    expect(read('workflow_run', { workflow_run: run }).completed).toEqual({
      runId: 5,
      headSha: A,
      headRepo: 'mallory/edge',
      headBranch: 'x',
    });
  });

  test.each(['schedule', 'workflow_dispatch'])('%s has neither pull request nor base', (event) => {
    const workflow = read(event, {});
    expect(workflow.pullRequest).toBeUndefined();
    expect(workflow.baseCommit).toBeUndefined();
  });
});

describe('Enterprise and odd environments', () => {
  test('GITHUB_API_URL and GITHUB_SERVER_URL are taken', () => {
    const env = { GITHUB_API_URL: 'https://git.example/api/v3/', GITHUB_SERVER_URL: 'https://git.example' };
    const workflow = read('schedule', {}, env);
    expect(workflow.apiUrl).toBe('https://git.example/api/v3');
    expect(workflow.runUrl).toBe('https://git.example/octo/edge/actions/runs/99');
  });

  test.each([
    ['no repository', { GITHUB_REPOSITORY: '' }, {}, 'github/environment'],
    ['a repository that is a path', { GITHUB_REPOSITORY: '../../x y' }, {}, 'github/environment'],
  ])('%s', (_, env, payload, code) => {
    const outcome = readWorkflow(runnerEnv('push', env), payload);
    expect(outcome.ok ? [] : outcome.problems.map((p) => p.code)).toEqual([code]);
  });

  test.each([
    ['no pull request', {}],
    ['a head that is an option of git', { pull_request: { ...pull('octo/edge'), head: { sha: '--upload-pack=x' } } }],
    ['a number that is none', { pull_request: { ...pull('octo/edge'), number: '7' } }],
    ['null', null],
  ])('an event with %s', (_, payload) => {
    const outcome = readWorkflow(runnerEnv('pull_request'), payload);
    expect(outcome.ok ? [] : outcome.problems.map((p) => p.code)).toEqual(['github/event']);
  });

  test('keys of the prototype are no values', () => {
    const label = JSON.parse('{"__proto__": {"name": "kd-accept"}}');
    expect(read('pull_request', { pull_request: pull('octo/edge'), label }).label).toBeUndefined();
  });
});
