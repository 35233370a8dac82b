// Mode `merge`: the reports of the jobs of a matrix as one verdict and one comment.
import { mergeFolder } from '../merge/merge-folder.ts';
import { writeReport } from '../report-file.ts';
import type { Mode } from './mode.ts';
import { presentReport } from './present.ts';
import { publishReport } from './publish.ts';
import { workflowOf } from './workflow.ts';

export const mergeMode: Mode = {
  name: 'merge',
  async run(runner, inputs) {
    const { io, machine } = runner;
    const workflow = await workflowOf(runner);
    const merged = await mergeFolder(io, machine, inputs.spec, inputs.reports, inputs);
    const { report, problems } = await publishReport(runner, inputs, workflow, merged);
    const reportFile = await writeReport(io, inputs.out, report);
    return presentReport({ report, reportFile, warnings: problems, workflow });
  },
};
