// Reports of several jobs as one: one comment, one verdict, and a job that left nothing is not measured.
import { done, failed, type Outcome } from '../base/problem.ts';
import { worst } from '../budget/verdict.ts';
import type { ModelReport, Report } from './report.ts';

/** The matrix for `strategy.matrix`, a job a model. */
export function planMatrix(models: readonly string[]): { readonly include: readonly { readonly model: string }[] } {
  return { include: models.map((model) => ({ model })) };
}

/** `expected`: the models of kd.yaml in their order. The reports must come from one kd.yaml and one kd-gate. */
export function mergeReports(expected: readonly string[], reports: readonly Report[]): Outcome<Report> {
  const [first] = reports;
  if (!first) return failed({ code: 'merge/none', message: 'there is no report.json to merge; did every job fail?' });
  const strange = reports.find(
    ({ spec, tool }) =>
      spec.sha256 !== first.spec.sha256 ||
      tool.version !== first.tool.version ||
      tool.kernelsSha256 !== first.tool.kernelsSha256,
  );
  if (strange) {
    const message = 'the reports come from different versions of kd.yaml or of kd-gate; run all jobs on one commit';
    return failed({ code: 'merge/mixed', message });
  }
  const found = new Map<string, ModelReport>();
  for (const model of reports.flatMap(({ models }) => models)) if (!found.has(model.name)) found.set(model.name, model);
  const models = expected.flatMap((name) => found.get(name) ?? []);
  const missing = expected.filter((name) => !found.has(name));
  const verdict = worst([...models.map((model) => model.verdict), ...missing.map(() => 'not measured' as const)]);
  const bases = reports.flatMap(({ base }) => (base ? [base] : []));
  const base = bases.find(({ status }) => status !== 'none') ?? bases[0];
  const untracked = [...new Set(bases.flatMap((b) => b.untracked ?? []))];
  return done({
    version: 1,
    tool: first.tool,
    spec: first.spec,
    seed: first.seed,
    verdict,
    ...(base && { base: { ...base, ...(untracked.length > 0 && { untracked }) } }),
    ...(missing.length > 0 && { missing }),
    models,
  });
}
