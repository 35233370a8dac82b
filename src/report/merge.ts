// Reports of several jobs as one: one comment, one verdict, and a job that left nothing is not measured.
import { attempt, type Outcome, type Problem, reject, rejectAll } from '../base/problem.ts';
import type { ModelReport, Report, ReportedRules, RuleChange } from './report.ts';
import { listed, verdictOf } from './rules.ts';

/** The matrix for `strategy.matrix`, a job a model. */
export function planMatrix(models: readonly string[]): { readonly include: readonly { readonly model: string }[] } {
  return { include: models.map((model) => ({ model })) };
}

/** A job's report, and where it was found. */
export interface ReportPart {
  readonly file: string;
  readonly report: Report;
}

/** `expected`: the models of kd.yaml in their order. The reports must come from one kd.yaml and one kd-gate. */
export function mergeReports(expected: readonly string[], parts: readonly ReportPart[]): Outcome<Report> {
  return attempt(() => {
    const reports = parts.map(({ report }) => report);
    const [first] = reports;
    if (!first) return reject('merge/none', 'there is no report.json to merge; did every job fail?');
    if (!reports.every((report) => haveOneOrigin(report, first))) {
      reject(
        'merge/mixed',
        'the reports come from different commits, bases or versions of kd-gate; run all jobs on one commit',
      );
    }
    rejectAll(modelsTwice(parts));
    const { version, tool, spec, seed, head } = first;
    const found = new Map<string, ModelReport>(
      reports.flatMap(({ models }) => models.map((model) => [model.name, model] as const)),
    );
    const models = expected.flatMap((name) => found.get(name) ?? []);
    const missing = expected.filter((name) => !found.has(name));
    const baseline = mergeBaselines(reports);
    const rules = mergeRules(reports);
    return {
      version,
      tool,
      spec,
      seed,
      ...(head && { head }),
      verdict: verdictOf({ models, missing, rules }),
      ...(rules && { rules }),
      ...(baseline && { base: baseline }),
      ...(missing.length > 0 && { missing }),
      models,
    };
  });
}

/** Whichever of two is taken, the other one may be right. */
function modelsTwice(parts: readonly ReportPart[]): Problem[] {
  const files = new Map<string, string[]>();
  for (const { file, report } of parts) {
    for (const { name } of report.models) files.set(name, [...(files.get(name) ?? []), file]);
  }
  return [...files]
    .filter(([, own]) => own.length > 1)
    .map(([name, own]): Problem => {
      const message = `the model "${name}" has ${own.length} reports: ${own.join(', ')}; leave only that of its job`;
      return { code: 'merge/twice', message };
    });
}

function haveOneOrigin(a: Report, b: Report): boolean {
  // A job that found no base has nothing to compare.
  const [baseOfA, baseOfB] = [a.base?.commit, b.base?.commit];
  const haveOneBase = baseOfA === undefined || baseOfB === undefined || baseOfA === baseOfB;
  return (
    haveOneBase &&
    a.head?.commit === b.head?.commit &&
    a.spec.sha256 === b.spec.sha256 &&
    a.tool.version === b.tool.version &&
    a.tool.kernelsSha256 === b.tool.kernelsSha256
  );
}

/** One that was found, if any was; jobs of a matrix each know the untracked files of their own model. */
function mergeBaselines(reports: readonly Report[]): Report['base'] {
  const baselines = reports.flatMap(({ base }) => (base ? [base] : []));
  const found = baselines.find(({ status }) => status !== 'none') ?? baselines[0];
  const untracked = [...new Set(baselines.flatMap((baseline) => baseline.untracked ?? []))];
  return found && { ...found, ...(untracked.length > 0 && { untracked }) };
}

/** Every job compares the whole kd.yaml, so they tell the same but for the content of test sets. */
function mergeRules(reports: readonly Report[]): ReportedRules | undefined {
  const all = reports.flatMap(({ rules }) => (rules ? [rules] : []));
  const [first] = all;
  if (!first) return undefined;
  const judges = new Set(reports.map(({ rules }) => rules?.judgedBy ?? 'head'));
  if (judges.size > 1) {
    reject('merge/mixed', "some reports were judged by the base's rules and others weren't; run all jobs again");
  }
  const changes = new Map<string, RuleChange>();
  for (const change of all.flatMap((rules) => rules.changes)) changes.set(`${change.model}: ${change.text}`, change);
  return { ...first, changes: listed([...changes.values()]) };
}
