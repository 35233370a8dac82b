// The reports of several jobs in one folder as one report, each judged again by the kd.yaml that is checked out.
import { must, type Problem, placed, problemsOf, reject, rejectAll } from '../../base/problem.ts';
import { findBaseRules } from '../../baseline/base-rules.ts';
import type { Rules } from '../../config/rules.ts';
import type { Io } from '../../gate/io.ts';
import type { Machine } from '../../gate/machine.ts';
import { judgeAgain, type RatchetOption } from '../../report/judge-again.ts';
import { mergeReports, type ReportPart } from '../../report/merge.ts';
import type { Report } from '../../report/report.ts';
import { RULES, type WhoseRules } from '../defaults.ts';
import { warnOf } from '../problems.ts';
import { REPORT_FILE, readReportFile } from '../report-file.ts';
import { readSpecFile } from '../spec-file.ts';
import { checkoutOf, otherThan } from './same-commit.ts';
import { specFactsOf } from './spec-facts.ts';
import { withToldProposals } from './told-proposals.ts';

/** kd.yaml has at most 64 models, with a report each. */
const MOST_REPORTS = 256;

export interface MergeOptions extends RatchetOption {
  /** A branch, tag or commit whose merge base with HEAD has the rules to compare with; the jobs were told the same. */
  readonly baselineRef?: string;
  /** False: that is what GitHub's event says, and merging goes on without it. */
  readonly isBaselineNamed?: boolean;
  /** Whose budgets and boards judge; the jobs were told the same. */
  readonly rules?: WhoseRules;
}

export interface MergeResult {
  readonly report: Report;
  /** What went wrong beside the verdict. */
  readonly warnings: readonly Problem[];
}

/**
 * Every report.json below the folder; one that can't be read is as one that is missing, one that can't be true is a
 * mistake. Runs inside an attempt.
 */
export async function mergeFolder(
  io: Io,
  machine: Machine,
  specFile: string,
  folder: string,
  options: MergeOptions,
): Promise<MergeResult> {
  const { baselineRef: ref, isBaselineNamed = true, rules = RULES } = options;
  const text = await readSpecFile(io, specFile);
  const home = io.folderOf(specFile);
  const readBoard = (path: string, most: number) => io.readInside(home, path, most);
  const base =
    ref === undefined ? undefined : { wanted: rules, find: (own: Rules) => findBaseRules(machine, specFile, ref, own) };
  const { facts, problem } = must(await specFactsOf(text, readBoard, base));
  const warnings = problem ? [problem] : [];
  if (isBaselineNamed) rejectAll(warnings);
  const checkout = await checkoutOf(io, machine.gitIn(home || '.'), home);
  const parts: ReportPart[] = [];
  const problems: Problem[] = [];
  for (const { file, report } of await readReports(io, machine, folder)) {
    const judged = placed(judgeAgain(report, facts, options), { file });
    const others = judged.ok ? await otherThan(checkout, text.spec, report) : [];
    problems.push(...problemsOf(judged), ...others.map((problem) => ({ ...problem, place: { file } })));
    if (judged.ok) parts.push({ file, report: withToldProposals(judged.value, report, text) });
  }
  rejectAll(problems);
  return { report: must(mergeReports([...facts.models.keys()], parts)), warnings };
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
