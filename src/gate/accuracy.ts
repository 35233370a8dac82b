// The accuracy of a model where it can be measured, and why not where it can't: everything else is judged all the same.
import { attemptLater, must, type Outcome, type Problem } from '../base/problem.ts';
import type { LoadedModel } from './measure.ts';
import { listenerOf, type ModelRun } from './model-run.ts';
import type { Evaluation } from './scorer.ts';
import { runsOf } from './streams.ts';
import type { TestSet } from './test-set.ts';

/** Undefined without a test set. */
export type EvaluationOrReason = Evaluation | { readonly reason: string } | undefined;

/** A sound model whose answers can't be measured: not one input and one output, or nothing that is finite. */
const NO_CLASSIFIER: readonly Problem['code'][] = ['measure/graph', 'measure/range', 'measure/types'];

/** Problems: as `evaluate` finds them, but for those of a model that answers no classes. */
export function measureAccuracy(
  model: LoadedModel,
  testSet: TestSet | undefined,
  run: ModelRun,
): Promise<Outcome<EvaluationOrReason>> {
  return attemptLater(async () => {
    if (!testSet) return undefined;
    const macs = model.interpreter.operationsPerInvoke * runsOf(testSet, model.interpreter);
    must(run.spend({ model: run.name, stage: 'simulate', macs }));
    const outcome = await run.tools.evaluate(model, testSet, listenerOf(run, 'simulate'));
    const reason = outcome.ok ? undefined : outcome.problems.find(({ code }) => NO_CLASSIFIER.includes(code));
    return reason ? { reason: reason.message } : must(outcome);
  });
}
