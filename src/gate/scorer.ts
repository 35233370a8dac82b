// How a model's answer to a sample is scored, by the task: right or wrong, or how far off.
import { reject } from '../base/problem.ts';
import { normalise } from '../data/normalisation.ts';
import { sampleAt } from '../data/stored-values.ts';
import type { OpTensor } from '../micro/op.ts';
import { decoderOf, realsOf } from '../micro/tensors/samples.ts';
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
  return {
    ...own,
    score: (bytes, sample, rows) => {
      // A class is read from the values as they are stored.
      if (own === classScorer) rows[sample] = decode(bytes);
      else own.scoreReals(reals(bytes), sample, rows);
    },
  };
}

type RealScorer = Omit<Scorer, 'score'>;

function realScorerOf(testSet: TestSet): RealScorer {
  const { task = 'classify', labels, targets } = testSet;
  if (task === 'classify') return classScorer;
  const outputs = outputsOfTestSet(testSet);
  if (task === 'regression') return errorScorer(testSet, outputs);
  const { threshold = 0 } = testSet;
  const wanted = targets ?? labels;
  return {
    width: outputs,
    scoreReals(answers, sample, rows) {
      for (let i = 0; i < outputs; i++) {
        const at = sample * outputs + i;
        rows[at] = Number(answers[i] > threshold === wanted[at] > 0);
      }
    },
  };
}

/** The first of the greatest. */
const classScorer: RealScorer = {
  width: 1,
  scoreReals(answers, sample, rows) {
    let best = 0;
    for (let i = 1; i < answers.length; i++) if (answers[i] > answers[best]) best = i;
    rows[sample] = best;
  },
};

function errorScorer(testSet: TestSet, outputs: number): RealScorer {
  const wantedOf = wantedValues(testSet, outputs);
  const row = new Float64Array(2);
  return {
    width: 2,
    scoreReals(answers, sample, rows) {
      if (!answers.every(Number.isFinite)) {
        reject('measure/range', `the answer to test sample ${sample} is not finite, so there is no error`);
      }
      writeErrors(answers, wantedOf(sample), { n: 0, outputs }, row);
      rows.set(row, 2 * sample);
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
  if (task === 'classify') {
    const right = Uint8Array.from(rows, (answer, i) => Number(answer === labels[i]));
    const answerBySample = Int32Array.from(rows);
    return { rows, ...scoreOfOutputs(right, 1, true), correctBySample: right, answerBySample };
  }
  const right = Uint8Array.from(rows);
  const outputs = task === 'multi-label' ? outputsOfTestSet(testSet) : 1;
  const score = scoreOfOutputs(right, outputs, task !== 'multi-label');
  if (task !== 'multi-label') return { rows, ...score, correctBySample: right };
  const byOutput = Array.from({ length: outputs }, (_, output) => {
    const correct = right.reduce((sum, r, i) => (i % outputs === output ? sum + r : sum), 0);
    return { correct, total: testSet.count };
  });
  return { rows, ...score, byOutput };
}
