// The workflow that a run of the action belongs to.
import { attemptLater, must, type Outcome, reject } from '../../base/problem.ts';
import { readWorkflow, type Workflow } from '../../github/workflow.ts';
import type { Runner } from './mode.ts';

/** Problems outside of a workflow, where the gate works all the same and shows nothing on GitHub. */
export function workflowOf({ io, readEvent }: Runner): Promise<Outcome<Workflow>> {
  return attemptLater(async () => {
    const event = await readEvent().catch(() => reject('github/event', 'the file of GITHUB_EVENT_PATH is not JSON'));
    return must(readWorkflow(io.env, event));
  });
}
