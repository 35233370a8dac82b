// A student trained, quantized, and evaluated in float32: once with its teacher and, to compare, once without.
import { sha256Hex } from '../base/digest.ts';
import { attemptLater, must, type Outcome, under } from '../base/problem.ts';
import { macsOfAugment } from '../data/augment/augment.ts';
import type { DataSets } from '../data/load.ts';
import { createForward } from '../nn/forward.ts';
import type { Network } from '../nn/network/network.ts';
import { macsOf, PASSES_A_STEP } from '../nn/network/work.ts';
import type { ReportedQuantization } from '../report/quantization.ts';
import type { ReportedTraining } from '../report/report.ts';
import { type DistillationInput, type DistillationResult, distill } from '../student/distill.ts';
import { logitsOf } from '../student/evaluate.ts';
import type { DistillParams } from '../student/params.ts';
import { type Score, scoreOf } from '../student/score.ts';
import { comparesLayers, type TeacherLayers } from '../student/teacher-layers.ts';
import type { RunningTeacher } from '../teacher/live.ts';
import type { Teaching } from '../teacher/teacher.ts';
import { checkpointsOf } from './checkpoints.ts';
import { listenerOf, type ModelRun } from './model-run.ts';
import { quantizeStudent } from './quantize-student.ts';

export type TrainingData = Required<Pick<DataSets, 'train' | 'calibrate'>> & Pick<DataSets, 'test'>;

export interface Student {
  /** Of the .tflite file. */
  readonly bytes: Uint8Array;
  readonly training: ReportedTraining;
  readonly quantization: ReportedQuantization;
  /** On the test set, before quantization; absent without one. */
  readonly floatScore?: Score;
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
    const params = { ...model.distill, augment: augmentFor(run, teacher) };
    const beside = macsOfAugment(params.augment, train.shape) + macsOfLive(params, teacher?.live);
    const macs = params.epochs * train.count * (PASSES_A_STEP * macsOf(network) + beside);
    must(run.spend({ model: run.name, stage, macs }));
    const input = inputOf(run, stage, { train, network, params, teacher });
    const distilled = must(under('distill', await distill(input)));
    const forward = createForward(distilled.network, tools.makeKernels);
    const quantized = must(await quantizeStudent(run, { input, calibrate, network: distilled.network, forward }));
    const floatScore = test && scoreOf(test, logitsOf(forward.infer, test));
    const { aware, ...shipped } = quantized;
    const reported = { ...reportTraining(distilled), ...(aware && { aware }) };
    return { ...shipped, training: reported, ...(floatScore && { floatScore }) };
  });
}

/**
 * None where the teacher's answers are those of a file: they are to the samples as they are, and the student would be
 * shown others.
 */
export function augmentFor(
  { model: { distill } }: Pick<ModelRun, 'model'>,
  teacher: Teaching | undefined,
): DistillParams['augment'] {
  return teacher && !teacher.live ? [] : distill.augment;
}

/** Of the teacher's passes for one sample beside the stored answers. */
function macsOfLive(params: DistillParams, live: RunningTeacher | undefined): number {
  if (!live) return 0;
  return live.macs * (Number(params.augment.length > 0) + Number(comparesLayers(params)));
}

function layersOf({ shapes, features }: Partial<RunningTeacher> = {}): TeacherLayers | undefined {
  return shapes && features && { shapes, features };
}

function inputOf(
  run: ModelRun,
  stage: string,
  { train, network, params, teacher }: Pick<DistillationInput, 'train' | 'network' | 'params'> & { teacher?: Teaching },
): DistillationInput {
  const { seed, tools } = run;
  const live = teacher?.live;
  const ofTeacher = teacher && { logits: digestOfFloats(teacher.logits), state: live && digestOfFloats(live.state) };
  const inputs = { train: train.digest, labels: train.classes, teacher: ofTeacher, digests: teacher?.digests };
  return {
    ...{ train, network, params, seed, makeTrainer: tools.makeTrainer },
    ...(teacher && { teacherLogits: teacher.logits }),
    teacherLayers: layersOf(live),
    ...(live && { liveTeacher: live.answer }),
    checkpoints: checkpointsOf(run, stage, inputs),
    onProgress: listenerOf(run, stage),
  };
}

function digestOfFloats({ buffer, byteOffset, byteLength }: Float32Array): string {
  return sha256Hex(new Uint8Array(buffer, byteOffset, byteLength));
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
