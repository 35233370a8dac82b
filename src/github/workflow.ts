// What started this run: the event that GitHub's runner describes in its environment and a JSON file.
import { attempt, type Outcome, reject } from '../base/problem.ts';
import { fieldOf } from './json.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface PullRequest {
  readonly number: number;
  readonly headSha: string;
  readonly baseSha: string;
  readonly baseRef: string;
  /** The head lies in another repository, so the token may only read. */
  readonly isFork: boolean;
  /** As they were when the event happened. */
  readonly labels: readonly string[];
}

export interface Workflow {
  readonly event: string;
  /** `opened`, `synchronize`, `labeled`, …; undefined where the event has none. */
  readonly action?: string;
  readonly owner: string;
  readonly repo: string;
  /** The commit that results are shown at: the head of the pull request, not the merge commit that is checked out. */
  readonly sha: string;
  /** The commit that the runner names (GITHUB_SHA): of a pull request the merge that GitHub made; may be empty. */
  readonly runSha: string;
  readonly ref: string;
  readonly defaultBranch?: string;
  readonly pullRequest?: PullRequest;
  /** The label of a `labeled` event. */
  readonly label?: string;
  /** What to compare with, before the merge base is found: a commit; undefined where nothing suggests one. */
  readonly baseCommit?: string;
  readonly baseRef?: string;
  /** The head of the run that a `workflow_run` event is about. */
  readonly completed?: {
    readonly runId: number;
    readonly headSha: string;
    readonly headRepo: string;
    readonly headBranch: string;
  };
  readonly apiUrl: string;
  readonly runUrl: string;
}

const SHA = /^[0-9a-f]{40}$/;
const NAME = /^(?!\.{1,2}$)[\w.-]{1,100}$/;

/** `payload` is the JSON of GITHUB_EVENT_PATH. Problems: an environment that is not a runner's. */
export function readWorkflow(env: Environment, payload: unknown): Outcome<Workflow> {
  return attempt(() => {
    const event = env.GITHUB_EVENT_NAME ?? '';
    const [owner = '', repo = '', ...rest] = (env.GITHUB_REPOSITORY ?? '').split('/');
    if (rest.length > 0 || !NAME.test(owner) || !NAME.test(repo)) {
      reject('github/environment', 'GITHUB_REPOSITORY is not owner/name; kd-gate takes it from the runner');
    }
    const serverUrl = urlOf(env.GITHUB_SERVER_URL, 'https://github.com');
    const runId = /^\d+$/.test(env.GITHUB_RUN_ID ?? '') ? env.GITHUB_RUN_ID : undefined;
    const checkedOut = SHA.test(env.GITHUB_SHA ?? '') ? (env.GITHUB_SHA ?? '') : '';
    const common = {
      event,
      action: textAt(payload, 'action'),
      owner,
      repo,
      runSha: checkedOut,
      ref: env.GITHUB_REF ?? '',
      defaultBranch: textAt(payload, 'repository', 'default_branch'),
      apiUrl: urlOf(env.GITHUB_API_URL, 'https://api.github.com'),
      runUrl: `${serverUrl}/${owner}/${repo}${runId ? `/actions/runs/${runId}` : '/actions'}`,
    };
    return { ...common, sha: checkedOut, ...workflowOfEvent(event, payload, `${owner}/${repo}`) };
  });
}

function workflowOfEvent(event: string, payload: unknown, repository: string): Partial<Workflow> {
  if (event === 'pull_request' || event === 'pull_request_target') {
    const pullRequest = readPullRequest(fieldOf(payload, 'pull_request'), repository);
    return {
      pullRequest,
      sha: pullRequest.headSha,
      baseCommit: pullRequest.baseSha,
      baseRef: pullRequest.baseRef,
      label: textAt(payload, 'label', 'name'),
    };
  }
  if (event === 'merge_group') {
    const sha = shaAt(payload, 'merge_group', 'head_sha');
    const baseCommit = shaAt(payload, 'merge_group', 'base_sha');
    return { ...(sha && { sha }), baseCommit, baseRef: branchOf(textAt(payload, 'merge_group', 'base_ref')) };
  }
  if (event === 'push') {
    const before = shaAt(payload, 'before');
    // A branch that is new has no commit before it, which GitHub writes as zeros.
    return { ...(before && !/^0+$/.test(before) && { baseCommit: before }) };
  }
  if (event === 'workflow_run') {
    const headSha = shaAt(payload, 'workflow_run', 'head_sha');
    const headRepo = textAt(payload, 'workflow_run', 'head_repository', 'full_name');
    const headBranch = textAt(payload, 'workflow_run', 'head_branch');
    const runId = fieldOf(payload, 'workflow_run', 'id');
    if (!headSha || !headRepo || !headBranch || typeof runId !== 'number') {
      return reject('github/event', 'the workflow_run event names no head commit, repository and branch');
    }
    return { completed: { runId, headSha, headRepo, headBranch } };
  }
  return {};
}

/** A pull request of an event or of the API, whose shapes are the same. */
export function readPullRequest(pull: unknown, repository: string): PullRequest {
  const number = fieldOf(pull, 'number');
  const headSha = shaAt(pull, 'head', 'sha');
  const baseSha = shaAt(pull, 'base', 'sha');
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1 || !headSha || !baseSha) {
    return reject('github/event', 'the event has no pull request with number, head and base');
  }
  const labels = fieldOf(pull, 'labels');
  const names = Array.isArray(labels) ? labels.map((label) => textAt(label, 'name')) : [];
  // The repository of a head whose fork was deleted is null: a fork as well.
  const headRepo = textAt(pull, 'head', 'repo', 'full_name');
  return {
    number,
    headSha,
    baseSha,
    baseRef: textAt(pull, 'base', 'ref') ?? '',
    isFork: headRepo?.toLowerCase() !== repository.toLowerCase(),
    labels: names.filter((name) => name !== undefined),
  };
}

/** `refs/heads/gh-readonly-queue/main/pr-12-abc…` is the merge queue's branch of pull request 12. */
export function queuedPullRequest({ event, ref }: Pick<Workflow, 'event' | 'ref'>): number | undefined {
  if (event !== 'merge_group') return undefined;
  const match = /^refs\/heads\/gh-readonly-queue\/.+\/pr-(\d{1,9})-[0-9a-f]+$/.exec(ref);
  return match ? Number(match[1]) : undefined;
}

/** An empty text says nothing. */
function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  const found = fieldOf(value, ...keys);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** Only a full commit id: it becomes an argument of git. */
function shaAt(value: unknown, ...keys: readonly string[]): string | undefined {
  const found = textAt(value, ...keys);
  return found !== undefined && SHA.test(found) ? found : undefined;
}

function branchOf(ref: string | undefined): string | undefined {
  return ref?.replace(/^refs\/heads\//, '');
}

function urlOf(text: string | undefined, standard: string): string {
  return text && /^https?:\/\/[^\s]+$/.test(text) ? text.replace(/\/+$/, '') : standard;
}
