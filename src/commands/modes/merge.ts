// Mode `merge`: the reports of the jobs of a matrix as one verdict and one comment.
import { must } from '../../base/problem.ts';
import { mergeFolder } from '../merge/merge-folder.ts';
import { writeReport } from '../report-file.ts';
import { baseSettings } from './base.ts';
import type { Mode } from './mode.ts';
import { amend, presentReport } from './present.ts';
import { keepWaiver, publishReport } from './publish.ts';
import { checkTree } from './tree.ts';
import { warningsOfWorkflow, workflowOf } from './workflow.ts';

export const mergeMode: Mode = {
  name: 'merge',
  async run(runner, inputs) {
    const { io, machine } = runner;
    const event = await workflowOf(runner);
    const { workflow, warnings } = must(await checkTree(runner, inputs.spec, event));
    const { spec, reports, ratchet } = inputs;
    const settings = { ratchet, ...baseSettings(inputs, workflow) };
    const { report, warnings: ofMerge } = await mergeFolder(io, machine, spec, reports, settings);
    const reportFile = await writeReport(io, inputs.out, report);
    const shown = {
      report,
      reportFile,
      warnings: [...warningsOfWorkflow(workflow), ...warnings, ...ofMerge],
      workflow,
    };
    return {
      ...presentReport(shown),
      later: async () => {
        const publication = await publishReport(runner, inputs, workflow, report);
        const problems = [...publication.problems, ...(await keepWaiver(io, inputs, publication))];
        return amend(shown, { ...publication, problems });
      },
    };
  },
};
