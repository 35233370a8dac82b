// The client under test against a loopback, with a clock that the test owns.
import { afterEach, beforeEach, expect } from 'vitest';
import type { Api } from '../../src/github/api.ts';
import { createApi } from '../../src/github/client.ts';
import { readWorkflow, type Workflow } from '../../src/github/workflow.ts';
import { type Loopback, startLoopback } from './loopback/server.ts';
import type { Pull } from './loopback/state.ts';

export interface Bench {
  readonly loopback: Loopback;
  /** What the client waited between its tries. */
  readonly delays: number[];
  api(token?: string, timeoutMs?: number): Api;
}

/** A loopback for each test; afterwards GitHub's description must not have objected to anything. */
export function useLoopback(prefix = ''): Bench {
  let loopback: Loopback | undefined;
  const delays: number[] = [];
  const current = () => {
    if (!loopback) throw new Error('the loopback runs only inside a test');
    return loopback;
  };
  beforeEach(async () => {
    loopback = await startLoopback(prefix);
    delays.length = 0;
  });
  afterEach(async () => {
    const { violations } = current();
    await current().close();
    expect(violations).toEqual([]);
  });
  return {
    get loopback() {
      return current();
    },
    delays,
    api: (token = 'good-token', timeoutMs = 5000) =>
      createApi({
        token,
        baseUrl: current().url,
        owner: 'octo',
        repo: 'edge',
        timeoutMs,
        nowMs: () => 1_000_000_000_000,
        sleep: async (ms) => {
          delays.push(ms);
        },
      }),
  };
}

/** The environment and the event that GitHub's runner gives a run for this pull request. */
export function pullRequestRun(
  pull: Pull,
  event: Record<string, unknown> = {},
): { workflow: Workflow; payload: unknown } {
  const payload = {
    action: 'synchronize',
    repository: { default_branch: 'main' },
    pull_request: {
      number: pull.number,
      head: { sha: pull.headSha, ref: pull.headBranch, repo: { full_name: pull.headRepo } },
      base: { sha: pull.baseSha, ref: 'main' },
      labels: pull.labels.map((name) => ({ name })),
    },
    ...event,
  };
  const read = readWorkflow(runnerEnv('pull_request'), payload);
  if (!read.ok) throw new Error(read.problems[0].message);
  return { workflow: read.value, payload };
}

export function runnerEnv(event: string, part: Record<string, string> = {}): Record<string, string> {
  return {
    GITHUB_EVENT_NAME: event,
    GITHUB_REPOSITORY: 'octo/edge',
    GITHUB_SHA: '3'.repeat(40),
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_RUN_ID: '99',
    GITHUB_SERVER_URL: 'https://github.com',
    ...part,
  };
}
