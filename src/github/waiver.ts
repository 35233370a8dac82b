// The label by which someone with write access accepts failures, for one commit only unless it is sticky.
import type { Report } from '../report/report.ts';
import { type Api, unlessMissing } from './api.ts';
import { fieldOf, numberOf, textOf } from './json.ts';
import type { PullRequest, Workflow } from './workflow.ts';

export interface WaiverOptions {
  readonly label: string;
  /** Whether it holds for later pushes too. */
  readonly sticky: boolean;
}

/** The last time that the label was set. */
export interface Labelling {
  readonly eventId: number;
  readonly by: string;
  readonly mayWrite: boolean;
}

/** What the comment remembers: the commit for which a labelling was accepted. */
export interface EarlierAcceptance {
  readonly eventId: number;
  readonly headSha: string;
}

type Waiver = NonNullable<Report['waiver']>;

export interface WaiverDecision {
  readonly waiver: Waiver;
  /** For the comment's marker; undefined where nothing was accepted. */
  readonly accepted?: EarlierAcceptance;
}

/**
 * Whether the label counts for this commit. Commit dates are the author's to choose, so they prove nothing. What counts
 * is what GitHub wrote into the event: a label that was there when the push arrived is void, one that came after it
 * holds. For other events the comment's own record decides.
 */
export function decideWaiver(
  workflow: Pick<Workflow, 'event' | 'action' | 'label'>,
  pull: Pick<PullRequest, 'headSha' | 'labels'>,
  labelling: Labelling | undefined,
  before: EarlierAcceptance | undefined,
  { label, sticky }: WaiverOptions,
): WaiverDecision | undefined {
  if (!labelling) return undefined;
  const { by, eventId, mayWrite } = labelling;
  const { headSha } = pull;
  if (!mayWrite) return { waiver: { label, by, status: 'no write access' } };
  const remembered = before?.eventId === eventId && before.headSha === headSha;
  if (sticky || remembered || isFor(workflow, pull, label, before?.eventId === eventId)) {
    return { waiver: { label, by, status: 'accepted' }, accepted: { eventId, headSha } };
  }
  return { waiver: { label, by, status: 'void' } };
}

function isFor(
  { action, label: event }: Pick<Workflow, 'action' | 'label'>,
  { labels }: Pick<PullRequest, 'labels'>,
  label: string,
  wasAcceptedForAnother: boolean,
): boolean {
  if (wasAcceptedForAnother) return false;
  if (action === 'labeled' && event === label) return true;
  if (action === 'opened') return true;
  // Set after the event was sent, while this run was on its way.
  return !labels.includes(label);
}

/** Who set the label that is on the pull request now; undefined when it isn't there. */
export async function findLabelling(api: Api, pull: number, label: string): Promise<Labelling | undefined> {
  const events = await api.list('GET /repos/{owner}/{repo}/issues/{issue_number}/events', { issue_number: pull });
  const [last] = events
    .filter((event) => fieldOf(event, 'label', 'name') === label)
    .filter((event) => ['labeled', 'unlabeled'].includes(textOf(fieldOf(event, 'event')) ?? ''))
    .map((event) => ({ event, id: numberOf(fieldOf(event, 'id')) ?? 0 }))
    .sort((a, b) => b.id - a.id);
  if (!last || fieldOf(last.event, 'event') !== 'labeled') return undefined;
  const by = textOf(fieldOf(last.event, 'actor', 'login')) ?? '';
  return { eventId: last.id, by, mayWrite: by !== '' && (await mayWrite(api, by)) };
}

async function mayWrite(api: Api, username: string): Promise<boolean> {
  const answer = await unlessMissing(
    api.get('GET /repos/{owner}/{repo}/collaborators/{username}/permission', { username }),
  );
  // `maintain` and `write` both read "write" here; `triage`, which may label, reads "read".
  return ['admin', 'write'].includes(textOf(fieldOf(answer, 'permission')) ?? '');
}

/** Takes a void label off, so that setting it again is a new decision. */
export async function removeLabel(api: Api, pull: number, label: string): Promise<void> {
  const route = 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}';
  await unlessMissing(api.send(route, { issue_number: pull, name: label }));
}
