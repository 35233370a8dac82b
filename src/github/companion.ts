// The second half for forks: a trusted run that posts what an untrusted run measured.
import { attemptLater, type Outcome, reject } from '../base/problem.ts';
import { type Api, answerOrReject } from './api.ts';
import { fieldOf } from './json.ts';
import { type PullRequest, readPullRequest, type Workflow } from './workflow.ts';

/** Said above a report that was made by code of a stranger. */
export const FORK_NOTICE = "These figures come from the fork's own run; this repository did not measure them again.";

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
