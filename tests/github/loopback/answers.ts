// The loopback's objects in the shapes of GitHub's interface: its own examples, with our values in them.
import type { Description } from './openapi.ts';
import type { ChangedFile, CheckRun, Comment, Pull, Review, ReviewComment, State, User } from './state.ts';

type Json = Record<string, unknown>;

export function answersFrom(description: Description, state: State) {
  const { example } = description;
  const userOf = ({ login, type }: User): Json => ({ ...(example('issue-comment').user as Json), login, type });
  const labelsOf = ({ labels }: Pull) => labels.map((name) => ({ ...example('label'), name }));
  const repository = (fullName: string, like: Json): Json => {
    const [owner, name] = fullName.split('/');
    return { ...like, name, full_name: fullName, owner: { ...(like.owner as Json), login: owner } };
  };
  const pullAnswer = (pull: Pull, name: 'pull-request' | 'pull-request-simple-items'): Json => {
    const like = example(name);
    const side = (key: 'head' | 'base', ref: string, sha: string, fullName: string): Json => {
      const half = like[key] as Json;
      return {
        ...half,
        ref,
        sha,
        label: `${fullName.split('/')[0]}:${ref}`,
        repo: repository(fullName, half.repo as Json),
      };
    };
    return {
      ...like,
      number: pull.number,
      // GitHub's example of a team lacks what its own description requires.
      requested_teams: [],
      labels: labelsOf(pull),
      head: side('head', pull.headBranch, pull.headSha, pull.headRepo),
      base: side('base', 'main', pull.baseSha, `${state.owner}/${state.repo}`),
    };
  };
  return {
    pull: (pull: Pull) => pullAnswer(pull, 'pull-request'),
    simplePull: (pull: Pull) => pullAnswer(pull, 'pull-request-simple-items'),
    comment: ({ id, user, body }: Comment): Json => ({ ...example('issue-comment'), id, user: userOf(user), body }),
    file: ({ filename, status, patch }: ChangedFile): Json => {
      const { patch: _, ...like } = example('diff-entry-items');
      return { ...like, filename, status, ...(patch !== undefined && { patch }) };
    },
    reviewComment: ({ id, user, body, path, line, reviewId, commit }: ReviewComment): Json => ({
      ...example('pull-request-review-comment-items'),
      id,
      user: userOf(user),
      body,
      path,
      ...(line === undefined ? { subject_type: 'file' } : { line, subject_type: 'line' }),
      pull_request_review_id: reviewId,
      commit_id: commit,
    }),
    review: ({ id, user, body, state: reviewState }: Review): Json => ({
      ...example('pull-request-review'),
      id,
      user: userOf(user),
      body,
      state: reviewState,
    }),
    checkRun: (run: CheckRun): Json => {
      const like = example('check-run-example-of-completed-conclusion');
      return {
        ...like,
        id: run.id,
        head_sha: run.headSha,
        name: run.name,
        external_id: run.externalId,
        status: run.status,
        conclusion: run.conclusion,
        details_url: run.detailsUrl,
        output: { ...(like.output as Json), title: run.title, summary: run.summary },
      };
    },
    event: ({ id, event, label, actor }: Pull['events'][number]): Json => ({
      ...example('issue-event-for-issue-items'),
      id,
      event,
      actor: userOf({ login: actor, type: 'User' }),
      label: { name: label, color: 'f29513' },
    }),
    permission: (login: string, permission: 'admin' | 'write' | 'read'): Json => ({
      ...example('repository-collaborator-permission-response-if-user-has-admin-permissions'),
      permission,
      role_name: permission,
      user: { ...userOf({ login, type: 'User' }), role_name: permission },
    }),
    content: (path: string, content: string): Json => ({
      ...example('content-file-response-if-content-is-a-file'),
      name: path.split('/').at(-1),
      path,
      size: Buffer.byteLength(content),
      // As GitHub breaks it: 60 characters a line.
      content: Buffer.from(content).toString('base64').replace(/.{60}/g, '$&\n'),
    }),
    labels: labelsOf,
  };
}

export type Answers = ReturnType<typeof answersFrom>;
