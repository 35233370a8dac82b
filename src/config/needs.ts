// What one section of a model needs of another.
import { listOf } from '../base/one-of.ts';
import type { Problem } from '../base/problem.ts';
import type { ProblemCode } from '../base/problem-codes.ts';
import { DEFAULT_TASK } from '../base/task.ts';
import { TESTED_MEASURES } from '../budget/measures.ts';
import { FEATURE_LOSSES } from '../nn/losses/features/index.ts';
import { LOSSES } from '../nn/losses/index.ts';
import { groupOf } from './choices.ts';

/** Budgets that are judged on the answers to a test set. */
const JUDGED_ON_TEST: readonly string[] = TESTED_MEASURES;

/** Of one model, checked or not by the schema; paths are those inside the model. */
export function missingNeeds(model: unknown): readonly Problem[] {
  return [
    ...missingTestSet(model),
    ...missingTeacher(model),
    ...missingEpochs(model),
    ...wrongShrinking(model),
    ...wrongMetadata(model),
    ...wrongStream(model),
  ];
}

/** Writing it anew would lose what TensorFlow Lite Micro has no word for. */
function wrongMetadata(model: unknown): readonly Problem[] {
  const { student, export: exported } = groupOf(model);
  if (groupOf(student).tflite === undefined || groupOf(exported).metadata !== true) return [];
  const message = 'is for models that are trained here; student.tflite keeps the metadata that it has; remove this key';
  return [problem('spec/choice', message, 'export.metadata')];
}

/** What is trained here sees whole samples, and its accuracy is that of samples. */
function wrongStream(model: unknown): readonly Problem[] {
  const { student, data } = groupOf(model);
  const { stream, test, all, targets } = groupOf(data);
  if (stream === undefined) return [];
  const path = 'data.stream';
  if (groupOf(student).tflite === undefined) {
    const message =
      'is for a model that keeps its state; write student: { tflite: model.tflite }, or remove this section';
    return [problem('spec/choice', message, path)];
  }
  if (targets !== undefined) {
    return [problem('spec/choice', 'judges recordings, and targets: input each sample; remove one of the two', path)];
  }
  if (test !== undefined || all !== undefined) return [];
  return [problem('spec/choice', 'is about the test set; name one under "data: test:", or remove this section', path)];
}

/** Keys of `distill:` that say what to learn of a teacher. */
const TAUGHT: readonly string[] = ['loss', ...Object.keys(FEATURE_LOSSES)];

function missingTeacher(model: unknown): readonly Problem[] {
  const { distill, teacher } = groupOf(model);
  if (teacher !== undefined) return [];
  const message = 'says what to learn of a teacher, and there is none; add a "teacher:" section, or remove this key';
  return Object.keys(groupOf(distill))
    .filter((key) => TAUGHT.includes(key))
    .map((key) => ({ code: 'student/no-teacher', message, place: { path: `distill.${key}` } }));
}

/** Weights that start at random have to learn. */
function missingEpochs(model: unknown): readonly Problem[] {
  const { distill, student } = groupOf(model);
  const { layers, arch } = groupOf(student);
  if (groupOf(distill).epochs !== 0 || (layers === undefined && arch === undefined)) return [];
  const message = 'leaves random weights as they are; write a number from 1, or a student that has weights (keras)';
  return [problem('student/no-epochs', message, 'distill.epochs')];
}

/** Of one model as it is written, before defaults are filled in. */
export function doubleLosses(model: unknown): readonly Problem[] {
  const distill = groupOf(groupOf(model).distill);
  const beside = Object.keys(LOSSES.distillation.schema.properties).filter((key) => Object.hasOwn(distill, key));
  if (distill.loss === undefined || beside.length === 0) return [];
  const verb = beside.length === 1 ? 'stands' : 'stand';
  const message = `${listOf(beside)} ${verb} beside "loss", which has its own settings; write them inside of it`;
  return [{ code: 'spec/one-of', message, place: { path: 'distill.loss' } }];
}

function missingTestSet(model: unknown): readonly Problem[] {
  const { budgets, data } = groupOf(model);
  const ofTask = wrongForTask(model);
  if (groupOf(data).test !== undefined || groupOf(data).all !== undefined) return ofTask;
  const message = 'is judged on a test set; name one under "data: test:", or remove this budget';
  const untested = Object.keys(groupOf(budgets))
    .filter((measure) => JUDGED_ON_TEST.includes(measure))
    .map((measure) => problem('budget/no-test-set', message, `budgets.${measure}`))
    .filter(({ place }) => ofTask.every((other) => other.place?.path !== place?.path));
  return [...ofTask, ...untested];
}

/** Measures of right answers. */
const OF_CLASSES: readonly string[] = TESTED_MEASURES.filter(
  (measure) => !['error', 'rmse', 'auc', 'recallAt'].includes(measure),
);

