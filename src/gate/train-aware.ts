// Quantization-aware training of a student that was trained in float, and which of both models is shipped.
import { onlyKeyOf } from '../base/one-of.ts';
import { attemptLater, must, type Outcome, under } from '../base/problem.ts';
import type { Activations, CalibrationSamples } from '../compress/calibrate.ts';
import { calibrate } from '../compress/calibrate.ts';
import { fold } from '../compress/fold.ts';
import { lower } from '../compress/lower.ts';
import { type AwareSettings, awareSettings } from '../compress/qat/params.ts';
import { prepareQat } from '../compress/qat/qat.ts';
import { quantize } from '../compress/quantize.ts';
import { type Dataset, select } from '../data/dataset.ts';
import type { Network } from '../nn/network/network.ts';
import { macsOf, PASSES_A_STEP } from '../nn/network/work.ts';
import type { ReportedTraining } from '../report/report.ts';
import { distill } from '../student/distill.ts';
import { fineTuningParams, stepsOf } from '../student/fine-tune.ts';
import { splitByClass } from '../student/split.ts';
import { writeModel } from '../tflite/write.ts';
import { measureModel } from './measure.ts';
import { listenerOf, type ModelRun } from './model-run.ts';
import { testSetOf } from './test-set.ts';

export interface FloatStudent {
  readonly network: Network;
  readonly activations: Activations;
  readonly calibration: CalibrationSamples;
  readonly train: Dataset;
  readonly teacherLogits?: Float32Array;
  /** Its model, quantized after training. */
  readonly bytes: Uint8Array;
}

/** What quantization-aware training adds to the report. */
export type ReportedAware = NonNullable<ReportedTraining['aware']>;

export interface ShippedModel {
  readonly bytes: Uint8Array;
  /** Absent where kd.yaml doesn't ask for it. */
  readonly aware?: ReportedAware;
}

/** Share of the steps in which ranges follow the values; they are frozen for the rest. */
const LEARNING_RANGES = 2 / 3;

/** The better of both on held-out samples, where `quantize.aware` asks for it. Problems: as of `distill`. */
export function trainAware(run: ModelRun, student: FloatStudent): Promise<Outcome<ShippedModel>> {
  const { model } = run;
  return attemptLater(async () => {
    const { learningRate } = onlyKeyOf(model.distill.optimizer).value;
    const settings = awareSettings(model.quantize.aware, { epochs: model.distill.epochs, learningRate });
    if (!settings) return { bytes: student.bytes };
    const { bytes, bestEpoch } = must(await learn(run, student, settings));
    const [right, rightBefore] = must(await judge(run, student.train, [bytes, student.bytes]));
    const isShipped = right.correct >= rightBefore.correct;
    const aware = { ...settings, bestEpoch, heldOut: right, heldOutBefore: rightBefore, isShipped };
    return { bytes: isShipped ? bytes : student.bytes, aware };
  });
}

function learn(run: ModelRun, student: FloatStudent, settings: AwareSettings) {
  const { model, seed, tools } = run;
  const { train, teacherLogits, network, calibration, activations } = student;
  const stage = 'train quantized';
  return attemptLater(async () => {
    must(run.spend({ model: run.name, stage, macs: PASSES_A_STEP * settings.epochs * train.count * macsOf(network) }));
    const folded = fold(network);
    const ranges = must(calibrate(network, calibration, activations));
    const { steps, batch } = stepsOf(train, model.distill, seed);
    const learningSteps = Math.floor(LEARNING_RANGES * settings.epochs * steps);
    const qat = prepareQat({ folded, ranges, params: model.quantize, batch, learningSteps });
    const learned = must(
      under(
        'quantize.aware',
        await distill({
          network: qat.network,
          train,
          teacherLogits,
          params: fineTuningParams(model.distill, settings),
          seed,
          makeTrainer: tools.makeTrainer,
          trainer: qat.options,
          onProgress: listenerOf(run, stage),
        }),
      ),
    );
    const finished = qat.finish(learned.network);
    const bytes = writeModel(lower(quantize(finished.folded, finished.ranges, model.quantize)));
    return { bytes, bestEpoch: learned.bestEpoch };
  });
}

/** Right answers of each model on the held-out samples, or on all of the training set where none are held out. */
function judge({ model, seed, tools }: ModelRun, train: Dataset, models: readonly Uint8Array[]) {
  const { validation } = splitByClass(train.labels, train.classes.length, model.distill.validation, seed);
  const samples = testSetOf(validation.length > 0 ? select(train, validation) : train);
  return attemptLater(async () => {
    const answers = [];
    for (const bytes of models) {
      const { interpreter } = must(measureModel(bytes, [], tools.makeKernels));
      const { correct, total } = must(await tools.evaluate({ bytes, interpreter }, samples));
      answers.push({ correct, total });
    }
    return answers;
  });
}
