// The pull request that the bundle's tests run on: main, a branch that changes kd.yaml, what GitHub makes of it.
import type { Loopback } from './loopback/server.ts';
import { addPull, type Pull } from './loopback/state.ts';
import { type Finished, makeRepository, type Repository, runAction } from './runner.ts';

type Bench = { readonly loopback: Loopback };

export const OVER = 'size: { max: 1 KiB }';

/** main, a branch that changes kd.yaml, and its pull request. */
export function pullRequest(
  bench: Bench,
  base: string,
  head: string,
  part: Partial<Pull> = {},
): { readonly repository: Repository; readonly pull: Pull } {
  const repository = makeRepository();
  const baseSha = repository.commit('main', base);
  const headSha = repository.commit('smaller', head);
  repository.mergeRef(7, 'smaller');
  const pull = addPull(bench.loopback.state, { headSha, baseSha, ...part });
  return { repository, pull };
}

export function payloadOf(pull: Pull, part: Record<string, unknown> = {}) {
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

export function runPull(
  bench: Bench,
  bundle: string,
  folder: string,
  pull: Pull,
  inputs: Record<string, string> = {},
  event = {},
  env = {},
): Promise<Finished> {
  const { loopback } = bench;
  const payload = payloadOf(pull, event);
  const own = { GITHUB_REF: `refs/pull/${pull.number}/merge`, ...env };
  return runAction({ bundle, folder, loopback, event: 'pull_request', payload, inputs, env: own });
}
