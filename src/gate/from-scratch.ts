// The same student trained without the teacher: what distillation gained is the difference of the two accuracies.
import { attemptLater, must, type Outcome } from '../base/problem.ts';
import type { ModelReport } from '../report/report.ts';
import type { ModelBuild } from './make-model.ts';
import { measureModel } from './measure.ts';
import type { TestSet } from './test-set.ts';
import type { Tools } from './tools.ts';

/** Undefined where kd.yaml doesn't ask for the comparison. Problems: as of the student itself. */
export function evaluateFromScratch(
  { fromScratch }: ModelBuild,
  testSet: TestSet | undefined,
  { makeKernels, evaluate }: Tools,
): Promise<Outcome<ModelReport['scratch']>> {
  return attemptLater(async () => {
    if (!fromScratch?.floatAccuracy || !testSet) return undefined;
    const measurement = must(measureModel(fromScratch.bytes, [], makeKernels));
    const { correct, total } = must(await evaluate(measurement, testSet));
    return { training: fromScratch.training, floatAccuracy: fromScratch.floatAccuracy, accuracy: { correct, total } };
  });
}
