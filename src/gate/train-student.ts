// A student trained, quantized, and evaluated in float32: once with its teacher and, to compare, once without.
import { attemptLater, must, type Outcome, under } from '../base/problem.ts';
import { sizeOf } from '../base/shape.ts';
import type { CalibrationSamples } from '../compress/calibrate.ts';
import { compress } from '../compress/compress.ts';
import { type Dataset, gather } from '../data/dataset.ts';
import type { DataSets } from '../data/load.ts';
import { createForward } from '../nn/forward.ts';
import type { Network } from '../nn/network/network.ts';
import { macsOf, PASSES_A_STEP } from '../nn/network/work.ts';
import type { ReportedTraining } from '../report/report.ts';
import { type DistillationResult, distill } from '../student/distill.ts';
import { logitsOf } from '../student/evaluate.ts';
import { type Score, scoreOf } from '../student/score.ts';
import { writeModel } from '../tflite/write.ts';
import { listenerOf, type ModelRun } from './model-run.ts';

export type TrainingData = Required<Pick<DataSets, 'train' | 'calibrate'>> & Pick<DataSets, 'test'>;

export interface Student {
  /** Of the .tflite file. */
  readonly bytes: Uint8Array;
  readonly training: ReportedTraining;
  /** On the test set, before quantization; absent without one. */
  readonly floatScore?: Score;
}

/** Without `teacherLogits` ([train.count, outputs]) the student learns from the labels alone. */
export function trainStudent(
  run: ModelRun,
  { train, test, calibrate }: TrainingData,
  network: Network,
  stage: string,
  teacherLogits?: Float32Array,
): Promise<Outcome<Student>> {
  const { model, seed, tools } = run;
  const input = { network, train, teacherLogits, params: model.distill, seed, makeTrainer: tools.makeTrainer };
  return attemptLater(async () => {
    const macs = PASSES_A_STEP * model.distill.epochs * train.count * macsOf(network);
    must(run.spend({ model: run.name, stage, macs }));
    const distilled = must(under('distill', await distill({ ...input, onProgress: listenerOf(run, stage) })));
    tools.onProgress({ model: run.name, stage: 'quantize' });
    const { infer, activations } = createForward(distilled.network, tools.makeKernels);
    const { bytes } = must(
      compress({
        network: distilled.network,
        calibration: calibrationOf(calibrate),
        activations,
        params: model.quantize,
        write: writeModel,
      }),
    );
    const floatScore = test && scoreOf(test, logitsOf(infer, test));
    return { bytes, training: reportTraining(distilled), ...(floatScore && { floatScore }) };
  });
}

/** All of its samples, as the network is fed them. */
function calibrationOf(samples: Dataset): CalibrationSamples {
  const { count, shape } = samples;
  const x = new Float32Array(count * sizeOf(shape));
  const all = Int32Array.from({ length: count }, (_, i) => i);
  gather(samples, all, x);
  return { x, count, shape };
}

function reportTraining({
  formula,
  history,
  bestEpoch,
  validation,
  validationError,
  trainableParameters,
}: DistillationResult): ReportedTraining {
  return {
    formula,
    epochs: history.length,
    bestEpoch,
    ...(validation && { validationAccuracy: validation.correct / validation.total }),
    ...(validationError && { validationError: validationError.mae }),
    trainableParameters,
  };
}
