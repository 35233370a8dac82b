// A report on GitHub's side: the comment, the review, the check run and the waiver.
import { attemptLater, type Outcome, type Problem, problemsOf } from '../../base/problem.ts';
import type { Io } from '../../gate/io.ts';
import type { Api } from '../../github/api.ts';
import type { CommentStatus } from '../../github/comment.ts';
import type { Claim } from '../../github/companion.ts';
import { withDeadline } from '../../github/deadline.ts';
import { publish } from '../../github/publish.ts';
import type { PullRequest, Workflow } from '../../github/workflow.ts';
import type { Report } from '../../report/report.ts';
import { writeReport } from '../report-file.ts';
import type { Inputs } from './inputs.ts';
import type { Runner } from './mode.ts';

export interface Publication {
  /** Undefined where none was to be written, or where it failed. */
  readonly comment?: CommentStatus;
  /** With the waiver, which decides the exit status. */
  readonly report: Report;
  /** What could not be shown; it never changes the verdict. */
  readonly problems: readonly Problem[];
}

interface Addressee {
  /** Without one only a check run is written. */
  readonly pull?: PullRequest;
  /** Where the report is another run's. */
  readonly claim?: Claim;
  /** The report as what GitHub tells judges it, where that differs. */
  readonly report?: Report;
  /** What could not be judged. */
  readonly problems?: readonly Problem[];
}

/** Writes on the pull request of the run's own event, within `ms`; nothing where there is nothing to write on. */
export async function publishReport(
  runner: Runner,
  inputs: Inputs,
  workflow: Outcome<Workflow>,
  report: Report,
  ms = runner.githubMs,
): Promise<Publication> {
  if (!workflow.ok) return { report, problems: [] };
  const { pullRequest: pull, event } = workflow.value;
  if (!pull && !inputs.checkRun && event !== 'merge_group') return { report, problems: [] };
  return postWithin(ms, runner, inputs, { workflow: workflow.value, report, find: async () => ({ pull }) });
}

/** `find` is asked only where there is a token. */
export function postReport(
  runner: Runner,
  inputs: Inputs,
  workflow: Workflow,
  report: Report,
  find: Posting['find'],
): Promise<Publication> {
  return postWithin(runner.githubMs, runner, inputs, { workflow, report, find });
}

/** What is posted, and where to. */
interface Posting {
  readonly workflow: Workflow;
  readonly report: Report;
  readonly find: (api: Api) => Promise<Addressee>;
}

/** After `ms` there is a warning instead of whatever is left to do. */
async function postWithin(ms: number, runner: Runner, inputs: Inputs, posting: Posting): Promise<Publication> {
  const { report } = posting;
  const mistake = mistakeOfToken(inputs.token);
  if (mistake) return { report, problems: [{ code: 'github/token', message: mistake }] };
  const publication = await withDeadline(ms, (signal) => post(runner, inputs, posting, signal));
  if (publication) return publication;
  const message = `GitHub did not end its answers in ${Math.round(ms / 1000)} s; the comment may not be written`;
  return { report, problems: [{ code: 'github/connection', message }] };
}

async function post(
  { machine }: Runner,
  { token, comment, review, checkRun, waiver, spec: key }: Inputs,
  { workflow, report, find }: Posting,
  signal: AbortSignal,
): Promise<Publication> {
  // Loaded only where it is used: most of the bundle is GitHub's client.
  const { createApi } = await import('../../github/client.ts');
  const { apiUrl: baseUrl, owner, repo } = workflow;
  const api = createApi({ token, baseUrl, owner, repo, sleep: machine.sleep, nowMs: () => Date.now(), signal });
  const { pull, claim, report: judged = report, problems = [] } = await find(api);
  // Never what the report says of itself: a name is what comments and check runs are found by.
  const shown = await publish(api, workflow, pull, judged, { comment, review, checkRun, waiver, key, claim });
  return { ...shown, problems: [...problems, ...shown.problems] };
}

/** report.json with the waiver; what the system refuses is told, since the decision holds all the same. */
export async function keepWaiver(io: Io, { out }: Inputs, { report }: Publication): Promise<readonly Problem[]> {
  return report.waiver ? problemsOf(await attemptLater(() => writeReport(io, out, report))) : [];
}

/** Before a client sees it, whose messages would repeat it. */
function mistakeOfToken(token: string): string | undefined {
  if (!token) return 'the input token is empty, so no comment is written; leave it out to use the token of the run';
  if (/^[\x21-\x7e]+$/.test(token)) return undefined;
  return 'the input token has a space, a line break or another character that no token has, so no comment is written';
}
