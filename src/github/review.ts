// Review comments on the lines of kd.yaml whose budget failed: updated on the next push, resolved when fixed.
import { sha256Hex } from '../base/digest.ts';
import { normalPath } from '../base/path.ts';
import type { Problem } from '../base/problem.ts';
import { escapeMarkdown } from '../report/escape.ts';
import { fenced } from '../report/fenced.ts';
import type { Report } from '../report/report.ts';
import { describe, labelOfJudgement } from '../report/rows.ts';
import { type Api, ApiFailure, attemptStep, isBy, unlessMissing } from './api.ts';
import { commentableLines } from './diff.ts';
import { fieldOf, numberOf, textOf } from './json.ts';
import { marker, readMarker } from './marker.ts';

export type ReviewMode = 'off' | 'comment' | 'request-changes';

/** Something to say about a line, or about a whole file where `line` is undefined. */
export interface Finding {
  /** The same for the same budget on every push. */
  readonly id: string;
  readonly path: string;
  readonly line?: number;
  readonly text: string;
  /** What a button of the review puts in the place of these lines, the last of which is `line`. */
  readonly suggestion?: Suggestion;
}

interface Suggestion {
  /** As they are now, so that no other line is ever replaced. */
  readonly before: readonly string[];
  /** Those of one set are of use together alone: they are shown where the diff shows the lines of all. */
  readonly set: string;
}

export interface ReviewTarget {
  readonly pull: number;
  readonly key: string;
  readonly me: string;
  readonly headSha: string;
}

interface Remark {
  readonly id: number;
  readonly finding: string;
  readonly body: string;
  readonly isFixed: boolean;
}

/** Failed budgets, and the changes of kd.yaml with which they passed. */
export function remarksOn(report: Report): Finding[] {
  return [...findingsOf(report), ...suggestionsOf(report)];
}

/** Each edit of a proposal as a suggestion that can be committed from the review. */
function suggestionsOf({ models, spec }: Report): Finding[] {
  return models.flatMap(({ name, verdict, proposal }): Finding[] => {
    if (verdict !== 'fail' || !proposal?.passes) return [];
    const { edits = [] } = proposal;
    return edits.map(({ line, before, after }, i) => {
      const part = edits.length > 1 ? `, part ${i + 1} of ${edits.length} (add all to one batch)` : '';
      const says = `**${escapeMarkdown(name)}, to pass**${part}: the run with this change passed.`;
      return {
        // Another suggestion is another remark: the place of one that is there stays where it is.
        id: `${name}/to-pass/${digestOf(before, after)}`,
        path: normalPath(spec.file),
        line: line + before.length - 1,
        text: `${says}\n\n${fenced('suggestion', after)}`,
        suggestion: { before, set: name },
      };
    });
  });
}

function digestOf(...lines: readonly (readonly string[])[]): string {
  return sha256Hex(new TextEncoder().encode(JSON.stringify(lines))).slice(0, 16);
}

/** Failed budgets by the line of their limit; without one in the diff, by the model file that kd.yaml names. */
export function findingsOf(report: Report): Finding[] {
  return report.models.flatMap((model) =>
    model.budgets.flatMap((judgement): Finding[] => {
      if (judgement.verdict !== 'fail') return [];
      const { measure, scope, kind, place, ofBoard } = judgement;
      const label = `${model.name}: ${labelOfJudgement(judgement, model.model)}`;
      const text = `❌ **${escapeMarkdown(label)}**: ${escapeMarkdown(describe(judgement))}`;
      const id = [model.name, ofBoard ? 'board' : measure, kind, scope ?? ''].join('/');
      const file = place?.file ?? report.spec.file;
      const modelFile = model.settings?.['student.tflite'];
      return [
        { id, path: normalPath(file), line: place?.line, text },
        ...(modelFile === undefined ? [] : [{ id, path: besides(file, modelFile), text }]),
      ];
    }),
  );
}

/** Paths in kd.yaml are relative to its folder. */
function besides(file: string, path: string): string {
  return normalPath(`${file.replaceAll('\\', '/').split('/').slice(0, -1).join('/')}/${path}`);
}

