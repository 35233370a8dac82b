// The left half of the gate: a section of kd.yaml and its data to the bytes of a .tflite file.
import { sha256Hex } from '../base/digest.ts';
import { attempt, done, failed, must, type Outcome, under } from '../base/problem.ts';
import { sizeOf } from '../base/shape.ts';
import { compress } from '../compress/compress.ts';
import type { ModelSpec } from '../config/spec.ts';
import { type Dataset, gather } from '../data/dataset.ts';
import type { DataSets } from '../data/load.ts';
import { createForward } from '../nn/forward.ts';
import { buildNetwork, checkClasses } from '../nn/network/build.ts';
import type { Network } from '../nn/network/network.ts';
import type { Answers, ReportedTraining } from '../report/report.ts';
import { type DistillationResult, distill } from '../student/distill.ts';
import { countCorrect, logitsOf } from '../student/evaluate.ts';
import { askTeacher, type Teaching } from '../teacher/teacher.ts';
import { writeModel } from '../tflite/write.ts';
import type { Tools } from './tools.ts';

/** A student trained, evaluated in float32 and quantized. */
export interface Student {
  readonly bytes: Uint8Array;
  readonly training?: ReportedTraining;
  readonly floatAccuracy?: Answers;
}

export interface Made extends Student {
  readonly teacher?: Teaching;
  /** The same student trained without the teacher. */
  readonly scratch?: Student;
  /** SHA-256 of what the bytes depend on, by role. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Problems have paths inside the model's section of kd.yaml. */
export async function makeModel(
  name: string,
  model: ModelSpec,
  { train, test, calibrate }: DataSets,
  seed: number,
  tools: Tools,
): Promise<Outcome<Made>> {
  const { layers, tflite } = model.student;
  if (tflite !== undefined) return bringModel(tflite, tools);
  if (!train || !calibrate) {
    const message = 'a student of layers learns from `train:`, which is missing; name its file';
    return failed({ code: 'data/train-missing', message, place: { path: 'data' } });
  }
  const data = { train, test, calibrate };
  const network = under('student', buildStudent(train, layers ?? [], seed));
  if (!network.ok) return network;
  const teacher = model.teacher ? await teach(name, model.teacher, data, seed, tools) : done(undefined);
  if (!teacher.ok) return teacher;
  const learn = (teaching: Teaching | undefined, stage: string) =>
    trainStudent(network.value, teaching, { name, model, data, seed, tools, stage });
  const student = await learn(teacher.value, teacher.value ? 'distill' : 'train');
  if (!student.ok) return student;
  const compares = teacher.value !== undefined && model.distill.compareWithScratch;
  const scratch = compares ? await learn(undefined, 'train from scratch') : done(undefined);
  if (!scratch.ok) return scratch;
  const digests = { train: train.digest, calibrate: calibrate.digest, ...teacher.value?.digests };
  return done({ ...student.value, teacher: teacher.value, scratch: scratch.value, digests });
}

type TrainingData = Required<DataSets>;

/** `student: { tflite: … }`: nothing is trained. */
async function bringModel(path: string, { read }: Tools): Promise<Outcome<Made>> {
  const bytes = under('student.tflite', await read(path));
  return bytes.ok ? done({ bytes: bytes.value, digests: { student: sha256Hex(bytes.value) } }) : bytes;
}

function buildStudent(train: Dataset, layers: Parameters<typeof buildNetwork>[1], seed: number): Outcome<Network> {
  return attempt(() => {
    const network = must(buildNetwork(train.shape, layers, seed, 'student'));
    const problems = checkClasses(network, train.classes.length);
    if (problems.length > 0) must({ ok: false, problems });
    return network;
  });
}

async function teach(
  name: string,
  params: NonNullable<ModelSpec['teacher']>,
  { train, test }: TrainingData,
  seed: number,
  { read, makeKernels, makeTrainer, onProgress }: Tools,
): Promise<Outcome<Teaching>> {
  const listen = (count: number, total: number, note?: string) =>
    onProgress({ model: name, stage: 'teacher', done: count, total, note });
  const answered = await askTeacher({
    params,
    train,
    test,
    read,
    makeKernels,
    makeTrainer,
    seed,
    onProgress: listen,
  });
  return under('teacher', answered);
}

interface Training {
  readonly name: string;
  readonly model: ModelSpec;
  readonly data: TrainingData;
  readonly seed: number;
  readonly tools: Tools;
  readonly stage: string;
}

async function trainStudent(
  network: Network,
  teaching: Teaching | undefined,
  { name, model, data, seed, tools, stage }: Training,
): Promise<Outcome<Student>> {
  const { train, test, calibrate } = data;
  const onProgress = (count: number, total: number, note?: string) =>
    tools.onProgress({ model: name, stage, done: count, total, note });
  const { makeTrainer } = tools;
  const params = model.distill;
  const teacherLogits = teaching?.logits;
  const learned = await distill({ network, train, teacherLogits, params, seed, makeTrainer, onProgress });
  if (!learned.ok) return under('distill', learned);
  tools.onProgress({ model: name, stage: 'quantize' });
  const forward = createForward(learned.value.network, tools.makeKernels);
  const x = new Float32Array(calibrate.count * sizeOf(calibrate.shape));
  gather(
    calibrate,
    Int32Array.from({ length: calibrate.count }, (_, i) => i),
    x,
  );
  const compressed = compress({
    network: learned.value.network,
    calibration: { x, count: calibrate.count, shape: calibrate.shape },
    activations: forward.activations,
    params: model.quantize,
    write: writeModel,
  });
  if (!compressed.ok) return compressed;
  const floatAccuracy = countCorrect(logitsOf(forward.infer, test), test.labels);
  return done({ bytes: compressed.value.bytes, training: reportTraining(learned.value), floatAccuracy });
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
