// The reports of several jobs in one folder as one report.
import { sha256Hex } from '../../base/digest.ts';
import { must } from '../../base/problem.ts';
import type { Io } from '../../gate/io.ts';
import type { Machine } from '../../gate/machine.ts';
import { MOST_SPEC_BYTES } from '../../gate/run-tools.ts';
import { mergeReports } from '../../report/merge.ts';
import type { Report } from '../../report/report.ts';
import { printable } from '../../report/text.ts';
import { modelsOf } from '../plan/models.ts';
import { warnOf } from '../problems.ts';
import { REPORT_FILE, readReportFile } from '../report-file.ts';

/** Every report.json below the folder; one that can't be read is as one that is missing. Runs inside an attempt. */
export async function mergeFolder(io: Io, machine: Machine, spec: string, folder: string): Promise<Report> {
  const expected = await modelsOf(io, spec);
  const specSha256 = sha256Hex(must(await io.readUserFile(spec, MOST_SPEC_BYTES)));
  const reports: Report[] = [];
  for (const file of await machine.filesNamed(REPORT_FILE, folder)) {
    const report = await readReportFile(io, file);
    if (!report.ok) {
      warnOf(io, report.problems);
    } else if (report.value.spec.sha256 !== specSha256) {
      io.err(`warning: ${printable(file)} was made from another ${printable(spec)}; run its job again\n`);
    } else {
      reports.push(report.value);
    }
  }
  return must(mergeReports(expected, reports));
}