/** Metrics that some tasks with classes have not. */
function wrongMetrics(task: unknown, teacher: unknown, has: (measure: string) => boolean): readonly Problem[] {
  const isMulti = task === 'multi-label';
  const wrong: readonly (readonly [measure: string, isWrong: boolean, message: string])[] = [
    ['topK', task !== DEFAULT_TASK, 'is for task: classify; write auc or f1'],
    ['balancedAccuracy', isMulti, 'is for one class a sample; write recall: { min: 90% } or f1'],
    ['agreement', isMulti, 'is for one class a sample; remove this budget'],
    ['agreement', teacher === undefined, 'is with a teacher; name one under "teacher:", or remove this budget'],
  ];
  return wrong
    .filter(([measure, isWrong]) => isWrong && has(measure))
    .map(([measure, , message]) => problem('budget/task', message, `budgets.${measure}`));
}

/** What another task has and this one has not. */
function wrongForTask(model: unknown): readonly Problem[] {
  const { task = DEFAULT_TASK, data, distill, teacher, budgets } = groupOf(model);
  const has = (section: unknown, key: string) => groupOf(section)[key] !== undefined;
  if (task === 'regression') {
    const message = 'a regression has an error and no right answers; write error: { max: 0.5 }';
    const classes = 'a regression has no classes; remove this key';
    const judged = 'is judged by right answers, which a regression has not; write mode: int8 or int16x8, and no aware';
    return [
      ...OF_CLASSES.filter((measure) => has(budgets, measure)).map((measure) =>
        problem('budget/task', message, `budgets.${measure}`),
      ),
      ...(has(data, 'classes') ? [problem('spec/choice', classes, 'data.classes')] : []),
      ...(isJudged(groupOf(model).quantize) ? [problem('spec/choice', judged, 'quantize')] : []),
      ...shapedForClasses(distill),
    ];
  }
  const only = 'is for task: regression';
  return [
    ...(task === DEFAULT_TASK ? [] : shapedForClasses(distill)),
    ...['error', 'rmse']
      .filter((measure) => has(budgets, measure))
      .map((measure) => problem('budget/task', `${only}; write accuracy: { min: 90% }`, `budgets.${measure}`)),
    ...wrongMetrics(task, teacher, (measure) => has(budgets, measure)),
    ...(has(data, 'targets') ? [problem('spec/choice', `${only}; write it, or remove this key`, 'data.targets')] : []),
    ...(has(distill, 'huber') ? [problem('spec/choice', `${only}; remove this key`, 'distill.huber')] : []),
    ...(has(groupOf(teacher).train, 'huber')
      ? [problem('spec/choice', `${only}; remove this key`, 'teacher.train.huber')]
      : []),
  ];
}

/** What `prune:` and `cluster:` can't do, or not together with the rest. */
function wrongShrinking(model: unknown): readonly Problem[] {
  const { student, prune, cluster, quantize } = groupOf(model);
  const sections = { prune, cluster };
  if (groupOf(student).tflite !== undefined) {
    const message = 'is for a student that is trained here; name its layers or arch, or remove this section';
    return Object.entries(sections)
      .filter(([, section]) => section !== undefined)
      .map(([name]) => problem('spec/choice', message, name));
  }
  const { equalize, dense } = groupOf(quantize);
  const both = (key: string) => `gives clustered weights more values than "cluster" says; remove ${key}, or "cluster"`;
  return [
    ...wrongPruning(prune),
    ...(cluster && equalize === true ? [problem('spec/choice', both('this key'), 'quantize.equalize')] : []),
    ...(cluster && dense === 'per-tensor' ? [problem('spec/choice', both('per-tensor'), 'quantize.dense')] : []),
  ];
}

function wrongPruning(prune: unknown): readonly Problem[] {
  if (prune === undefined) return [];
  const { channels, sparsity, pattern } = groupOf(prune);
  if (channels === undefined && sparsity === undefined && pattern !== '2:4') {
    return [problem('spec/choice', 'prunes nothing; write channels: 0.5, sparsity: 0.5 or pattern: 2:4', 'prune')];
  }
  if (pattern !== '2:4' || sparsity === undefined || sparsity === 0.5) return [];
  return [problem('spec/choice', 'is 0.5 with pattern: 2:4; remove it, or the pattern', 'prune.sparsity')];
}

/** Whether a choice of models is asked for. */
function isJudged(quantize: unknown): boolean {
  const { mode, aware } = groupOf(quantize);
  return mode === 'auto' || (aware !== undefined && aware !== false);
}

/** Keys of `distill:` that speak of classes. */
function shapedForClasses(distill: unknown): readonly Problem[] {
  const { loss, labelSmoothing = 0, classWeights } = groupOf(distill);
  const written = { loss, labelSmoothing: labelSmoothing === 0 ? undefined : labelSmoothing, classWeights };
  return Object.entries(written)
    .filter(([, value]) => value !== undefined)
    .map(([key]) => problem('spec/choice', 'is for task: classify; remove this key', `distill.${key}`));
}

function problem(code: ProblemCode, message: string, path: string): Problem {
  return { code, message, place: { path } };
}
