// What the loopback does for each operation that kd-gate uses, as GitHub does it.
import { commentableLines } from '../../../src/github/diff.ts';
import type { Answers } from './answers.ts';
import { type Access, type CheckRun, newId, type Pull, type State, type User } from './state.ts';

export interface Request {
  /** Placeholders of the path, in their order after owner and repo. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly user: User;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  /** Answered in pages; `wrap` puts a page into its object. */
  readonly list?: readonly unknown[];
  readonly wrap?: (page: readonly unknown[], total: number) => unknown;
}

export interface Route {
  readonly needs: readonly [permission: string, access: Access];
  handle(request: Request): Reply;
}

const NOT_FOUND: Reply = { status: 404, body: { message: 'Not Found' } };
const MOST_CHARACTERS = 65_536;
const R = '/repos/{owner}/{repo}';

export function routesOf(state: State, answers: Answers): ReadonlyMap<string, Route> {
  const pullOf = (number: string) => state.pulls.find((pull) => pull.number === Number(number));
  const onPull = (handle: (pull: Pull, request: Request) => Reply) => (request: Request) => {
    const pull = pullOf(request.path[0]);
    return pull ? handle(pull, request) : NOT_FOUND;
  };
  const invalid = (message: string): Reply => ({ status: 422, body: { message, errors: [] } });
  const tooLong = (body: unknown) => String(body).length > MOST_CHARACTERS;
  const commentWith = (id: string) =>
    state.pulls
      .flatMap((pull) => pull.comments.map((comment) => ({ pull, comment })))
      .find((c) => c.comment.id === Number(id));
  const isInDiff = (pull: Pull, path: unknown, line: unknown) => {
    const file = pull.files.find(({ filename }) => filename === path);
    return file !== undefined && (line === undefined || commentableLines(file.patch ?? '').has(Number(line)));
  };
  const addRemark = (pull: Pull, user: User, reviewId: number, commit: string, c: Record<string, unknown>) => {
    const remark = {
      id: newId(state),
      user,
      body: String(c.body),
      path: String(c.path),
      ...(c.line !== undefined && { line: Number(c.line) }),
      ...(c.start_line !== undefined && { start_line: Number(c.start_line) }),
      reviewId,
      commit,
      isResolved: false,
    };
    pull.reviewComments.push(remark);
    return remark;
  };
  const read: Route['needs'] = ['pull_requests', 'read'];
  const write: Route['needs'] = ['pull_requests', 'write'];
  const checks: Route['needs'] = ['checks', 'write'];
  const runWith = (run: CheckRun, body: Readonly<Record<string, unknown>>): Reply => {
    const output = body.output as Record<string, string>;
    Object.assign(run, {
      name: body.name,
      externalId: body.external_id,
      status: body.status,
      conclusion: body.conclusion,
      detailsUrl: body.details_url,
      title: output.title,
      summary: output.summary,
    });
    return { status: 200, body: answers.checkRun(run) };
  };

  return new Map<string, Route>([
    [
      `GET ${R}/pulls/{pull_number}`,
      { needs: read, handle: onPull((pull) => ({ status: 200, body: answers.pull(pull) })) },
    ],
    [
      `GET ${R}/pulls`,
      {
        needs: read,
        handle: ({ query }) => {
          const fits = (pull: Pull) => query.get('head') === `${pull.headRepo.split('/')[0]}:${pull.headBranch}`;
          return { status: 200, list: state.pulls.filter(fits).map(answers.simplePull) };
        },
      },
    ],
    [
      `GET ${R}/pulls/{pull_number}/files`,
      { needs: read, handle: onPull((pull) => ({ status: 200, list: pull.files.map(answers.file) })) },
    ],
    [
      `GET ${R}/pulls/{pull_number}/comments`,
      {
        needs: read,
        handle: onPull((pull) => ({ status: 200, list: pull.reviewComments.map(answers.reviewComment) })),
      },
    ],
    [
      `POST ${R}/pulls/{pull_number}/comments`,
      {
        needs: write,
        handle: onPull((pull, { body, user }) => {
          if (!isInDiff(pull, body.path, body.line)) return invalid('path is not part of the diff');
          const remark = addRemark(pull, user, 0, String(body.commit_id), body);
          return { status: 201, body: answers.reviewComment(remark) };
        }),
      },
    ],
    [
      `GET ${R}/pulls/{pull_number}/reviews`,
      { needs: read, handle: onPull((pull) => ({ status: 200, list: pull.reviews.map(answers.review) })) },
    ],
    [
      `POST ${R}/pulls/{pull_number}/reviews`,
      {
        needs: write,
        handle: onPull((pull, { body, user }) => {
          const comments = (body.comments ?? []) as Record<string, unknown>[];
          if (comments.some((c) => !isInDiff(pull, c.path, c.line))) return invalid('line must be part of the diff');
          const reviewState = body.event === 'REQUEST_CHANGES' ? 'CHANGES_REQUESTED' : 'COMMENTED';
          const review = { id: newId(state), user, body: String(body.body), state: reviewState } as const;
          pull.reviews.push({ ...review });
          for (const comment of comments) addRemark(pull, user, review.id, String(body.commit_id), comment);
          return { status: 200, body: answers.review(review) };
        }),
      },
    ],
    [
      `PUT ${R}/pulls/{pull_number}/reviews/{review_id}/dismissals`,
      {
        needs: write,
        handle: onPull((pull, { path }) => {
          const review = pull.reviews.find(({ id }) => id === Number(path[1]));
          if (!review) return NOT_FOUND;
          review.state = 'DISMISSED';
          return { status: 200, body: answers.review(review) };
        }),
      },
    ],
    [
      `PATCH ${R}/pulls/comments/{comment_id}`,
      {
        needs: write,
        handle: ({ path, body }) => {
          const remark = state.pulls.flatMap((pull) => pull.reviewComments).find(({ id }) => id === Number(path[0]));
          if (!remark) return NOT_FOUND;
          remark.body = String(body.body);
          return { status: 200, body: answers.reviewComment(remark) };
        },
      },
    ],
    [
      `DELETE ${R}/pulls/comments/{comment_id}`,
      {
        needs: write,
        handle: ({ path }) => {
          const pull = state.pulls.find((p) => p.reviewComments.some(({ id }) => id === Number(path[0])));
          if (!pull) return NOT_FOUND;
          pull.reviewComments = pull.reviewComments.filter(({ id }) => id !== Number(path[0]));
          return { status: 204 };
        },
      },
    ],
    [
      `GET ${R}/issues/{issue_number}/comments`,
      { needs: read, handle: onPull((pull) => ({ status: 200, list: pull.comments.map(answers.comment) })) },
    ],
    [
      `POST ${R}/issues/{issue_number}/comments`,
      {
        needs: write,
        handle: onPull((pull, { body, user }) => {
          if (tooLong(body.body)) return invalid('Body is too long (maximum is 65536 characters)');
          const comment = { id: newId(state), user, body: String(body.body) };
          pull.comments.push(comment);
          return { status: 201, body: answers.comment(comment) };
        }),
      },
    ],
    [
      `PATCH ${R}/issues/comments/{comment_id}`,
      {
        needs: write,
        handle: ({ path, body }) => {
          const found = commentWith(path[0]);
          if (!found) return NOT_FOUND;
          if (tooLong(body.body)) return invalid('Body is too long (maximum is 65536 characters)');
          found.comment.body = String(body.body);
          return { status: 200, body: answers.comment(found.comment) };
        },
      },
    ],
    [
      `DELETE ${R}/issues/comments/{comment_id}`,
      {
        needs: write,
        handle: ({ path }) => {
          const found = commentWith(path[0]);
          if (!found) return NOT_FOUND;
          found.pull.comments = found.pull.comments.filter((comment) => comment !== found.comment);
          return { status: 204 };
        },
      },
    ],
    [
      `GET ${R}/issues/{issue_number}/events`,
      { needs: read, handle: onPull((pull) => ({ status: 200, list: pull.events.map(answers.event) })) },
    ],
    [
      `DELETE ${R}/issues/{issue_number}/labels/{name}`,
      {
        needs: write,
        handle: onPull((pull, { path, user }) => {
          const [, name] = path;
          if (!pull.labels.includes(name)) return { status: 404, body: { message: 'Label does not exist' } };
          pull.labels = pull.labels.filter((label) => label !== name);
          pull.events.push({ id: newId(state), event: 'unlabeled', label: name, actor: user.login });
          return { status: 200, body: answers.labels(pull) };
        }),
      },
    ],
    [
      `GET ${R}/collaborators/{username}/permission`,
      {
        needs: ['metadata', 'read'],
        handle: ({ path }) => {
          const permission = state.collaborators.get(path[0]);
          return permission ? { status: 200, body: answers.permission(path[0], permission) } : NOT_FOUND;
        },
      },
    ],
    [
      `GET ${R}/commits/{ref}/check-runs`,
      {
        needs: ['checks', 'read'],
        handle: ({ path, query }) => {
          const fits = (run: CheckRun) => run.headSha === path[0] && run.name === (query.get('check_name') ?? run.name);
          const runs = state.checkRuns.filter(fits).map(answers.checkRun);
          return { status: 200, list: runs, wrap: (page, total) => ({ total_count: total, check_runs: page }) };
        },
      },
    ],
    [
      `GET ${R}/contents/{path}`,
      {
        needs: ['contents', 'read'],
        handle: ({ path, query }) => {
          const content = state.files.get(`${query.get('ref')}:${path[0]}`);
          return content === undefined ? NOT_FOUND : { status: 200, body: answers.content(path[0], content) };
        },
      },
    ],
    [
      `POST ${R}/check-runs`,
      {
        needs: checks,
        handle: ({ body }) => {
          const run = { id: newId(state), headSha: String(body.head_sha) } as CheckRun;
          state.checkRuns.push(run);
          return { ...runWith(run, body), status: 201 };
        },
      },
    ],
    [
      `PATCH ${R}/check-runs/{check_run_id}`,
      {
        needs: checks,
        handle: ({ path, body }) => {
          const run = state.checkRuns.find(({ id }) => id === Number(path[0]));
          return run ? runWith(run, body) : NOT_FOUND;
        },
      },
    ],
  ]);
}
