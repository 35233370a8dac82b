// The second half for forks: a trusted run that posts what an untrusted run measured.
import { attemptLater, type Outcome, reject } from '../base/problem.ts';
import { type Api, answerOrReject } from './api.ts';
import { fieldOf } from './json.ts';
import { type PullRequest, readPullRequest, type Workflow } from './workflow.ts';

/** A report that this run did not make: what it says is shown, and decides nothing. */
export interface Claim {
  /** Of a check run: `measured by the fork's own run, not verified`. */
  readonly title: string;
  /** Said above the comment. */
  readonly notice: string;
}

/** Whoever opens a pull request writes the workflow that its run follows, in a fork or not. */
export function claimOf(isFork: boolean): Claim {
  const whose = isFork ? "the fork's own run" : "the pull request's own run";
  return {
    title: `measured by ${whose}, not verified`,
    notice: `These figures come from ${whose} and are not verified: no run of this repository measured them again.`,
  };
}

/** As GitHub's event says: the head of the finished run lies in another repository. */
export function isOfFork({ completed, owner, repo }: Workflow): boolean {
  return completed?.headRepo.toLowerCase() !== `${owner}/${repo}`.toLowerCase();
}

/**
 * The open pull request whose head is the commit of the finished run, in the repository that GitHub says it ran for.
 * Its number never comes from the artifact, which its author may have written. Problems: `github/event`,
 * `github/outdated`, and `github/...` of the call.
 */
export function findPullRequest(api: Api, { completed, owner, repo }: Workflow): Promise<Outcome<PullRequest>> {
  return attemptLater(async () => {
    if (!completed) {
      return reject('github/event', '"mode: comment" works on the event workflow_run; see docs/workflows.md');
    }
    const { headSha, headRepo, headBranch } = completed;
    const head = `${headRepo.split('/')[0]}:${headBranch}`;
    const pulls = await answerOrReject(
      'the pull request was not looked up',
      api.list('GET /repos/{owner}/{repo}/pulls', { state: 'open', head }),
    );
    const found = pulls.find(
      (pull) => fieldOf(pull, 'head', 'sha') === headSha && fieldOf(pull, 'head', 'repo', 'full_name') === headRepo,
    );
    if (!found) {
      const commit = `${headSha.slice(0, 7)} of ${headRepo}`;
      reject('github/outdated', `no open pull request has its head at ${commit}; a newer push has its own run`);
    }
    return readPullRequest(found, `${owner}/${repo}`);
  });
}
