// The answers of a model that an engine runs: batch after batch, checked against the data, as logits.
import { done, must, reject } from '../base/problem.ts';
import { describeShape, sameShape, sizeOf, withoutOnes } from '../base/shape.ts';
import { type Dataset, gather, outputsOf, taskOf } from '../data/dataset.ts';
import type { OpenShape, RunningModel } from './engines.ts';
import { areProbabilities, logsOfProbabilities } from './final-activation.ts';
import type { Questions, TeacherAnswers } from './kind.ts';

/** How a model is asked. */
export interface Asking {
  /** Its answers are logits already: read in front of its activation. */
  readonly isInFront: boolean;
  /** Of one sample as the model takes it; the data's where it says nothing. */
  readonly arrange?: (x: Float32Array, count: number) => Float32Array;
  /** Multiply-accumulates of one sample. */
  readonly macs: number;
}

export type SetAnswers = Pick<TeacherAnswers, 'train' | 'test'> & {
  /** Its answers were probabilities, and these are their logarithms. */
  readonly isSoftmaxed: boolean;
};

/** Values in a batch of samples: 4 MiB. */
const MOST_BATCH_VALUES = 2 ** 20;
const MOST_BATCH = 64;

/** Leaves the enclosing attempt where the model's answers don't fit. */
export async function answersOf(model: RunningModel, questions: Questions, asking: Asking): Promise<SetAnswers> {
  const { train, test, onProgress, spend = () => done(undefined) } = questions;
  const total = train.count + (test?.count ?? 0);
  must(spend(total * asking.macs));
  const ofTrain = await askAbout(model, train, asking, (asked) => onProgress?.(asked, total));
  const ofTest = test && (await askAbout(model, test, asking, (asked) => onProgress?.(train.count + asked, total)));
  const isSoftmaxed =
    taskOf(train) === 'classify' && !asking.isInFront && areProbabilities(ofTrain, train.classes.length);
  const finish = (values: Float32Array) => (isSoftmaxed ? logsOfProbabilities(values) : values);
  return { train: finish(ofTrain), ...(ofTest && { test: finish(ofTest) }), isSoftmaxed };
}

/** [dataset.count, outputs] */
async function askAbout(
  model: RunningModel,
  dataset: Dataset,
  { arrange = (x) => x }: Asking,
  onProgress: (asked: number) => void,
): Promise<Float32Array> {
  const size = sizeOf(dataset.shape);
  const outputs = outputsOf(dataset);
  const batch = batchOf(model, size);
  const answers = new Float32Array(dataset.count * outputs);
  for (let from = 0; from < dataset.count; from += batch) {
    const count = Math.min(batch, dataset.count - from);
    const x = new Float32Array(count * size);
    const indices = Array.from({ length: count }, (_, i) => from + i);
    gather(dataset, indices, x);
    const rows = await model.run(arrange(x, count), count);
    checkOutputs(rows.length / count, dataset);
    answers.set(rows, from * outputs);
    onProgress(from + count);
  }
  return answers;
}

/** What the model was made for, where it says that. */
function batchOf({ inputs }: RunningModel, size: number): number {
  const fixed = inputs[0][0];
  if (fixed === 1) return 1;
  return Math.max(1, Math.min(MOST_BATCH, Math.floor(MOST_BATCH_VALUES / size)));
}

export function checkOutputs(answered: number, data: Dataset): void {
  if (answered === outputsOf(data)) return;
  const isClassifier = taskOf(data) === 'classify';
  const what = isClassifier ? 'the data has' : `task ${taskOf(data)} with these data needs`;
  const unit = isClassifier ? ' classes' : '';
  reject('teacher/classes', `the teacher answers with ${answered} values, ${what} ${outputsOf(data)}${unit}`);
}

/** Its only input takes the data's samples; axes of one don't count. `shape`: of a sample as the model takes it. */
export function checkInput(inputs: readonly OpenShape[], shape: readonly number[]): void {
  checkOneInput(inputs);
  const [batch, ...takes] = inputs[0];
  const isBatch = batch === null || batch === undefined || batch === 1;
  const fits = isBatch && sameShape(closed(takes, shape), withoutOnes(shape));
  if (fits) return;
  const asked = `${describeOpen(inputs[0])}, a sample of the data is ${describeShape([1, ...shape])}`;
  reject('teacher/input-shape', `the teacher takes ${asked}`);
}

export function checkOneInput({ length }: readonly unknown[]): void {
  if (length === 1) return;
  reject('teacher/graph', `the teacher has ${length} inputs; it must have one, the sample`);
}

/** `?x10x3`: of a batch of any size. */
export function describeOpen(shape: OpenShape): string {
  return shape.map((d) => d ?? '?').join('x');
}

/** With the open dimensions as the sample has them, where there are as many. */
function closed(takes: OpenShape, shape: readonly number[]): readonly number[] {
  if (takes.length === shape.length) return withoutOnes(takes.map((d, i) => d ?? shape[i]));
  const small = withoutOnes(shape);
  const open = takes.filter((d) => d !== 1);
  return open.map((d, i) => d ?? small[i] ?? 0);
}
