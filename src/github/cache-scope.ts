// Which stored results a run may fetch and leave in the Actions cache, by what started it.
import { keyOf } from '../store/keys.ts';
import type { Workflow } from './workflow.ts';

export interface CacheScope {
  /** Keys begin so; the first is looked for first. */
  readonly restore: readonly string[];
  /** Undefined: this run leaves nothing. */
  readonly save?: string;
}

/**
 * The events whose cache GitHub ties to the code that they run on. pull_request_target, workflow_run, issue_comment and
 * the like run for anyone, but write into the cache of the default branch.
 */
const OF_A_BRANCH = ['push', 'schedule', 'workflow_dispatch', 'repository_dispatch', 'merge_group'];

/**
 * A pull request's results are its own: GitHub shows them to no other ref, and nobody else looks for their keys.
 * A fork's finds and leaves nothing: an earlier push of it may have brought a workflow that wrote results under any
 * key, and GitHub looks in the pull request's own cache first. No review of the last push shows that.
 * `checkout`: the commit that lies in the workspace. A branch's are left only by its own commit.
 */
export function cacheScopeOf(
  { event, ref, runSha, pullRequest, baseRef, defaultBranch }: Workflow,
  checkout: string | undefined,
): CacheScope {
  const bases = [baseRef, defaultBranch].filter((name) => name !== undefined && name !== '').map(branchScope);
  // The ref of a pull request that was merged is its base branch.
  const isOwnMerge = event === 'pull_request' && pullRequest && ref === `refs/pull/${pullRequest.number}/merge`;
  if (isOwnMerge && pullRequest.isFork) return { restore: [] };
  if (isOwnMerge) {
    const own = `pull-${pullRequest.number}-`;
    return { restore: unique([own, ...bases]), save: own };
  }
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  const own = branch === undefined ? undefined : branchScope(branch);
  const restore = unique([...(own ? [own] : []), ...bases]);
  const maySave = OF_A_BRANCH.includes(event) && runSha !== '' && runSha === checkout;
  return { restore, ...(own && maySave && { save: own }) };
}

/** The digest comes first, so that no branch's name can begin with another's. */
function branchScope(branch = ''): string {
  return `branch-${keyOf({ branch }).slice(0, 16)}-${branch.replace(/[^\w.]+/g, '-').slice(0, 40)}-`;
}

function unique(scopes: readonly string[]): string[] {
  return [...new Set(scopes)];
}
