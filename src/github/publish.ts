// Everything that a run shows on a pull request, one step after the other; what fails is told and never changes a verdict.
import type { Problem } from '../base/problem.ts';
import { exitStatus } from '../budget/verdict.ts';
import { COMMENT_LIMIT, renderComment } from '../report/comment.ts';
import { decisionOf, headlineOf, isAccepted, statusOfReport } from '../report/headline.ts';
import type { Report } from '../report/report.ts';
import { type Api, attemptStep, whoAmI } from './api.ts';
import { writeCheckRun } from './check-run.ts';
import { type CommentTarget, commentMarker, findComments, type Written, writeComment } from './comment.ts';
import { fieldOf, numberOf, textOf } from './json.ts';
import { findingsOf, type ReviewMode, writeReview } from './review.ts';
import {
  type AcceptedBefore,
  confirmWaiver,
  decideWaiver,
  findLabelling,
  removeLabel,
  type Waived,
  type WaiverOptions,
} from './waiver.ts';
import { type PullRequest, queuedPullRequest, type Workflow } from './workflow.ts';

export interface PublishOptions {
  readonly comment: boolean;
  readonly review: ReviewMode;
  /** Whether to write a check run of its own beside the job's. */
  readonly checkRun: boolean;
  readonly waiver: WaiverOptions;
  /** Tells the comments of several specs apart: the spec's path. */
  readonly key: string;
  /** Said above the comment. */
  readonly notice?: string;
}

export interface Published {
  /** With the waiver, which decides the exit status. */
  readonly report: Report;
  readonly comment?: Written;
  readonly problems: readonly Problem[];
}

/** `pull`: what to write on; without one only the check run is written. A fork's own run writes nothing, it only reads the waiver. */
export async function publish(
  api: Api,
  workflow: Workflow,
  pull: PullRequest | undefined,
  report: Report,
  options: PublishOptions,
): Promise<Published> {
  const problems: Problem[] = [];
  const isReadOnly = pull?.isFork === true && workflow.event === 'pull_request';
  const queued = queuedPullRequest(workflow);
  const needsMe = (pull || queued !== undefined) && (!isReadOnly || exitStatus(report.verdict) !== 0);
  const me = needsMe ? await whoAmI(api) : '';
  const waived = await attemptStep('the waiver was not looked up', problems, () =>
    lookUpWaiver(api, workflow, pull, queued, me, report, options, problems),
  );
  const { waiver: _, ...bare } = report;
  const judged: Report = waived ? { ...bare, waiver: { ...waived.waiver } } : bare;
  if (isReadOnly) {
    const message =
      'a pull request from a fork has a token that may only read, so the job summary has the result; ' +
      'docs/workflows.md shows the companion workflow that posts it as a comment';
    return { report: judged, problems: [...problems, { code: 'github/fork', message }] };
  }
  const headSha = pull?.headSha ?? workflow.sha;
  let written: Written | undefined;
  if (pull) {
    const target = { pull: pull.number, key: options.key, me, headSha };
    if (options.comment) {
      written = await attemptStep('the comment was not written', problems, () =>
        comment(api, workflow, target, judged, waived?.accepted, options),
      );
    }
    if (written !== 'outdated' && options.review !== 'off') {
      // What was accepted stays readable on its line, but blocks nothing.
      const mode = isAccepted(judged) && options.review === 'request-changes' ? 'comment' : options.review;
      await attemptStep('the review was not written', problems, () =>
        writeReview(api, target, findingsOf(judged), mode, problems),
      );
    }
  }
  if (options.checkRun && headSha) {
    await attemptStep('the check run was not written', problems, () =>
      checkRun(api, workflow, headSha, judged, options),
    );
  }
  return { report: judged, comment: written, problems };
}

function comment(
  api: Api,
  { runUrl }: Workflow,
  target: CommentTarget,
  report: Report,
  accepted: AcceptedBefore | undefined,
  { notice }: PublishOptions,
): Promise<Written> {
  const { headSha, key } = target;
  const state: Record<string, string> = accepted ? { accepted: `${accepted.eventId}/${accepted.headSha}` } : {};
  const limit = COMMENT_LIMIT - commentMarker(key, headSha, state).length - 1;
  const text = renderComment(report, { runUrl, head: headSha, notice, limit });
  return writeComment(api, target, text, state);
}

/** Only a failure needs a waiver; a label that doesn't count any more is taken off. */
async function lookUpWaiver(
  api: Api,
  workflow: Workflow,
  pull: PullRequest | undefined,
  queued: number | undefined,
  me: string,
  report: Report,
  { waiver: options, key }: PublishOptions,
  problems: Problem[],
): Promise<Waived | undefined> {
  const number = pull?.number ?? queued;
  if (number === undefined || exitStatus(report.verdict) === 0) return undefined;
  // The run that measured decided; here its word counts only as far as the label bears it out.
  const isCompanion = workflow.event === 'workflow_run';
  if (isCompanion && !report.waiver) return undefined;
  const live = await api.get('GET /repos/{owner}/{repo}/pulls/{pull_number}', { pull_number: number });
  const labels = fieldOf(live, 'labels');
  if (!Array.isArray(labels) || !labels.some((label) => fieldOf(label, 'name') === options.label)) return undefined;
  const labelling = await findLabelling(api, number, options.label);
  const before = acceptedIn(await findComments(api, { pull: number, key, me }));
  // In the merge queue only what was accepted on the pull request's own head counts.
  const asOf = pull ?? { headSha: textOf(fieldOf(live, 'head', 'sha')) ?? '', labels: [options.label] };
  const waived = isCompanion
    ? confirmWaiver(report.waiver, labelling, options)
    : decideWaiver(workflow, asOf, labelling, before, options);
  const mayRemove = pull && !(pull.isFork && workflow.event === 'pull_request');
  if (waived?.waiver.status === 'void' && mayRemove) {
    await attemptStep(`the label ${options.label} was not taken off`, problems, () =>
      removeLabel(api, number, options.label),
    );
  }
  return waived;
}

function acceptedIn(
  comments: readonly { readonly state: Readonly<Record<string, string>> }[],
): AcceptedBefore | undefined {
  const [eventId, headSha] = (comments[0]?.state.accepted ?? '').split('/');
  const id = numberOf(eventId);
  return id !== undefined && headSha ? { eventId: id, headSha } : undefined;
}

const CONCLUSIONS = { 0: 'success', 1: 'failure', 3: 'failure' } as const;

function checkRun(
  api: Api,
  { runUrl }: Workflow,
  headSha: string,
  report: Report,
  { key }: PublishOptions,
): Promise<void> {
  return writeCheckRun(api, {
    name: `kd-gate (${key})`,
    headSha,
    detailsUrl: runUrl,
    conclusion: decisionOf(report) === 'warn' ? 'neutral' : CONCLUSIONS[statusOfReport(report)],
    title: headlineOf(report),
    summary: renderComment(report, { runUrl, head: headSha, limit: COMMENT_LIMIT - 1 }),
  });
}