/** Brings the pull request's review comments in line with the findings. What GitHub refuses is told in `problems`. */
export async function writeReview(
  api: Api,
  target: ReviewTarget,
  findings: readonly Finding[],
  mode: Exclude<ReviewMode, 'off'>,
  problems: Problem[],
): Promise<void> {
  const remarks = await findRemarks(api, target);
  const shown = await inDiff(api, target.pull, findings);
  const wanted = new Map(shown.map((finding) => [finding.id, finding]));
  const open = remarks.filter(({ isFixed }) => !isFixed);
  for (const remark of open) {
    const finding = wanted.get(remark.finding);
    if (finding) await edit(api, remark, bodyOf(target, finding.id, finding.text));
  }
  const fixed = open.filter(({ finding }) => !wanted.has(finding));
  await resolve(api, target, fixed, problems);
  const fresh = [...wanted.values()].filter(({ id }) => !open.some(({ finding }) => finding === id));
  if (fresh.length > 0) {
    await postOnce(api, target, fresh, mode);
    await settle(api, target);
  }
  if (remarks.length > 0 && (wanted.size === 0 || mode !== 'request-changes')) await dismiss(api, target, problems);
}

async function findRemarks(api: Api, { pull, key, me }: ReviewTarget): Promise<Remark[]> {
  const all = await api.list('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', { pull_number: pull });
  return all.flatMap((item): Remark[] => {
    const body = textOf(fieldOf(item, 'body')) ?? '';
    const id = numberOf(fieldOf(item, 'id'));
    const values = readMarker('review', body);
    if (id === undefined || values?.key !== key || values.finding === undefined || !isBy(item, me)) return [];
    return [{ id, finding: values.finding, body, isFixed: values.fixed !== undefined }];
  });
}

/** The first of each finding's places that the diff shows. */
async function inDiff(api: Api, pull: number, findings: readonly Finding[]): Promise<Finding[]> {
  if (findings.length === 0) return [];
  const files = await api.list('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', { pull_number: pull });
  const patches = new Map(
    files
      .filter((file) => fieldOf(file, 'status') !== 'removed')
      .map((file) => [textOf(fieldOf(file, 'filename')), textOf(fieldOf(file, 'patch'))]),
  );
  const isShown = (finding: Finding) => patches.has(finding.path) && shows(patches.get(finding.path), finding);
  const all = findings.filter(isShown);
  const torn = new Set(findings.flatMap((one) => (one.suggestion && !all.includes(one) ? one.suggestion.set : [])));
  const shown = all.filter(({ suggestion }) => !suggestion || !torn.has(suggestion.set));
  return shown.filter((finding, i) => shown.findIndex(({ id }) => id === finding.id) === i);
}

function shows(patch: string | undefined, { line, suggestion }: Finding): boolean {
  if (line === undefined) return true;
  const lines = commentableLines(patch ?? '');
  if (!suggestion) return lines.has(line);
  const first = line - suggestion.before.length + 1;
  return suggestion.before.every((text, i) => lines.get(first + i) === text);
}

/** A review whose answer got lost may be there: it is looked for before anyone is told that it failed. */
async function postOnce(api: Api, target: ReviewTarget, findings: readonly Finding[], mode: ReviewMode): Promise<void> {
  try {
    await post(api, target, findings, mode);
  } catch (error) {
    if (!(error instanceof ApiFailure) || !error.isUncertain) throw error;
    const there = new Set((await findRemarks(api, target)).map(({ finding }) => finding));
    if (!findings.every(({ id }) => there.has(id))) throw error;
  }
}

/** Two runs at once both found nothing and both wrote: of each finding's remarks the oldest stays. */
async function settle(api: Api, target: ReviewTarget): Promise<void> {
  const open = (await findRemarks(api, target)).filter(({ isFixed }) => !isFixed).sort((a, b) => a.id - b.id);
  const duplicates = open.filter(({ finding }, i) => open.findIndex((other) => other.finding === finding) < i);
  for (const { id } of duplicates) {
    await unlessMissing(api.send('DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}', { comment_id: id }));
  }
}

async function post(api: Api, target: ReviewTarget, findings: readonly Finding[], mode: ReviewMode): Promise<void> {
  const { pull, headSha } = target;
  const onLines = findings.filter(({ line }) => line !== undefined);
  const event = mode === 'request-changes' ? 'REQUEST_CHANGES' : 'COMMENT';
  if (onLines.length > 0 || event === 'REQUEST_CHANGES') {
    const failed = findings.filter(({ suggestion }) => !suggestion).length;
    const says =
      failed > 1 ? `${failed} budgets are not met` : failed === 1 ? 'a budget is not met' : 'a change passes';
    await api.send('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
      pull_number: pull,
      commit_id: headSha,
      event,
      body: `${marker('review', { key: target.key })}\nkd-gate: ${says}.`,
      comments: onLines.map((finding) => ({
        path: finding.path,
        ...linesOf(finding),
        body: bodyOf(target, finding.id, finding.text),
      })),
    });
  }
  for (const { id, path, text } of findings.filter(({ line }) => line === undefined)) {
    await api.send('POST /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
      pull_number: pull,
      commit_id: headSha,
      path,
      subject_type: 'file',
      body: bodyOf(target, id, text),
    });
  }
}

