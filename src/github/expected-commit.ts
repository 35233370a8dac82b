// The commit that an event is about: results are shown at it, so it has to be what was measured.
import type { Workflow } from './workflow.ts';

export interface ExpectedCommit {
  /** Full ids. The tree is the expected one when HEAD is one of them, or has the same tree. */
  readonly commits: readonly string[];
  /** Of a pull request: what GitHub makes of its base and its head. */
  readonly merge?: {
    readonly base: string;
    readonly head: string;
    /** The runner's own word for it. */
    readonly commit?: string;
    /** The name under which the remote must have it, where nobody's word is taken. */
    readonly ref?: string;
  };
}

/** Undefined for events that are about no commit: their results are shown at whatever is checked out. */
export function expectedCommitOf({ event, sha, runSha, pullRequest }: Workflow): ExpectedCommit | undefined {
  if (pullRequest) {
    const { number, baseSha: base, headSha: head } = pullRequest;
    // The workflow of `pull_request_target` is the base's, and it may check out a branch that a stranger moves:
    // anyone can write a commit that looks like the merge.
    const isTarget = event === 'pull_request_target';
    const made = isTarget ? { ref: `refs/pull/${number}/merge` } : { commit: runSha };
    return { commits: [head], merge: { base, head, ...made } };
  }
  if (event !== 'merge_group' && event !== 'push') return undefined;
  const commits = [...new Set([sha, runSha])].filter((commit) => commit !== '');
  return commits.length > 0 ? { commits } : undefined;
}
