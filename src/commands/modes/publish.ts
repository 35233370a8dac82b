// A report on GitHub's side: the comment, the review, the check run and the waiver.
import type { Outcome, Problem } from '../../base/problem.ts';
import type { Api } from '../../github/api.ts';
import type { Claim } from '../../github/companion.ts';
import { publish } from '../../github/publish.ts';
import type { PullRequest, Workflow } from '../../github/workflow.ts';
import type { Report } from '../../report/report.ts';
import type { Inputs } from './inputs.ts';
import type { Runner } from './mode.ts';

export interface Publication {
  /** With the waiver, which decides the exit status. */
  readonly report: Report;
  /** What could not be shown; it never changes the verdict. */
  readonly problems: readonly Problem[];
}

export interface Addressee {
  /** Without one only a check run is written. */
  readonly pull?: PullRequest;
  /** Where the report is another run's. */
  readonly claim?: Claim;
  /** The report as what GitHub tells judges it, where that differs. */
  readonly report?: Report;
  /** What could not be judged. */
  readonly problems?: readonly Problem[];
}

/** Writes on the pull request of the run's own event; nothing where there is nothing to write on. */
export async function publishReport(
  runner: Runner,
  inputs: Inputs,
  workflow: Outcome<Workflow>,
  report: Report,
): Promise<Publication> {
  if (!workflow.ok) return { report, problems: [] };
  const { pullRequest: pull, event } = workflow.value;
  if (!pull && !inputs.checkRun && event !== 'merge_group') return { report, problems: [] };
  return postReport(runner, inputs, workflow.value, report, async () => ({ pull }));
}

/** `find` is asked only where there is a token. */
export async function postReport(
  { machine }: Runner,
  { token, comment, review, checkRun, waiver, spec: key }: Inputs,
  workflow: Workflow,
  report: Report,
  find: (api: Api) => Promise<Addressee>,
): Promise<Publication> {
  if (!token) {
    const message = 'the input token is empty, so no comment is written; leave it out to use the token of the run';
    return { report, problems: [{ code: 'github/token', message }] };
  }
  // Loaded only where it is used: most of the bundle is GitHub's client.
  const { createApi } = await import('../../github/api.ts');
  const { apiUrl: baseUrl, owner, repo } = workflow;
  const api = createApi({ token, baseUrl, owner, repo, sleep: machine.sleep, nowMs: () => Date.now() });
  const { pull, claim, report: judged = report, problems = [] } = await find(api);
  // Never what the report says of itself: a name is what comments and check runs are found by.
  const shown = await publish(api, workflow, pull, judged, { comment, review, checkRun, waiver, key, claim });
  return { report: shown.report, problems: [...problems, ...shown.problems] };
}
