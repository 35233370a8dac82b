// Which run may leave stored results for which: GitHub's scopes (docs.github.com, "Restrictions for accessing a cache";
// changelog of 2026-06-26, "Read-only Actions cache for untrusted triggers"), visible in kd-gate's keys.
import { describe, expect, test } from 'vitest';
import { cacheScopeOf } from '../../src/github/cache-scope.ts';
import type { Workflow } from '../../src/github/workflow.ts';

const HEAD = '3'.repeat(40);
const PULL = { number: 7, headSha: HEAD, baseSha: '2'.repeat(40), baseRef: 'main', isFork: false, labels: [] };

function workflowOf(part: Partial<Workflow>): Workflow {
  const urls = { apiUrl: 'https://api.github.com', runUrl: 'https://github.com/octo/edge/actions' };
  return {
    owner: 'octo',
    repo: 'edge',
    sha: HEAD,
    runSha: HEAD,
    ref: 'refs/heads/main',
    defaultBranch: 'main',
    event: 'push',
    ...urls,
    ...part,
  };
}

const scopeOf = (part: Partial<Workflow>, checkout: string | undefined = HEAD) =>
  cacheScopeOf(workflowOf(part), checkout);
const ofMain = scopeOf({});
const ofPull = (part: Partial<Workflow> = {}) =>
  scopeOf({ event: 'pull_request', ref: 'refs/pull/7/merge', pullRequest: PULL, baseRef: 'main', ...part });

describe('a branch', () => {
  test.each(['push', 'schedule', 'workflow_dispatch', 'repository_dispatch'])('is saved by %s', (event) => {
    expect(scopeOf({ event })).toEqual({ restore: [ofMain.save], save: ofMain.save });
  });

  test('is saved only by a checkout of its own commit', () => {
    expect(scopeOf({}, '4'.repeat(40))).toEqual({ restore: [ofMain.save] });
    expect(cacheScopeOf(workflowOf({}), undefined)).toEqual({ restore: [ofMain.save] });
    expect(scopeOf({ runSha: '' }, '')).toEqual({ restore: [ofMain.save] });
  });

  test.each([
    'pull_request_target',
    'workflow_run',
    'issue_comment',
    'issues',
    'fork',
    'watch',
    'check_run',
    'new_event',
  ])('is never saved by %s, which strangers start', (event) => {
    expect(scopeOf({ event, pullRequest: PULL, baseRef: 'main' })).toEqual({ restore: [ofMain.save] });
  });

  test("is not another's, however the names begin", () => {
    const [a, b] = ['a', 'a-b'].map((name) => scopeOf({ ref: `refs/heads/${name}` }).save ?? '');
    expect(a.startsWith(b) || b.startsWith(a)).toBe(false);
    const [c, d] = ['x/y', 'x-y'].map((name) => scopeOf({ ref: `refs/heads/${name}` }).save ?? '');
    expect(c).not.toBe(d);
    expect(scopeOf({ ref: 'refs/heads/a,b*' }).save).toMatch(/^branch-[0-9a-f]{16}-[\w.-]+-$/);
  });

  test('a tag finds what the default branch left and saves nothing', () => {
    expect(scopeOf({ ref: 'refs/tags/v1' })).toEqual({ restore: [ofMain.save] });
  });
});

describe('a pull request', () => {
  test("finds its own and its base's, and saves its own alone", () => {
    expect(ofPull()).toEqual({ restore: ['pull-7-', ofMain.save], save: 'pull-7-' });
  });

  test('of a branch other than the default one finds that and the default one', () => {
    const release = scopeOf({ ref: 'refs/heads/release' }).save;
    expect(ofPull({ baseRef: 'release' }).restore).toEqual(['pull-7-', release, ofMain.save]);
  });

  test('is looked for by nobody else', () => {
    const others = [
      ofMain,
      scopeOf({ ref: 'refs/heads/pull-7-' }),
      ofPull({ pullRequest: { ...PULL, number: 70 }, ref: 'refs/pull/70/merge' }),
    ];
    const key = 'pull-7-0123';
    for (const { restore } of others) expect(restore.some((prefix) => key.startsWith(prefix))).toBe(false);
  });

  // GitHub: "For pull_request events that were merged, the ref is the branch that was merged into."
  test('that was merged runs on its base branch and saves nothing', () => {
    expect(ofPull({ ref: 'refs/heads/main' })).toEqual({ restore: [ofMain.save] });
  });

  // Its first push may bring a workflow that writes the cache, and its second take that back.
  test('of a fork finds nothing, under no key, and leaves nothing', () => {
    const fork = { ...PULL, isFork: true };
    expect(ofPull({ pullRequest: fork })).toEqual({ restore: [] });
    expect(ofPull({ pullRequest: fork, ref: 'refs/heads/main' })).toEqual({ restore: [ofMain.save] });
  });

  test("cannot name another pull request's scope", () => {
    expect(ofPull({ ref: 'refs/pull/8/merge' }).save).toBeUndefined();
  });
});