/** GitHub wants a first line only where there are several. */
function linesOf({ line = 1, suggestion }: Finding) {
  const last = { line, side: 'RIGHT' };
  const count = suggestion?.before.length ?? 1;
  return count > 1 ? { start_line: line - count + 1, start_side: 'RIGHT', ...last } : last;
}

function bodyOf({ key }: ReviewTarget, finding: string, text: string): string {
  return `${marker('review', { key, finding })}\n${text}`;
}

/** A remark that was deleted meanwhile needs no edit. */
async function edit(api: Api, remark: Remark, body: string): Promise<void> {
  if (remark.body.trim() === body.trim()) return;
  const route = 'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}';
  await unlessMissing(api.send(route, { comment_id: remark.id, body }));
}

const THREADS = `query ($owner: String!, $repo: String!, $pull: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $pull) {
      reviewThreads(first: 100, after: $after) {
        nodes { id isResolved comments(first: 1) { nodes { databaseId } } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

const RESOLVE = 'mutation ($thread: ID!) { resolveReviewThread(input: { threadId: $thread }) { thread { id } } }';

const MOST_THREAD_PAGES = 20;

async function resolve(api: Api, target: ReviewTarget, remarks: readonly Remark[], problems: Problem[]): Promise<void> {
  if (remarks.length === 0) return;
  const { key, headSha } = target;
  for (const remark of remarks) {
    const [, ...text] = remark.body.split('\n');
    const fixed = marker('review', { key, finding: remark.finding, fixed: headSha });
    // Nobody commits by a button any more what is of no use now.
    const was = text
      .join('\n')
      .replace(/^❌ /, '')
      .replace(/^(`{3,})suggestion$/gm, '$1yaml');
    await edit(api, remark, `${fixed}\n✅ Fixed in ${headSha.slice(0, 7)}. It was: ${was}`);
  }
  // Not every token may resolve threads; the text says already that it is fixed.
  await attemptStep('a review thread was not resolved', problems, async () => {
    const threads = await threadsOf(api, target.pull);
    for (const { id } of remarks) {
      const thread = threads.get(id);
      if (thread !== undefined) await api.graphql(RESOLVE, { thread });
    }
  });
}

/** Open threads by the number of their first comment. */
async function threadsOf(api: Api, pull: number): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  let after: unknown = null;
  for (let page = 0; page < MOST_THREAD_PAGES; page++) {
    const answer = await api.graphql(THREADS, { pull, after });
    const threads = fieldOf(answer, 'repository', 'pullRequest', 'reviewThreads');
    const nodes = fieldOf(threads, 'nodes');
    for (const node of Array.isArray(nodes) ? nodes : []) {
      const id = textOf(fieldOf(node, 'id'));
      const comments = fieldOf(node, 'comments', 'nodes');
      const first = Array.isArray(comments) ? numberOf(fieldOf(comments[0], 'databaseId')) : undefined;
      if (id !== undefined && first !== undefined && fieldOf(node, 'isResolved') === false) found.set(first, id);
    }
    if (fieldOf(threads, 'pageInfo', 'hasNextPage') !== true) break;
    after = fieldOf(threads, 'pageInfo', 'endCursor');
  }
  return found;
}

async function dismiss(api: Api, { pull, key, me }: ReviewTarget, problems: Problem[]): Promise<void> {
  const reviews = await api.list('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', { pull_number: pull });
  const blocking = reviews.filter(
    (review) =>
      fieldOf(review, 'state') === 'CHANGES_REQUESTED' &&
      readMarker('review', textOf(fieldOf(review, 'body')))?.key === key &&
      isBy(review, me),
  );
  for (const review of blocking) {
    await attemptStep('a request for changes was not dismissed', problems, () =>
      api.send('PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals', {
        pull_number: pull,
        review_id: fieldOf(review, 'id'),
        message: 'kd-gate: all budgets are met now.',
      }),
    );
  }
}
