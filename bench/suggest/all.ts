// The exhaustive search: every candidate that fits the budgets for costs is trained, and the smallest that passes told.
import { attemptLater, must, type Outcome } from '../../src/base/problem.ts';
import { runGate } from '../../src/gate/gate.ts';
import { modelRunsOf } from '../../src/gate/model-run.ts';
import { candidatesOf } from '../../src/suggest/candidates.ts';
import { judgeCandidates } from '../../src/suggest/judged.ts';
import { subjectOf, suggest } from '../../src/suggest/suggest.ts';
import { makeBench } from '../../src/suggest/trials.ts';
import type { FailingSpec } from './specs.ts';
import { type BenchTools, gateOf } from './try.ts';

/** A sentence: how large the proposed change is, and the smallest of all that pass. */
export function trainAll(
  { task, yaml }: FailingSpec,
  fixtures: string,
  tools: BenchTools,
  trainings: number,
): Promise<Outcome<string>> {
  return attemptLater(async () => {
    const { model: name } = task;
    const gate = must(await gateOf(yaml, task.readFrom(fixtures), tools));
    const current = must(await runGate(gate)).report.models[0];
    const { proposal } = must(await suggest({ gate, name, current, trainings }));
    const [run] = modelRunsOf(gate);
    const subject = must(await subjectOf(run, current));
    const judge = { limits: run.model.limits, reserve: run.reserve, ratchet: true };
    const { now, candidates } = must(judgeCandidates(subject, candidatesOf(subject), current, judge));
    const bench = makeBench({ gate, name, now: { ...now, epochs: subject.epochs }, trainings: 1e9 });
    const fitting = candidates.filter(({ fits }) => fits);
    for (const judged of fitting) await bench.attempt(judged);
    const passing = bench.trained.filter(({ trial }) => trial.passes);
    const least = Math.min(...passing.map(({ judged }) => judged.size));
    const found = `${candidates.length} judged, ${fitting.length} fit, ${passing.length} of them pass`;
    return `${found}; smallest change ${least.toPrecision(4)}, proposed ${proposal?.size} (${proposal?.passes})`;
  });
}
