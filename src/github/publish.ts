// Everything that a run shows on a pull request, step by step; what fails is told and never changes a verdict.
import type { Problem } from '../base/problem.ts';
import { exitStatus } from '../budget/verdict.ts';
import { COMMENT_LIMIT, renderComment } from '../report/comment.ts';
import { decisionOf, headlineOf, isAccepted, statusOfReport } from '../report/headline.ts';
import type { Report } from '../report/report.ts';
import { type Api, attemptStep, whoAmI } from './api.ts';
import { writeCheckRun } from './check-run.ts';
import {
  type Comment,
  type CommentStatus,
  type CommentTarget,
  commentMarker,
  findComments,
  writeComment,
} from './comment.ts';
import { type CommentMode, isWorthComment } from './comment-mode.ts';
import type { Claim } from './companion.ts';
import { fieldOf, numberOf, textOf } from './json.ts';
import { findingsOf, type ReviewMode, remarksOn, writeReview } from './review.ts';
import {
  decideWaiver,
  type EarlierAcceptance,
  findLabelling,
  removeLabel,
  type WaiverDecision,
  type WaiverOptions,
} from './waiver.ts';
import { type PullRequest, queuedPullRequest, type Workflow } from './workflow.ts';

export interface PublishOptions {
  readonly comment: CommentMode;
  readonly review: ReviewMode;
  /** Whether to write a check run of its own beside the job's. */
  readonly checkRun: boolean;
  readonly waiver: WaiverOptions;
  /** Tells the comments of several specs apart: the spec's path. */
  readonly key: string;
  /** Of a report that another run made: it is shown, and decides nothing. */
  readonly claim?: Claim;
}

export interface PublishResult {
  /** With the waiver, which decides the exit status. */
  readonly report: Report;
  readonly comment?: CommentStatus;
  readonly problems: readonly Problem[];
}

/** What every step needs. */
interface Context {
  readonly api: Api;
  readonly workflow: Workflow;
  /** Without one only the check run is written. */
  readonly pull: PullRequest | undefined;
  readonly options: PublishOptions;
  /** Whom the token writes as; empty where nothing is read or written that has an author. */
  readonly me: string;
  /** What failed, filled by the steps. */
  readonly problems: Problem[];
}

/** `pull`: what to write on. A fork's own run writes nothing, it only reads the waiver. */
export async function publish(
  api: Api,
  workflow: Workflow,
  pull: PullRequest | undefined,
  report: Report,
  options: PublishOptions,
): Promise<PublishResult> {
  const isReadOnly = pull?.isFork === true && workflow.event === 'pull_request';
  const isOfPull = pull !== undefined || queuedPullRequest(workflow) !== undefined;
  const needsMe = isOfPull && (!isReadOnly || exitStatus(report.verdict) !== 0);
  const me = needsMe ? await whoAmI(api) : '';
  const problems: Problem[] = [];
  const context: Context = { api, workflow, pull, options, me, problems };
  const decision = await attemptStep('the waiver was not looked up', problems, () => lookUpWaiver(context, report));
  const { waiver: _, ...bare } = report;
  const judged: Report = decision ? { ...bare, waiver: { ...decision.waiver } } : bare;
  if (isReadOnly) {
    const message =
      'a pull request from a fork has a token that may only read, so the job summary has the result; ' +
      'docs/workflows.md shows the companion workflow that posts it as a comment';
    return { report: judged, problems: [...problems, { code: 'github/fork', message }] };
  }
  const comment = pull && (await writeOn(context, pull, judged, decision?.accepted));
  const headSha = pull?.headSha ?? workflow.sha;
  if (options.checkRun && headSha) {
    await attemptStep('the check run was not written', problems, () => checkRun(context, headSha, judged));
  }
  return { report: judged, comment, problems };
}

