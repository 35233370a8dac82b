// What the loopback GitHub holds of one repository.

export interface User {
  readonly login: string;
  readonly type: 'User' | 'Bot';
}

export interface Comment {
  readonly id: number;
  readonly user: User;
  body: string;
}

export interface ReviewComment extends Comment {
  readonly path: string;
  readonly start_line?: number;
  readonly line?: number;
  readonly reviewId: number;
  readonly commit: string;
  isResolved: boolean;
}

export interface Review {
  readonly id: number;
  readonly user: User;
  readonly body: string;
  state: 'COMMENTED' | 'CHANGES_REQUESTED' | 'DISMISSED';
}

export interface ChangedFile {
  readonly filename: string;
  readonly status: 'added' | 'modified' | 'removed';
  readonly patch?: string;
}

export interface Pull {
  readonly number: number;
  headSha: string;
  headRepo: string;
  headBranch: string;
  baseSha: string;
  labels: string[];
  files: ChangedFile[];
  comments: Comment[];
  reviews: Review[];
  reviewComments: ReviewComment[];
  events: { id: number; event: 'labeled' | 'unlabeled'; label: string; actor: string }[];
}

export interface CheckRun {
  readonly id: number;
  readonly headSha: string;
  name: string;
  externalId: string;
  conclusion: string;
  title: string;
  summary: string;
  status: string;
  detailsUrl: string;
}

export type Access = 'read' | 'write';

export interface Token {
  readonly user: User;
  /** As in a workflow's `permissions:`, with underscores as in GitHub's header. */
  readonly permissions: Readonly<Record<string, Access>>;
}

export interface State {
  readonly owner: string;
  readonly repo: string;
  readonly pulls: Pull[];
  readonly checkRuns: CheckRun[];
  /** What a collaborator may do: `admin`, `write`, `read`. */
  readonly collaborators: Map<string, 'admin' | 'write' | 'read'>;
  readonly tokens: Map<string, Token>;
  /** Content by `COMMIT:PATH`. */
  readonly files: Map<string, string>;
  nextId: number;
}

export const BOT: User = { login: 'github-actions[bot]', type: 'Bot' };

export function emptyState(): State {
  return {
    owner: 'octo',
    repo: 'edge',
    pulls: [],
    checkRuns: [],
    collaborators: new Map(),
    tokens: new Map([
      ['good-token', { user: BOT, permissions: { contents: 'read', pull_requests: 'write', checks: 'write' } }],
    ]),
    files: new Map(),
    nextId: 1000,
  };
}

export function newId(state: State): number {
  return state.nextId++;
}

export function addPull(state: State, part: Partial<Pull> = {}): Pull {
  const pull: Pull = {
    number: 7,
    headSha: '1'.repeat(40),
    headRepo: `${state.owner}/${state.repo}`,
    headBranch: 'smaller',
    baseSha: '2'.repeat(40),
    labels: [],
    files: [],
    comments: [],
    reviews: [],
    reviewComments: [],
    events: [],
    ...part,
  };
  state.pulls.push(pull);
  return pull;
}

export function setLabel(state: State, pull: Pull, label: string, actor: string): void {
  pull.labels = [...new Set([...pull.labels, label])];
  pull.events.push({ id: newId(state), event: 'labeled', label, actor });
}
