// The second half for forks: a trusted run that posts what an untrusted run measured.
import { attempt, failed, type Outcome } from '../base/problem.ts';
import type { Api } from './api.ts';
import { fieldOf } from './json.ts';
import { type PullRequest, readPullRequest, type Workflow } from './workflow.ts';

/** Said above a report that was made by code of a stranger. */
export const FORK_NOTICE = "These figures come from the fork's own run; this repository did not measure them again.";

/**
 * The open pull request whose head is the commit of the finished run, in the repository that GitHub says it ran for. The number
 * is never taken from the artifact, which its author may have written.
 */
export async function findPullRequest(api: Api, workflow: Workflow): Promise<Outcome<PullRequest>> {
  const { completed, owner, repo } = workflow;
  if (!completed) {
    return failed({
      code: 'github/event',
      message: '"mode: comment" works on the event workflow_run; see docs/workflows.md',
    });
  }
  const { headSha, headRepo, headBranch } = completed;
  const head = `${headRepo.split('/')[0]}:${headBranch}`;
  const pulls = await api.list('GET /repos/{owner}/{repo}/pulls', { state: 'open', head });
  const found = pulls.find(
    (pull) => fieldOf(pull, 'head', 'sha') === headSha && fieldOf(pull, 'head', 'repo', 'full_name') === headRepo,
  );
  if (!found) {
    const message = `no open pull request has its head at ${headSha.slice(0, 7)} of ${headRepo}; a newer push has its own run`;
    return failed({ code: 'github/outdated', message });
  }
  return attempt(() => readPullRequest(found, `${owner}/${repo}`));
}
