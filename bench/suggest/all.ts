// The exhaustive search: every candidate that fits the budgets for costs is trained, and the smallest that passes told.
import { attemptLater, must, type Outcome } from '../../src/base/problem.ts';
import { runGate } from '../../src/gate/gate.ts';
import { modelRunsOf } from '../../src/gate/model-run.ts';
import type { Results } from '../../src/store/results.ts';
import { candidatesOf } from '../../src/suggest/candidates.ts';
import { type JudgedCandidate, judgeCandidates } from '../../src/suggest/judged.ts';
import { subjectOf, suggest } from '../../src/suggest/suggest.ts';
import { makeBench } from '../../src/suggest/trials.ts';
import type { FailingSpec } from './specs.ts';
import { type BenchTools, gateOf } from './try.ts';

export interface ExhaustiveSearch {
  readonly judged: number;
  readonly fitting: number;
  /** Those that pass, the smallest change first. */
  readonly passing: readonly JudgedCandidate[];
  /** What `suggest` proposes; undefined where it finds nothing that passes. */
  readonly proposed?: JudgedCandidate;
}

/** `results`: of networks that were trained already. */
export function trainAll(
  { task, yaml }: FailingSpec,
  fixtures: string,
  tools: BenchTools,
  trainings: number,
  results: Results,
): Promise<Outcome<ExhaustiveSearch>> {
  return attemptLater(async () => {
    const { model: name } = task;
    const gate = { ...must(await gateOf(yaml, task.readFrom(fixtures), tools)), results };
    const current = must(await runGate(gate)).report.models[0];
    const { trained } = must(await suggest({ gate, name, current, trainings }));
    const [run] = modelRunsOf(gate);
    const subject = must(await subjectOf(run, current));
    const judge = { limits: run.model.limits, reserve: run.reserve, ratchet: true };
    const { now, candidates } = must(judgeCandidates(subject, candidatesOf(subject), current, judge));
    const bench = makeBench({ gate, name, now: { ...now, ...subject }, trainings: 1e9 });
    const fitting = candidates.filter(({ fits }) => fits);
    for (const [i, judged] of fitting.entries()) {
      await bench.attempt(judged);
      if (i % 100 === 99) console.error(`${i + 1} of ${fitting.length}`);
    }
    const passing = bench.trained.filter(({ trial }) => trial.passes).map(({ judged }) => judged);
    const [proposed] = trained
      .filter(({ trial }) => trial.passes)
      .map(({ judged }) => judged)
      .sort((a, b) => a.size - b.size);
    return { judged: candidates.length, fitting: fitting.length, passing, ...(proposed && { proposed }) };
  });
}
