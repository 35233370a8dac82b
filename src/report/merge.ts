// Reports of several jobs as one: one comment, one verdict, and a job that left nothing is not measured.
import { attempt, type Outcome, reject } from '../base/problem.ts';
import type { ModelReport, Report, ReportedRules, RuleChange } from './report.ts';
import { listed, verdictOf } from './rules.ts';

/** The matrix for `strategy.matrix`, a job a model. */
export function planMatrix(models: readonly string[]): { readonly include: readonly { readonly model: string }[] } {
  return { include: models.map((model) => ({ model })) };
}

/** `expected`: the models of kd.yaml in their order. The reports must come from one kd.yaml and one kd-gate. */
export function mergeReports(expected: readonly string[], reports: readonly Report[]): Outcome<Report> {
  return attempt(() => {
    const [first] = reports;
    if (!first) return reject('merge/none', 'there is no report.json to merge; did every job fail?');
    if (!reports.every((report) => haveOneOrigin(report, first))) {
      reject(
        'merge/mixed',
        'the reports come from different versions of kd.yaml or of kd-gate; run all jobs on one commit',
      );
    }
    const { version, tool, spec, seed } = first;
    const found = new Map<string, ModelReport>();
    for (const model of reports.flatMap(({ models }) => models)) {
      if (!found.has(model.name)) found.set(model.name, model);
    }
    const models = expected.flatMap((name) => found.get(name) ?? []);
    const missing = expected.filter((name) => !found.has(name));
    const baseline = mergeBaselines(reports);
    const rules = mergeRules(reports);
    return {
      version,
      tool,
      spec,
      seed,
      verdict: verdictOf({ models, missing, rules }),
      ...(rules && { rules }),
      ...(baseline && { base: baseline }),
      ...(missing.length > 0 && { missing }),
      models,
    };
  });
}

function haveOneOrigin(a: Report, b: Report): boolean {
  return (
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
