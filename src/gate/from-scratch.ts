// The same student trained without the teacher: what distillation gained is the difference of the two accuracies.
import { attemptLater, must, type Outcome } from '../base/problem.ts';
import type { Dataset } from '../data/dataset.ts';
import type { ModelReport } from '../report/report.ts';
import type { ModelBuild } from './make-model.ts';
import { measureModel } from './measure.ts';
import { testSetOf } from './test-set.ts';
import type { Tools } from './tools.ts';

/** Undefined where kd.yaml doesn't ask for the comparison. Problems: as of the student itself. */
export function evaluateFromScratch(
  { fromScratch }: ModelBuild,
  test: Dataset | undefined,
  { makeKernels, evaluate }: Tools,
): Promise<Outcome<ModelReport['scratch']>> {
  return attemptLater(async () => {
    const floatScore = fromScratch?.floatScore;
    if (!floatScore || !test) return undefined;
    const measurement = must(measureModel(fromScratch.bytes, [], makeKernels));
    const { accuracy, error } = must(await evaluate(measurement, testSetOf(test, measurement.model)));
    const { accuracy: floatAccuracy, error: floatError } = floatScore;
    return {
      training: fromScratch.training,
      ...(floatAccuracy && { floatAccuracy }),
      ...(accuracy && { accuracy }),
      ...(floatError && { floatError }),
      ...(error && { error }),
    };
  });
}
