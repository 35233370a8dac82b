// A student trained, quantized, and evaluated in float32: once with its teacher and, to compare, once without.
import { onlyKeyOf } from '../base/one-of.ts';
import { attemptLater, must, type Outcome, under } from '../base/problem.ts';
import type { DataSets } from '../data/load.ts';
import { createForward } from '../nn/forward.ts';
import type { Network } from '../nn/network/network.ts';
import { countTrainable } from '../nn/network/trainable.ts';
import { curveOf } from '../report/learning-curve.ts';
import type { ReportedQuantization } from '../report/quantization.ts';
import type { ReportedTraining } from '../report/report.ts';
import { settle } from '../student/auto.ts';
import { type DistillationResult, distill } from '../student/distill.ts';
import { logitsOf } from '../student/evaluate.ts';
import { type Score, scoreOf } from '../student/score.ts';
import type { Teaching } from '../teacher/teacher.ts';
import { keepsWeights } from './kept-weights.ts';
import type { ModelRun } from './model-run.ts';
import { calibrationOf, quantizeStudent } from './quantize-student.ts';
import { refineStudent } from './refine-student.ts';
import { type StageModel, stagesOf } from './stage-models.ts';
import type { FloatStudent } from './train-aware.ts';
import { augmentFor, macsOfEpoch, trainingInput } from './training-input.ts';

export type TrainingData = Required<Pick<DataSets, 'train' | 'calibrate'>> & Pick<DataSets, 'test'>;

export interface Student {
  /** Of the .tflite file. */
  readonly bytes: Uint8Array;
  readonly training: ReportedTraining;
  readonly quantization: ReportedQuantization;
  /** On the test set, before quantization; absent without one. */
  readonly floatScore?: Score;
  /** Where it was made smaller after its training: what each step came to. */
  readonly stages?: readonly StageModel[];
}

/** Without a teacher the student learns from the labels alone. */
export function trainStudent(
  run: ModelRun,
  { train, test, calibrate }: TrainingData,
  network: Network,
  stage: string,
  teacher?: Teaching,
): Promise<Outcome<Student>> {
  const { model, tools } = run;
  return attemptLater(async () => {
    const skips = keepsWeights(model);
    // Later steps tune for a share of the epochs that there are by default.
    const section = skips ? { ...model.distill, epochs: undefined } : model.distill;
    const params = settle({ ...section, augment: augmentFor(run, teacher) }, train.count);
    const epochs = skips ? 0 : params.epochs;
    must(run.spend({ model: run.name, stage, macs: epochs * macsOfEpoch({ train, network, params, teacher }) }));
    const input = trainingInput(run, stage, { train, network, params, teacher });
    const distilled = skips ? untrained(input) : must(under('distill', await distill(input)));
    const forward = createForward(distilled.network, tools.makeKernels);
    const trained = { input, calibrate, network: distilled.network, forward, teacher };
    const refined = must(await refineStudent(run, trained, calibrationOf(calibrate)));
    const { student: float } = refined[refined.length - 1];
    const quantized = must(await quantizeStudent(run, float));
    const scoreIn = (student: FloatStudent) => test && scoreOf(test, logitsOf(student.forward.infer, test));
    const floatScore = scoreIn(float);
    const stages = refined.length > 1 ? must(stagesOf(run, refined, scoreIn)) : undefined;
    const { aware, ...shipped } = quantized;
    const { learningRate } = onlyKeyOf(params.optimizer).value;
    const reported = { ...reportTraining(distilled), learningRate, ...(aware && { aware }) };
    return { ...shipped, training: reported, ...(floatScore && { floatScore }), ...(stages && { stages }) };
  });
}

/** A student that keeps the weights of its file. */
function untrained({ network }: Pick<DistillationResult, 'network'>): KeptStudent {
  const trainableParameters = countTrainable(network);
  return {
    network,
    formula: 'none: the weights of the file',
    history: [],
    bestEpoch: 0,
    peakEpoch: 0,
    trainableParameters,
  };
}

type KeptStudent = Omit<DistillationResult, 'validation' | 'validationError'> &
  Partial<Pick<DistillationResult, 'validation' | 'validationError'>>;

function reportTraining({
  formula,
  history,
  bestEpoch,
  peakEpoch,
  validation,
  validationError,
  trainableParameters,
}: KeptStudent): ReportedTraining {
  return {
    formula,
    epochs: history.length,
    bestEpoch,
    ...(peakEpoch !== bestEpoch && { peakEpoch }),
    ...(validation && { validationAccuracy: validation.correct / validation.total }),
    ...(validationError && { validationError: validationError.mae }),
    trainableParameters,
    ...(history.length > 0 && { curve: curveOf(history, bestEpoch) }),
  };
}
