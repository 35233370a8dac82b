// The reports of several jobs in one folder as one report.
import { must } from '../../base/problem.ts';
import type { Io } from '../../gate/io.ts';
import type { Machine } from '../../gate/machine.ts';
import { mergeReports } from '../../report/merge.ts';
import type { Report } from '../../report/report.ts';
import { printable } from '../../report/text.ts';
import { warnOf } from '../problems.ts';
import { REPORT_FILE, readReportFile } from '../report-file.ts';
import { readSpecFile } from '../spec-file.ts';

/** Every report.json below the folder; one that can't be read is as one that is missing. Runs inside an attempt. */
export async function mergeFolder(io: Io, machine: Machine, specFile: string, folder: string): Promise<Report> {
  const { spec, sha256 } = await readSpecFile(io, specFile);
  const reports: Report[] = [];
  for (const file of await machine.filesNamed(REPORT_FILE, folder)) {
    const report = await readReportFile(io, file);
    if (!report.ok) {
      warnOf(io, report.problems);
    } else if (report.value.spec.sha256 !== sha256) {
      io.err(`warning: ${printable(file)} was made from another ${printable(specFile)}; run its job again\n`);
    } else {
      reports.push(report.value);
    }
  }
  return must(mergeReports(Object.keys(spec.models), reports));
}
