// Mode `comment`: a trusted run posts what an untrusted run of a fork measured.
import { must } from '../../base/problem.ts';
import { FORK_NOTICE, findPullRequest } from '../../github/companion.ts';
import { REPORT_FILE, readReportFile } from '../report-file.ts';
import type { Mode } from './mode.ts';
import { presentReport } from './present.ts';
import { postReport } from './publish.ts';
import { workflowOf } from './workflow.ts';

export const commentMode: Mode = {
  name: 'comment',
  async run(runner, inputs) {
    const outcome = await workflowOf(runner);
    const { reports } = inputs;
    const reportFile = reports.endsWith('.json') ? reports : runner.io.join(reports, REPORT_FILE);
    const measured = must(await readReportFile(runner.io, reportFile));
    const workflow = must(outcome);
    const { report, problems } = await postReport(runner, inputs, workflow, measured, async (api) => {
      const pull = must(await findPullRequest(api, workflow));
      return { pull, notice: pull.isFork ? FORK_NOTICE : undefined };
    });
    // The job says whether it posted; the verdict is the other run's.
    return presentReport({ report, reportFile, warnings: problems, workflow: outcome, isCompanion: true });
  },
};
