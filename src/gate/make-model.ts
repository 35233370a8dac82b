// The left half of the gate, one line a stage: a section of kd.yaml and its data to the bytes of a .tflite file.
import { sha256Hex } from '../base/digest.ts';
import {
  attempt,
  attemptLater,
  failed,
  must,
  type Outcome,
  type Problem,
  reject,
  under,
  withProblems,
} from '../base/problem.ts';
import type { ModelSpec } from '../config/spec.ts';
import { outputsOf, taskOf } from '../data/dataset.ts';
import type { DataSets } from '../data/load.ts';
import { strayLabelOf } from '../data/stray-label.ts';
import { kerasNetwork } from '../keras/network.ts';
import { readKeras } from '../keras/read.ts';
import { buildSection, inSection } from '../nn/architectures/expand.ts';
import type { Network } from '../nn/network/network.ts';
import type { ReportedQuantization } from '../report/quantization.ts';
import type { ReportedTraining } from '../report/report.ts';
import { checkAnswers } from '../student/check-answers.ts';
import type { Score } from '../student/score.ts';
import { comparesLayers, layerPairs } from '../student/teacher-layers.ts';
import { askTeacher, shapesOfTeacher, type Teaching } from '../teacher/teacher.ts';
import { checkpointsOf } from './checkpoints.ts';
import { normsInput } from './input-offsets.ts';
import { keepsWeights, learnsNothing } from './kept-weights.ts';
import { listenerOf, type ModelRun } from './model-run.ts';
import { recallOrAsk } from './recall-teacher.ts';
import { settleRun } from './search-settings.ts';
import { teacherDoubts } from './teacher-doubts.ts';
import { type Student, type TrainingData, trainStudent } from './train-student.ts';
import { augmentFor } from './training-input.ts';

