// The three GraphQL requests that kd-gate makes: who am I, the review threads, resolve one.
import type { State, Token } from './state.ts';

const NOT_ALLOWED = {
  status: 200,
  body: { errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }] },
};

export function answerGraphql(body: unknown, token: Token, state: State): { status: number; body: unknown } {
  const { query = '', variables = {} } = body as { query?: string; variables?: Record<string, unknown> };
  if (query.includes('viewer')) return { status: 200, body: { data: { viewer: { login: token.user.login } } } };
  if (query.includes('reviewThreads')) {
    const pull = state.pulls.find(({ number }) => number === variables.pull);
    const isHere = variables.owner === state.owner && variables.repo === state.repo;
    const nodes = (isHere && pull ? pull.reviewComments : []).map(({ id, isResolved }) => ({
      id: `thread-${id}`,
      isResolved,
      comments: { nodes: [{ databaseId: id }] },
    }));
    const reviewThreads = { nodes, pageInfo: { hasNextPage: false, endCursor: null } };
    return { status: 200, body: { data: { repository: { pullRequest: { reviewThreads } } } } };
  }
  if (query.includes('resolveReviewThread')) {
    if (token.permissions.pull_requests !== 'write') return NOT_ALLOWED;
    const remark = state.pulls.flatMap((p) => p.reviewComments).find(({ id }) => `thread-${id}` === variables.thread);
    if (!remark) return { status: 200, body: { errors: [{ type: 'NOT_FOUND', message: 'no such thread' }] } };
    remark.isResolved = true;
    return { status: 200, body: { data: { resolveReviewThread: { thread: { id: variables.thread } } } } };
  }
  return { status: 200, body: { errors: [{ message: 'unknown query' }] } };
}
