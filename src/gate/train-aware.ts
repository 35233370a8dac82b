// Quantization-aware training: a student that was trained in float goes on in the numbers of its integer model.
import { onlyKeyOf } from '../base/one-of.ts';
import { attemptLater, must, type Outcome, under } from '../base/problem.ts';
import type { Candidate } from '../compress/attempts.ts';
import { type CalibrationSamples, calibrate } from '../compress/calibrate.ts';
import { clippingOf } from '../compress/clipping.ts';
import { complete } from '../compress/compress.ts';
import type { FineTuneSettings } from '../compress/fine-tuning.ts';
import { fold } from '../compress/fold.ts';
import { type KeptForm, keepingForm } from '../compress/kept-form.ts';
import type { FixedParams } from '../compress/params.ts';
import { awareSettings } from '../compress/qat/params.ts';
import { prepareQat } from '../compress/qat/qat.ts';
import { quantize } from '../compress/quantize.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Forward } from '../nn/forward.ts';
import type { Network } from '../nn/network/network.ts';
import { numbersOf } from '../nn/network/numbers.ts';
import { joinHooks } from '../nn/trainer.ts';
import { type CurvePoint, curveOf } from '../report/learning-curve.ts';
import { type DistillationInput, distill } from '../student/distill.ts';
import { fineTuningParams, stepsOf } from '../student/fine-tune.ts';
import type { Teaching } from '../teacher/teacher.ts';
import { writeModel } from '../tflite/write.ts';
import { checkpointsOf } from './checkpoints.ts';
import { listenerOf, type ModelRun } from './model-run.ts';
import { simulationOn } from './simulation.ts';
import { digestOfFloats, lessonOf, macsOfEpoch } from './training-input.ts';

/** A student after its training in float. */
export interface FloatStudent {
  /** What it was trained with. */
  readonly input: DistillationInput;
  readonly calibrate: Dataset;
  readonly network: Network;
  readonly forward: Forward;
  /** Whose answers it learned. */
  readonly teacher?: Teaching;
  /** What was pruned and clustered stays so. */
  readonly kept?: KeptForm;
}

export interface AwareCandidate extends Candidate {
  readonly settings: FineTuneSettings;
  readonly bestEpoch: number;
  readonly curve: CurvePoint[];
}

/** Share of the steps in which ranges follow the values; they are frozen for the rest. */
const LEARNING_RANGES = 2 / 3;

/** Undefined where `aware` doesn't ask for it. Problems: as of `distill`, with paths inside `quantize.aware`. */
export function trainAware(
  run: ModelRun,
  student: FloatStudent,
  calibration: CalibrationSamples,
  params: FixedParams,
): Promise<Outcome<AwareCandidate | undefined>> {
  return attemptLater(async () => {
    const { input, network, forward } = student;
    const { learningRate } = onlyKeyOf(input.params.optimizer).value;
    const settings = awareSettings(params.aware, { epochs: input.params.epochs, learningRate });
    if (!settings) return undefined;
    const { activations } = forward;
    const ranges = must(calibrate(network, calibration, activations, clippingOf(params)));
    const { folded, learned, ...epochs } = must(await learn(run, student, settings, { ranges, params }));
    const laboratory = { calibration, activations, simulate: simulationOn(run.tools.makeKernels) };
    const result = must(complete(quantize(folded, learned, params), laboratory, writeModel));
    return { params, isAware: true, result, settings, ...epochs } as const;
  });
}

type Start = Pick<Parameters<typeof prepareQat>[0], 'ranges' | 'params'>;

function learn(
  run: ModelRun,
  { input, network, teacher, kept }: FloatStudent,
  settings: FineTuneSettings,
  given: Start,
) {
  const { train, seed } = input;
  const params = fineTuningParams(input.params, settings);
  const stage = 'train quantized';
  return attemptLater(async () => {
    const macs = settings.epochs * macsOfEpoch({ train, network, params, teacher });
    must(run.spend({ model: run.name, stage, macs }));
    const { steps, batch } = stepsOf(train, params, seed);
    const learningSteps = Math.floor(LEARNING_RANGES * settings.epochs * steps);
    const qat = prepareQat({ folded: fold(network), ...given, batch, learningSteps });
    const { prune, cluster } = run.model;
    const numbers = digestOfFloats(numbersOf(qat.network));
    const start = { numbers, settings, params: given.params, prune, cluster };
    const distilled = await distill({
      ...input,
      network: qat.network,
      params,
      trainer: joinHooks(qat.options, keepingForm(qat.network, kept)),
      checkpoints: checkpointsOf(run, stage, { ...lessonOf(train, teacher), start }),
      onProgress: listenerOf(run, stage),
    });
    const { network: trained, bestEpoch, history } = must(under('quantize.aware', distilled));
    const { folded, ranges: learned } = qat.finish(trained);
    return { folded, learned, bestEpoch, curve: curveOf(history, bestEpoch) };
  });
}