/** The comment, and the review unless the pull request has moved on. */
async function writeOn(
  context: Context,
  { number, headSha }: PullRequest,
  report: Report,
  accepted: EarlierAcceptance | undefined,
): Promise<CommentStatus | undefined> {
  const { api, options, me, problems } = context;
  const { key, review } = options;
  const target = { pull: number, key, me, headSha };
  const status =
    options.comment !== 'off'
      ? await attemptStep('the comment was not written', problems, () => comment(context, target, report, accepted))
      : undefined;
  if (status === 'outdated' || review === 'off') return status;
  // What was accepted or is only claimed stays readable on its line, but blocks nothing. What a stranger's run claims
  // to pass is nothing to commit with a button.
  const mayBlock = !isAccepted(report) && !isClaim(context);
  const mode = !mayBlock && review === 'request-changes' ? 'comment' : review;
  await attemptStep('the review was not written', problems, () =>
    writeReview(api, target, isClaim(context) ? findingsOf(report) : remarksOn(report), mode, problems),
  );
  return status;
}

function comment(
  { api, workflow: { runUrl }, options: { claim, comment: mode } }: Context,
  target: CommentTarget,
  report: Report,
  accepted: EarlierAcceptance | undefined,
): Promise<CommentStatus> {
  const { headSha, key } = target;
  const state: Record<string, string> = accepted ? { accepted: `${accepted.eventId}/${accepted.headSha}` } : {};
  const limit = COMMENT_LIMIT - commentMarker(key, headSha, state).length - 1;
  const text = renderComment(report, { runUrl, head: headSha, notice: claim?.notice, limit });
  return writeComment(api, target, { text, state, isWorthOne: isWorthComment(report, mode) });
}

/** Only a failure needs a waiver; a label that doesn't count any more is removed. */
async function lookUpWaiver(context: Context, report: Report): Promise<WaiverDecision | undefined> {
  const { api, workflow, pull, me, problems } = context;
  const { key, waiver: options } = context.options;
  const number = pull?.number ?? queuedPullRequest(workflow);
  if (number === undefined || exitStatus(report.verdict) === 0) return undefined;
  // The run that measured decides about the label; of what is only claimed there is nothing to accept.
  if (isClaim(context)) return undefined;
  const live = await api.get('GET /repos/{owner}/{repo}/pulls/{pull_number}', { pull_number: number });
  const labels = fieldOf(live, 'labels');
  if (!Array.isArray(labels) || !labels.some((label) => fieldOf(label, 'name') === options.label)) return undefined;
  const labelling = await findLabelling(api, number, options.label);
  const before = acceptedIn(await findComments(api, { pull: number, key, me }));
  // In the merge queue only what was accepted on the pull request's own head counts.
  const asOf = pull ?? { headSha: textOf(fieldOf(live, 'head', 'sha')) ?? '', labels: [options.label] };
  const decision = decideWaiver(workflow, asOf, labelling, before, options);
  const mayRemove = pull && !(pull.isFork && workflow.event === 'pull_request');
  if (decision?.waiver.status === 'void' && mayRemove) {
    await attemptStep(`the label ${options.label} was not removed`, problems, () =>
      removeLabel(api, number, options.label),
    );
  }
  return decision;
}

function acceptedIn(comments: readonly Pick<Comment, 'state'>[]): EarlierAcceptance | undefined {
  const [eventId, headSha] = (comments[0]?.state.accepted ?? '').split('/');
  const id = numberOf(eventId);
  return id !== undefined && headSha ? { eventId: id, headSha } : undefined;
}

const CONCLUSIONS = { 0: 'success', 1: 'failure', 3: 'failure' } as const;

/** Every report that a `workflow_run` brings was made by a run that the pull request's author could change. */
function isClaim({ workflow, options }: Pick<Context, 'workflow' | 'options'>): boolean {
  return options.claim !== undefined || workflow.event === 'workflow_run';
}

function checkRun(context: Context, headSha: string, report: Report): Promise<void> {
  const { api, workflow, options } = context;
  const { runUrl } = workflow;
  const { claim, key } = options;
  const isNeutral = isClaim(context) || decisionOf(report) === 'warn';
  return writeCheckRun(api, {
    name: `kd-gate (${key})`,
    headSha,
    detailsUrl: runUrl,
    conclusion: isNeutral ? 'neutral' : CONCLUSIONS[statusOfReport(report)],
    title: claim ? `${claim.title}: ${headlineOf(report)}` : headlineOf(report),
    summary: renderComment(report, { runUrl, head: headSha, notice: claim?.notice, limit: COMMENT_LIMIT - 1 }),
  });
}
