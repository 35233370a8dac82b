// How a model's answer to a sample is scored, by the task: right or wrong, or how far off.
import { reject } from '../base/problem.ts';
import { normalise } from '../data/normalisation.ts';
import { sampleAt } from '../data/stored-values.ts';
import type { OpTensor } from '../micro/op.ts';
import { decoderOf, realsOf } from '../micro/tensors/samples.ts';
import { MOST_PACKED } from '../report/predictions.ts';
import type { Answers } from '../report/report.ts';
import { errorsOf, type Score, scoreOfOutputs, writeErrors } from '../student/score.ts';
import { outputsOfTestSet, type TestSet } from './test-set.ts';

/** What the answers to a test set came to. */
export interface Evaluation extends Score {
  /** [samples, width], what each scored: shares of several threads are put together from them. */
  readonly rows: Float64Array;
  /** Of tasks with classes: 1 where a sample's answer is right, 0 elsewhere. */
  readonly correctBySample?: Uint8Array;
  /** Of one of several classes: the class that each sample was taken for. */
  readonly answerBySample?: Int32Array;
  /** Of multi-label. */
  readonly byOutput?: readonly Answers[];
  /** [samples, outputs], real values; absent of a regression, and where they are too many. */
  readonly scores?: Float64Array;
}

export interface Scorer {
  /** Numbers of a sample. */
  readonly width: number;
  /** Writes row `sample` of `rows` from the bytes of its answer. Inside an `attempt`. */
  score(bytes: Uint8Array, sample: number, rows: Float64Array): void;
  /** As `score`, from real values: those of several answers, made one. */
  scoreReals(answers: Float64Array, sample: number, rows: Float64Array): void;
}

/** Undefined for a type of output that holds no answers. */
export function scorerOf(output: OpTensor, testSet: TestSet): Scorer | undefined {
  const [reals, decode] = [realsOf(output), decoderOf(output)];
  if (!reals || !decode) return undefined;
  const own = realScorerOf(testSet);
  const kept = keptScores(testSet, output.elements);
  const width = own.width + kept;
  const rowOf = (rows: Float64Array, sample: number) => rows.subarray(sample * width, (sample + 1) * width);
  const scoreReals = (answers: Float64Array, sample: number, rows: Float64Array) => {
    const row = rowOf(rows, sample);
    own.scoreReals(answers, sample, row);
    if (kept > 0) row.set(answers, own.width);
  };
  return {
    width,
    scoreReals,
    score: (bytes, sample, rows) => {
      scoreReals(reals(bytes), sample, rows);
      // A class is read from the values as they are stored.
      if (own === classScorer) rowOf(rows, sample)[0] = decode(bytes);
    },
  };
}

/** Values of the outputs of all samples: of int8 what a report can hold. */
const MOST_SCORES = (MOST_PACKED / 4) * 3;

/** How many of a sample's outputs are kept: all, or none. The same for every share of a set. */
function keptScores({ task, whole, count }: TestSet, outputs: number): number {
  return task === 'regression' || (whole ?? count) * outputs > MOST_SCORES ? 0 : outputs;
}

interface RealScorer {
  /** Numbers of a sample. */
  readonly width: number;
  /** Writes them into the row of a sample. */
  scoreReals(answers: Float64Array, sample: number, row: Float64Array): void;
}

function realScorerOf(testSet: TestSet): RealScorer {
  const { task = 'classify', labels, targets } = testSet;
  if (task === 'classify') return classScorer;
  const outputs = outputsOfTestSet(testSet);
  if (task === 'regression') return errorScorer(testSet, outputs);
  const { threshold = 0 } = testSet;
  const wanted = targets ?? labels;
  return {
    width: outputs,
    scoreReals(answers, sample, row) {
      for (let i = 0; i < outputs; i++) {
        row[i] = Number(answers[i] > threshold === wanted[sample * outputs + i] > 0);
      }
    },
  };
}

/** The first of the greatest. */
const classScorer: RealScorer = {
  width: 1,
  scoreReals(answers, _, row) {
    let best = 0;
    for (let i = 1; i < answers.length; i++) if (answers[i] > answers[best]) best = i;
    row[0] = best;
  },
};

function errorScorer(testSet: TestSet, outputs: number): RealScorer {
  const wantedOf = wantedValues(testSet, outputs);
  return {
    width: 2,
    scoreReals(answers, sample, row) {
      if (!answers.every(Number.isFinite)) {
        reject('measure/range', `the answer to test sample ${sample} is not finite, so there is no error`);
      }
      writeErrors(answers, wantedOf(sample), { n: 0, outputs }, row);
    },
  };
}

/** The targets of a sample; those that are the input itself are what the network is fed. */
function wantedValues({ targets, values, size, normalisation }: TestSet, outputs: number) {
  if (targets) return (sample: number) => targets.subarray(sample * outputs, (sample + 1) * outputs);
  const x = new Float32Array(size);
  return (sample: number) => {
    normalise(normalisation ?? { subtract: 0, multiply: 1 }, sampleAt(values, sample, size), 0, x);
    return x;
  };
}

/** `rows` of all samples of the test set, in their order. */
export function evaluationOf(testSet: TestSet, rows: Float64Array): Evaluation {
  const { task = 'classify', labels } = testSet;
  if (task === 'regression') return { rows, error: errorsOf(rows, labels) };
  const outputs = task === 'multi-label' ? outputsOfTestSet(testSet) : 1;
  const [own, scores] = splitColumns(rows, testSet.count, outputs);
  const kept = { rows, ...(scores.length > 0 && { scores }) };
  if (task === 'classify') {
    const right = Uint8Array.from(own, (answer, i) => Number(answer === labels[i]));
    const answerBySample = Int32Array.from(own);
    return { ...kept, ...scoreOfOutputs(right, 1, true), correctBySample: right, answerBySample };
  }
  const right = Uint8Array.from(own);
  const score = scoreOfOutputs(right, outputs, task !== 'multi-label');
  if (task !== 'multi-label') {
    const answerBySample = Int32Array.from(right, (one, i) => (one > 0 ? labels[i] : 1 - labels[i]));
    return { ...kept, ...score, correctBySample: right, answerBySample };
  }
  const byOutput = Array.from({ length: outputs }, (_, output) => {
    const correct = right.reduce((sum, r, i) => (i % outputs === output ? sum + r : sum), 0);
    return { correct, total: testSet.count };
  });
  return { ...kept, ...score, byOutput };
}

/** The first `left` columns of [samples, width], and the others. */
function splitColumns(rows: Float64Array, samples: number, left: number): readonly [Float64Array, Float64Array] {
  const width = rows.length / samples;
  const [first, second] = [new Float64Array(samples * left), new Float64Array(samples * (width - left))];
  for (let n = 0; n < samples; n++) {
    first.set(rows.subarray(n * width, n * width + left), n * left);
    second.set(rows.subarray(n * width + left, (n + 1) * width), n * (width - left));
  }
  return [first, second];
}