export interface ModelBuild {
  /** Of the .tflite file. */
  readonly bytes: Uint8Array;
  /** Of a student that was trained here. */
  readonly training?: ReportedTraining;
  readonly quantization?: ReportedQuantization;
  readonly floatScore?: Score;
  /** What each step of making it smaller came to. */
  readonly stages?: Student['stages'];
  readonly teacher?: Teaching;
  /** The same student trained without the teacher. */
  readonly fromScratch?: Student;
  /** kd.yaml's augmentation was left out, since the teacher's answers are stored. */
  readonly isUnaugmented?: true;
  /** Batch norm follows the first layer of the student. */
  readonly normsInput?: true;
  /** SHA-256 of what the bytes depend on, by role. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Problems have paths inside the model's section of kd.yaml. */
export function makeModel(named: ModelRun, data: DataSets): Promise<Outcome<ModelBuild>> {
  const { student: section, distill } = named.model;
  return attemptLater(async () => {
    if (section.tflite !== undefined) return must(under('student.tflite', await readModelFile(section.tflite, named)));
    const sets = must(under('data', trainingSets(data, named.model)));
    const { network, sha256 } = must(await studentNetwork(named, sets));
    const run = sha256 === undefined ? named : { ...named, startSha256: sha256 };
    must(checkStudent(run, sets, network));
    must(checkPairs(run, sets, network));
    const teacher = must(under('teacher', await teach(run, sets)));
    const { run: settled, search } = must(await settleRun(run, sets, network, teacher));
    const student = must(await trainStudent(settled, sets, network, teacher ? 'distill' : 'train', teacher));
    const trained = { ...student, training: { ...student.training, ...(search && { search }) } };
    const isCompared = distill.compareWithScratch && !keepsWeights(run.model);
    const compares = teacher !== undefined && sets.test !== undefined && isCompared;
    // Without augmentation where the teacher rules it out, so that the teacher is all that differs.
    const alone = withoutTeacher(settled, teacher);
    const fromScratch = compares ? must(await trainStudent(alone, sets, network, 'train from scratch')) : undefined;
    const own = { train: sets.train.digest, calibrate: sets.calibrate.digest, ...teacher?.digests };
    const digests = sha256 === undefined ? own : { ...own, student: sha256 };
    const isUnaugmented = augmentFor(run, teacher).length < run.model.distill.augment.length;
    return {
      ...trained,
      teacher,
      fromScratch,
      digests,
      ...(isUnaugmented && { isUnaugmented }),
      ...(normsInput(network) && { normsInput: true }),
    };
  });
}

/** `student: { tflite: … }`: nothing is trained. */
function readModelFile(path: string, { tools }: ModelRun): Promise<Outcome<ModelBuild>> {
  return attemptLater(async () => {
    const bytes = must(await tools.read(path));
    return { bytes, digests: { student: sha256Hex(bytes) } };
  });
}

function trainingSets({ train, test, calibrate }: DataSets, model: ModelSpec): Outcome<TrainingData> {
  return attempt(() => {
    // Nobody learns from it.
    if (!train && calibrate && learnsNothing(model)) return { train: calibrate, test, calibrate };
    if (!train) {
      const message = 'a student of layers learns from data.train, which is missing; name its file';
      return reject('data/train-missing', message);
    }
    if (calibrate) return { train, test, calibrate };
    const message = 'calibrate.from is test, but there is no test set; write from: train, or name data.test';
    return reject('data/calibrate-missing', message, { path: 'calibrate.from' });
  });
}

interface StudentNetwork {
  readonly network: Network;
  /** Of the file whose weights it starts with. */
  readonly sha256?: string;
}

function studentNetwork({ model, seed, tools }: ModelRun, { train }: TrainingData): Promise<Outcome<StudentNetwork>> {
  return attemptLater(async () => {
    const { keras } = model.student;
    if (keras === undefined) {
      const task = { inputShape: train.shape, classes: outputsOf(train) };
      return { network: must(under('student', buildSection(model.student, task, seed, 'student'))) };
    }
    const bytes = must(under('student.keras', await tools.read(keras)));
    const read = attempt(() => must(kerasNetwork(must(readKeras(bytes)), train.shape)));
    const named = withProblems(read, (problem) => ({ ...problem, message: `${keras}: ${problem.message}` }));
    return { network: must(under('student.keras', named)), sha256: sha256Hex(bytes) };
  });
}

function checkStudent({ model }: ModelRun, { train, test }: TrainingData, network: Network): Outcome<void> {
  return attempt(() => {
    const outputs = network.nodes[network.nodes.length - 1].outputShape;
    const hasNames = model.data?.classes !== undefined || taskOf(train) !== 'classify';
    const stray = hasNames || outputs.length !== 1 ? undefined : strayLabelOf({ train, test }, outputs[0]);
    if (stray) {
      const { set, index, label } = stray;
      const message = `sample ${index} of ${set} (from 0) has the label ${label}, the network ends in ${outputs[0]}`;
      reject('data/label-range', `${message}; correct the label, or name all classes`, { path: `data.${set}` });
    }
    const wrong = checkAnswers(network, train);
    if (wrong.length === 0) return;
    const { keras } = model.student;
    const told = keras === undefined ? inSection(model.student, failed(...wrong)) : failed(...wrong.map(ofFile));
    must(under('student', told));
  });
}

/** The file has no entries to point at. */
function ofFile(problem: Problem): Problem {
  return { ...problem, place: { path: 'keras' } };
}

/** The layers that are to be compared, before a teacher is trained in vain. */
function checkPairs({ model }: ModelRun, { train }: TrainingData, network: Network): Outcome<void> {
  return attempt(() => {
    const { teacher, distill } = model;
    if (!teacher || !comparesLayers(distill)) return;
    const shapes = must(under('teacher', shapesOfTeacher(teacher, train)));
    must(under('distill', layerPairs(network, distill, shapes)));
  });
}

/** The run of the same student from scratch. */
function withoutTeacher(run: ModelRun, teacher: Teaching | undefined): ModelRun {
  return { ...run, model: { ...run.model, distill: { ...run.model.distill, augment: augmentFor(run, teacher) } } };
}

/** Undefined without a `teacher:` section. */
function teach(run: ModelRun, { train, test }: TrainingData): Promise<Outcome<Teaching | undefined>> {
  const { model, seed, tools } = run;
  const { makeKernels, makeTrainer, teacherEngines: engines } = tools;
  return attemptLater(async () => {
    const params = model.teacher;
    if (!params) return undefined;
    const onProgress = listenerOf(run, 'teacher');
    const spend = (macs: number) => run.spend({ model: run.name, stage: 'teacher', macs });
    const checkpoints = (stream: string) => checkpointsOf(run, 'teacher', { train: train.digest, stream });
    const computing = { makeKernels, makeTrainer, engines };
    const questions = { params, train, test, ...computing, seed, checkpoints, onProgress, spend };
    const teaching = must(await recallOrAsk(run, questions, (read) => askTeacher({ ...questions, read })));
    // Before a training in vain.
    for (const note of teacherDoubts(train, teaching.logits))
      tools.onProgress({ model: run.name, stage: 'teacher', note });
    return teaching;
  });
}
