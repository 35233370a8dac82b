import { describe, expect, test } from 'vitest';
import { claimOf, findPullRequest } from '../../src/github/companion.ts';
import { publish } from '../../src/github/publish.ts';
import { readWorkflow, type Workflow } from '../../src/github/workflow.ts';
import { CASES } from '../report/cases.ts';
import { runnerEnv, useLoopback } from './client.ts';
import { cut, type Fault, refuse } from './loopback/faults.ts';
import { addPull } from './loopback/state.ts';

const bench = useLoopback();
const HEAD = 'd'.repeat(40);

function finishedRun(part: Record<string, unknown> = {}): Workflow {
  const run = {
    id: 5,
    head_sha: HEAD,
    head_branch: 'smaller',
    head_repository: { full_name: 'mallory/edge' },
    ...part,
  };
  const outcome = readWorkflow(runnerEnv('workflow_run'), { workflow_run: run });
  if (!outcome.ok) throw new Error(outcome.problems[0].message);
  return outcome.value;
}

describe('the pull request of a finished run', () => {
  test('is found by head and repository, and gets the comment', async () => {
    const pull = addPull(bench.loopback.state, { headRepo: 'mallory/edge', headSha: HEAD });
    const workflow = finishedRun();
    const found = await findPullRequest(bench.api(), workflow);
    expect(found).toMatchObject({ ok: true, value: { number: 7, isFork: true } });
    if (!found.ok) return;
    const options = {
      comment: 'always',
      review: 'off',
      checkRun: false,
      waiver: { label: 'kd-accept', sticky: false },
      key: 'kd.yaml',
      claim: claimOf(true),
    } as const;
    const { comment, problems } = await publish(bench.api(), workflow, found.value, CASES.fork, options);
    expect([comment, problems]).toEqual(['created', []]);
    expect(pull.comments[0].body).toContain("come from the fork's own run");
  });

  test.each([
    ['whose head moved', { headRepo: 'mallory/edge', headSha: 'e'.repeat(40) }],
    ['of another repository with the same branch', { headRepo: 'mallory/other', headSha: HEAD }],
  ])('is not one %s', async (_, part) => {
    addPull(bench.loopback.state, part);
    const found = await findPullRequest(bench.api(), finishedRun());
    expect(found).toMatchObject({ ok: false, problems: [{ code: 'github/outdated' }] });
  });

  const PULLS = /^GET .*\/pulls$/;
  test.each<[string, Fault, string, string]>([
    ['the token is expired', refuse(PULLS, 401, 'Bad credentials'), 'github/token', 'expired'],
    ['the token may not read', refuse(PULLS, 403, 'not accessible'), 'github/permission', '"pull-requests: read"'],
    ['GitHub is down', refuse(PULLS, 503, 'down', {}, 99), 'github/server', '503'],
    ['the connection is cut', cut(PULLS, 'before', 'at once', 99), 'github/connection', 'reached'],
  ])('is a problem, not a bug, when %s', async (_, fault, code, word) => {
    addPull(bench.loopback.state, { headRepo: 'mallory/edge', headSha: HEAD });
    bench.loopback.faults.push(fault);
    const found = await findPullRequest(bench.api(), finishedRun());
    const message = expect.stringMatching(new RegExp(`^the pull request was not looked up: .*${word}`));
    expect(found).toMatchObject({ ok: false, problems: [{ code, message }] });
  });

  test('is not looked for on another event', async () => {
    const outcome = readWorkflow(runnerEnv('push'), {});
    const found = outcome.ok && (await findPullRequest(bench.api(), outcome.value));
    expect(found).toMatchObject({ ok: false, problems: [{ code: 'github/event' }] });
  });
});
