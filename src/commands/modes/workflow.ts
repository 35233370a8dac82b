// The workflow that a run of the action belongs to.
import { attemptLater, must, type Outcome, type Problem, problemsOf, reject } from '../../base/problem.ts';
import { readWorkflow, type Workflow } from '../../github/workflow.ts';
import type { Runner } from './mode.ts';

/** Problems outside of a workflow, where the gate works all the same and shows nothing on GitHub. */
export function workflowOf({ io, readEvent }: Runner): Promise<Outcome<Workflow>> {
  return attemptLater(async () => must(readWorkflow(io.env, await readEvent().catch(refuseEvent))));
}

function refuseEvent(error: unknown): never {
  const reason = error instanceof SyntaxError ? 'is not JSON' : "can't be read";
  return reject('github/event', `the file of the event (GITHUB_EVENT_PATH) ${reason}`);
}

/** Why nothing is shown on GitHub. */
export function warningsOfWorkflow(workflow: Outcome<Workflow>): readonly Problem[] {
  return problemsOf(workflow).map(({ code, message }) => ({
    code,
    message: `${message}; so no comment is written, and there is no base to compare with`,
  }));
}
