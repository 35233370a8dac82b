// A report as a job leaves it, and the kd.yaml that it must agree with.
import type { Limit } from '../../src/budget/judge.ts';
import type { SpecFacts } from '../../src/report/judge-again.ts';
import { baselineModelOf, judgeFigures } from '../../src/report/measurements.ts';
import type { ModelReport, Report } from '../../src/report/report.ts';
import { COMMIT, figures, LIMITS, type Made, report, TOOL, wrongAnswers } from './cases.ts';

/** What `figures` makes, with the settings that kd.yaml gives. */
function honestModel(made: Made, limits: readonly Limit[]): ModelReport {
  const { teacher: _, ...own } = figures(made);
  const all = { ...own, accuracy: { correct: 1000 - (made.wrong?.length ?? 0), total: 1000 } };
  const float = { ...all, floatAccuracy: { ...all.accuracy } };
  return judgeFigures(float, limits, baselineModelOf({ ...float, model: { ...float.model, sizeBytes: 12_000 } }, TOOL));
}

/** Over its budgets of size and accuracy. */
export function failingReport(limits: readonly Limit[] = LIMITS): Report {
  const model = honestModel({ sizeBytes: 17_424, filters: 12, boards: 2, wrong: wrongAnswers(60, 4) }, limits);
  return report([{ ...model, files: [{ path: 'data/test.npz', sha256: '02'.repeat(32) }] }], {
    base: { status: 'stored', commit: COMMIT, reason: 'said by the report' },
    head: { commit: 'f'.repeat(40), isClean: true },
  });
}

/** Of the kd.yaml that `failingReport` was made from. */
export function factsOf({ spec, seed, models }: Report, limits: readonly Limit[] = LIMITS): SpecFacts {
  return {
    file: spec.file,
    sha256: spec.sha256,
    seed,
    models: new Map(
      models.map(({ name, boards, settings = {} }) => [name, { limits, boards: [...boards], reserve: [], settings }]),
    ),
  };
}
