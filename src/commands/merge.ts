// `kd-gate merge`: the reports of several jobs as one.
import { sha256Hex } from '../base/digest.ts';
import { describeProblem, type Outcome } from '../base/problem.ts';
import { type ExitStatus, type Io, wantsColour } from '../gate/io.ts';
import type { Machine } from '../gate/machine.ts';
import { MOST_SPEC_BYTES } from '../gate/run-tools.ts';
import { statusOfReport } from '../report/headline.ts';
import { mergeReports } from '../report/merge.ts';
import { readReport } from '../report/read.ts';
import type { Report } from '../report/report.ts';
import { printable, renderText } from '../report/text.ts';
import { modelsOf } from './plan.ts';
import { reportProblems } from './problems.ts';
import { writeReport } from './run.ts';

export interface MergeOptions {
  readonly reports: string;
  readonly out: string;
  readonly json?: boolean;
}

const MOST_REPORT_BYTES = 16 * 1024 * 1024;

/** Every report.json below the folder; one that can't be read is as one that is missing. */
export async function mergeFolder(io: Io, machine: Machine, spec: string, folder: string): Promise<Outcome<Report>> {
  const expected = await modelsOf(io, spec);
  if (!expected.ok) return expected;
  const reports: Report[] = [];
  const specText = await io.readUserFile(spec, MOST_SPEC_BYTES);
  if (!specText.ok) return specText;
  const specSha256 = sha256Hex(specText.value);
  for (const file of await machine.filesNamed('report.json', folder)) {
    const text = await io.readUserFile(file, MOST_REPORT_BYTES);
    const report = text.ok ? readReport(new TextDecoder().decode(text.value), file) : text;
    if (report.ok && report.value.spec.sha256 !== specSha256) {
      io.err(`warning: ${printable(file)} was made from another ${printable(spec)}; run its job again\n`);
    } else if (report.ok) reports.push(report.value);
    else for (const problem of report.problems) io.err(`warning: ${printable(describeProblem(problem))}\n`);
  }
  return mergeReports(expected.value, reports);
}

export async function mergeCommand(io: Io, machine: Machine, spec: string, options: MergeOptions): Promise<ExitStatus> {
  const merged = await mergeFolder(io, machine, spec, options.reports);
  if (!merged.ok) return reportProblems(io, merged.problems);
  await writeReport(io, options.out, merged.value);
  if (options.json) io.out(`${JSON.stringify(merged.value, undefined, 2)}\n`);
  else io.out(renderText(merged.value, { colour: wantsColour(io) }));
  return statusOfReport(merged.value);
}
