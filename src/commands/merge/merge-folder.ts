// The reports of several jobs in one folder as one report, each judged again by the kd.yaml that is checked out.
import { must, type Problem, placed, problemsOf, reject, rejectAll } from '../../base/problem.ts';
import type { Io } from '../../gate/io.ts';
import type { Machine } from '../../gate/machine.ts';
import { judgeAgain, type RatchetOption } from '../../report/judge-again.ts';
import { mergeReports, type ReportPart } from '../../report/merge.ts';
import type { Report } from '../../report/report.ts';
import { warnOf } from '../problems.ts';
import { REPORT_FILE, readReportFile } from '../report-file.ts';
import { readSpecFile } from '../spec-file.ts';
import { checkoutOf, otherThan } from './same-commit.ts';
import { specFactsOf } from './spec-facts.ts';

/** kd.yaml has at most 64 models, with a report each. */
const MOST_REPORTS = 256;

/**
 * Every report.json below the folder; one that can't be read is as one that is missing, one that can't be true is a
 * mistake. Runs inside an attempt.
 */
export async function mergeFolder(
  io: Io,
  machine: Machine,
  specFile: string,
  folder: string,
  options: RatchetOption,
): Promise<Report> {
  const text = await readSpecFile(io, specFile);
  const home = io.folderOf(specFile);
  const facts = must(await specFactsOf(text, (path, most) => io.readInside(home, path, most)));
  const checkout = await checkoutOf(io, machine.gitIn(home || '.'), home);
  const parts: ReportPart[] = [];
  const problems: Problem[] = [];
  for (const { file, report } of await readReports(io, machine, folder)) {
    const judged = placed(judgeAgain(report, facts, options), { file });
    const others = judged.ok ? await otherThan(checkout, text.spec, report) : [];
    problems.push(...problemsOf(judged), ...others.map((problem) => ({ ...problem, place: { file } })));
    if (judged.ok) parts.push({ file, report: judged.value });
  }
  rejectAll(problems);
  return must(mergeReports([...facts.models.keys()], parts));
}

async function readReports(io: Io, machine: Machine, folder: string): Promise<readonly ReportPart[]> {
  const files = must(await machine.filesNamed(REPORT_FILE, folder));
  if (files.length > MOST_REPORTS) {
    reject('merge/too-many', `${folder} has ${files.length} files ${REPORT_FILE}; at most ${MOST_REPORTS} are merged`);
  }
  const parts: ReportPart[] = [];
  for (const file of files) {
    const report = await readReportFile(io, file);
    if (report.ok) parts.push({ file, report: report.value });
    else warnOf(io, report.problems);
  }
  return parts;
}
