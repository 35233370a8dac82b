// A student trained, quantized, and evaluated in float32: once with its teacher and, to compare, once without.
import { attemptLater, must, type Outcome, under } from '../base/problem.ts';
import type { DataSets } from '../data/load.ts';
import { createForward } from '../nn/forward.ts';
import type { Network } from '../nn/network/network.ts';
import { macsOf, PASSES_A_STEP } from '../nn/network/work.ts';
import type { ReportedQuantization } from '../report/quantization.ts';
import type { Answers, ReportedTraining } from '../report/report.ts';
import { type DistillationResult, distill } from '../student/distill.ts';
import { countCorrect, logitsOf } from '../student/evaluate.ts';
import { comparesLayers, type TeacherLayers } from '../student/teacher-layers.ts';
import type { LiveTeacher } from '../teacher/live.ts';
import type { Teaching } from '../teacher/teacher.ts';
import { listenerOf, type ModelRun } from './model-run.ts';
import { quantizeStudent } from './quantize-student.ts';

export type TrainingData = Required<Pick<DataSets, 'train' | 'calibrate'>> & Pick<DataSets, 'test'>;

export interface Student {
  /** Of the .tflite file. */
  readonly bytes: Uint8Array;
  readonly training: ReportedTraining;
  readonly quantization: ReportedQuantization;
  /** On the test set, before quantization; absent without one. */
  readonly floatAccuracy?: Answers;
}

/** Without a teacher the student learns from the labels alone. */
export function trainStudent(
  run: ModelRun,
  { train, test, calibrate }: TrainingData,
  network: Network,
  stage: string,
  teacher?: Pick<Teaching, 'logits' | 'live'>,
): Promise<Outcome<Student>> {
  const { model, seed, tools } = run;
  const teacherLayers = layersOf(teacher?.live);
  const taught = { teacherLogits: teacher?.logits, teacherLayers };
  const input = { network, train, ...taught, params: model.distill, seed, makeTrainer: tools.makeTrainer };
  return attemptLater(async () => {
    const ofTeacher = teacherLayers && comparesLayers(model.distill) ? (teacher?.live?.macs ?? 0) : 0;
    const macs = model.distill.epochs * train.count * (PASSES_A_STEP * macsOf(network) + ofTeacher);
    must(run.spend({ model: run.name, stage, macs }));
    const distilled = must(under('distill', await distill({ ...input, onProgress: listenerOf(run, stage) })));
    const forward = createForward(distilled.network, tools.makeKernels);
    const quantized = must(await quantizeStudent(run, { train, calibrate }, distilled.network, forward));
    const floatAccuracy = test && countCorrect(logitsOf(forward.infer, test), test.labels);
    return { ...quantized, training: reportTraining(distilled), ...(floatAccuracy && { floatAccuracy }) };
  });
}

function layersOf({ shapes, features }: Partial<LiveTeacher> = {}): TeacherLayers | undefined {
  return shapes && features && { shapes, features };
}

function reportTraining({
  formula,
  history,
  bestEpoch,
  validation,
  trainableParameters,
}: DistillationResult): ReportedTraining {
  return {
    formula,
    epochs: history.length,
    bestEpoch,
    ...(validation && { validationAccuracy: validation.correct / validation.total }),
    trainableParameters,
  };
}
