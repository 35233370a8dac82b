// One comment on a pull request: found by its marker and its author, updated, never duplicated.
import { type Api, ApiFailure, isBy, unlessMissing } from './api.ts';
import { fieldOf, numberOf, textOf } from './json.ts';
import { marker, readMarker } from './marker.ts';

export interface Comment {
  readonly id: number;
  readonly body: string;
  readonly state: Readonly<Record<string, string>>;
}

export interface CommentTarget {
  readonly pull: number;
  /** Tells the comments of several specs on one pull request apart. */
  readonly key: string;
  readonly me: string;
  /** The commit that was measured; nothing is written when the pull request has moved on. */
  readonly headSha: string;
}

/** `not needed`: there is nothing to tell, and no earlier comment that would be out of date. */
export type CommentStatus = 'created' | 'updated' | 'unchanged' | 'outdated' | 'not needed';

const CREATE_TRIES = 3;

/** Our comments on the pull request, the oldest first. */
export async function findComments(api: Api, { pull, key, me }: Omit<CommentTarget, 'headSha'>): Promise<Comment[]> {
  const all = await api.list('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', { issue_number: pull });
  return all
    .flatMap((item): Comment[] => {
      const id = numberOf(fieldOf(item, 'id'));
      const body = textOf(fieldOf(item, 'body')) ?? '';
      const state = readMarker('comment', body);
      return id !== undefined && state?.key === key && isBy(item, me) ? [{ id, body, state }] : [];
    })
    .sort((a, b) => a.id - b.id);
}

/** The commit that the pull request has now. */
export async function headOf(api: Api, pull: number): Promise<string | undefined> {
  return textOf(
    fieldOf(await api.get('GET /repos/{owner}/{repo}/pulls/{pull_number}', { pull_number: pull }), 'head', 'sha'),
  );
}

export interface CommentText {
  /** Follows the marker. */
  readonly text: string;
  /** Kept in the marker for the next run. */
  readonly state: Readonly<Record<string, string>>;
  /** Whether it is worth a new comment; an earlier one is brought up to date all the same. */
  readonly isWorthOne: boolean;
}

export async function writeComment(
  api: Api,
  target: CommentTarget,
  { text, state, isWorthOne }: CommentText,
): Promise<CommentStatus> {
  const { pull, key, headSha } = target;
  const body = `${commentMarker(key, headSha, state)}\n${text}`;
  const found = await findComments(api, target);
  if ((await headOf(api, pull)) !== headSha) return 'outdated';
  const [kept, ...duplicates] = found;
  await remove(api, duplicates);
  if (kept?.body.trim() === body.trim()) return 'unchanged';
  if (kept && (await update(api, kept.id, body))) return 'updated';
  return isWorthOne ? create(api, target, body) : 'not needed';
}

/** Its length counts towards GitHub's limit of a comment. */
export function commentMarker(key: string, headSha: string, state: Readonly<Record<string, string>>): string {
  return marker('comment', { key, head: headSha, ...state });
}

/** False when the comment is gone. */
async function update(api: Api, id: number, body: string): Promise<boolean> {
  const sent = api.send('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', { comment_id: id, body });
  return (await unlessMissing(sent.then(() => true))) ?? false;
}

/** A write whose answer got lost may have been done, so the comments are read again before it is repeated. */
async function create(api: Api, target: CommentTarget, body: string): Promise<CommentStatus> {
  for (let tried = 1; ; tried++) {
    try {
      await api.send('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { issue_number: target.pull, body });
      break;
    } catch (error) {
      if (!(error instanceof ApiFailure) || !error.isUncertain || tried >= CREATE_TRIES) throw error;
      if ((await findComments(api, target)).length > 0) break;
    }
  }
  await settle(api, target, body);
  return 'created';
}

/** Two runs at once both found nothing and both wrote: the oldest comment stays, whichever run looks last. */
async function settle(api: Api, target: CommentTarget, body: string): Promise<void> {
  const [kept, ...duplicates] = await findComments(api, target);
  if (duplicates.length === 0) return;
  await remove(api, duplicates);
  const isNewest = (await headOf(api, target.pull)) === target.headSha;
  if (kept.body !== body && isNewest) await update(api, kept.id, body);
}

async function remove(api: Api, comments: readonly Comment[]): Promise<void> {
  for (const { id } of comments) {
    await unlessMissing(api.send('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', { comment_id: id }));
  }
}
