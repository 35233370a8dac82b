// Mode `comment`: a trusted run posts what the run of a pull request measured, as that run's claim.
import { must, placed } from '../../base/problem.ts';
import { claimOf, findPullRequest, isOfFork } from '../../github/companion.ts';
import { leaveUnjudged } from '../../report/judge-again.ts';
import { REPORT_FILE, readReportFile } from '../report-file.ts';
import { judgeClaim } from './claim.ts';
import type { Mode } from './mode.ts';
import { presentClaim } from './present.ts';
import { postReport } from './publish.ts';
import { workflowOf } from './workflow.ts';

export const commentMode: Mode = {
  name: 'comment',
  async run(runner, inputs) {
    const outcome = await workflowOf(runner);
    const { reports, spec } = inputs;
    const reportFile = reports.endsWith('.json') ? reports : runner.io.join(reports, REPORT_FILE);
    const claimed = must(await readReportFile(runner.io, reportFile));
    const unjudged = must(placed(leaveUnjudged(claimed, spec), { file: reportFile }));
    const workflow = must(outcome);
    const claim = claimOf(isOfFork(workflow));
    const { report, problems } = await postReport(runner, inputs, workflow, unjudged, async (api) => {
      const pull = must(await findPullRequest(api, workflow));
      return { pull, claim, ...must(await judgeClaim(api, pull, { claimed, unjudged, reportFile }, inputs)) };
    });
    return presentClaim({ report, reportFile, warnings: problems, workflow: outcome }, claim);
  },
};
