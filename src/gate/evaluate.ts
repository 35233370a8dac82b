// A model evaluated on a test set with the simulated kernels, by one thread or by several that each take their share.
import { attempt, attemptLater, must, type Outcome, reject } from '../base/problem.ts';
import type { ReadSpool } from '../base/spool.ts';
import { normalise } from '../data/normalisation.ts';
import { sampleAt } from '../data/stored-values.ts';
import { createInterpreter, type Interpreter } from '../micro/interpret.ts';
import { resolve } from '../micro/resolve.ts';
import { encoderOf } from '../micro/tensors/samples.ts';
import type { MakeKernels } from '../simd/kernels.ts';
import { readModel } from '../tflite/read.ts';
import type { LoadedModel } from './measure.ts';
import { type Evaluation, evaluationOf, scorerOf } from './scorer.ts';
import { checkHops, evaluateStreams, isStreamed, judgedSet, runsOf } from './streams.ts';
import {
  mostShares,
  outputsOfTestSet,
  type PostedTestSet,
  receivedTestSet,
  shareOfThread,
  type TestSet,
} from './test-set.ts';

/** Samples done and in all. */
export type OnSamples = (done: number, total: number) => void;

/** Evaluates on as many threads as it was made for. */
export type Evaluate = (model: LoadedModel, testSet: TestSet, onProgress?: OnSamples) => Promise<Outcome<Evaluation>>;

/** Each sample from a fresh state, or each recording. Problems: `measure/...`, and `data/...` where it doesn't fit. */
export function evaluate(
  interpreter: Interpreter,
  testSet: TestSet,
  onProgress: OnSamples = () => {},
): Outcome<Evaluation> {
  return attempt(() => {
    const { input, output, encode, scorer } = must(codecOf(interpreter, testSet));
    const judged = judgedSet(testSet);
    const rows = new Float64Array(judged.count * scorer.width);
    if (isStreamed(testSet)) {
      must(evaluateStreams(interpreter, testSet, scorer, rows, onProgress));
      return evaluationOf(judged, rows);
    }
    const { count } = testSet;
    for (let sample = 0; sample < count; sample++) {
      interpreter.reset();
      interpreter.write(input, encode(sample));
      must(interpreter.invoke());
      scorer.score(interpreter.read(output), sample, rows);
      if (sample % 256 === 255) onProgress(sample + 1, count);
    }
    onProgress(count, count);
    return evaluationOf(testSet, rows);
  });
}

/** How samples go in and answers come out, checked. */
function codecOf(interpreter: Interpreter, testSet: TestSet) {
  return attempt(() => {
    const { inputs, outputs } = interpreter;
    if (inputs.length !== 1 || outputs.length !== 1) {
      const counts = `${inputs.length} inputs and ${outputs.length} outputs`;
      reject('measure/graph', `the model has ${counts}; accuracy is measured for models with one of each`);
    }
    const [[input], [output]] = [inputs, outputs];
    if (isStreamed(testSet)) checkHops(testSet, input);
    else if (input.elements !== testSet.size) {
      const sample = `a sample has ${testSet.size} values`;
      reject('data/shape', `${sample}; the model takes ${input.elements} (${input.shape.join('x')})`);
    }
    checkOutput(output.elements, testSet);
    const encode = sampleEncoder(interpreter, testSet);
    const scorer = scorerOf(output, judgedSet(testSet));
    if (!encode || !scorer) {
      const types = `${input.type} to ${output.type}`;
      return reject(
        'measure/types',
        `the model goes from ${types}; accuracy is measured for float32 and integer types`,
      );
    }
    return { input, output, encode, scorer };
  });
}

/** A model may have more classes than the data; another number of other outputs means something else. */
function checkOutput(elements: number, testSet: TestSet): void {
  const { task = 'classify', classes } = testSet;
  const answer = `the model answers with ${elements} ${elements === 1 ? 'value' : 'values'}`;
  if (task === 'classify') {
    const one = elements === 1 && classes === 2 ? '; one output that says yes or no is task binary' : '';
    if (elements < classes) reject('data/classes', `${answer}; the data have ${classes} classes${one}`);
    return;
  }
  const outputs = outputsOfTestSet(testSet);
  if (elements === outputs) return;
  const advice = task === 'binary' && elements === 2 ? '; with one output a class write task: classify' : '';
  reject('data/classes', `${answer}; task ${task} with these data needs ${outputs}${advice}`);
}

/** The bytes of a sample as the model's input holds them; undefined for a type that holds no samples. */
export function sampleEncoder({ inputs: [input] }: Interpreter, { values, size, normalisation }: TestSet) {
  if (!normalisation) {
    return (sample: number) => {
      const own = sampleAt(values, sample, size);
      return new Uint8Array(own.buffer, own.byteOffset, own.byteLength);
    };
  }
  const encode = encoderOf(input);
  if (!encode) return undefined;
  const x = new Float32Array(size);
  return (sample: number) => {
    normalise(normalisation, sampleAt(values, sample, size), 0, x);
    return encode(x);
  };
}

/** What another thread needs to evaluate its share. */
export interface EvaluationJob {
  readonly module: WebAssembly.Module;
  readonly model: Uint8Array;
  readonly testSet: PostedTestSet;
}

/** The life of another thread. */
export function runEvaluationJob(
  { model, testSet }: EvaluationJob,
  makeKernels: MakeKernels,
  read: ReadSpool,
): Outcome<Evaluation> {
  return attempt(() => {
    const interpreter = must(createInterpreter(must(resolve(must(readModel(model)))), makeKernels));
    return must(evaluate(interpreter, receivedTestSet(testSet, read)));
  });
}

/** Fewer multiply-accumulates than this are done before another thread has started. */
const LEAST_MACS_PER_THREAD = 400_000_000;

/** `start` gives a share to a new thread. Which thread evaluates which sample changes nothing but the time. */
export function evaluateOn(
  threads: number,
  start: (model: Uint8Array, share: TestSet) => Promise<Outcome<Evaluation>>,
  macsPerThread = LEAST_MACS_PER_THREAD,
): Evaluate {
  return async ({ bytes, interpreter }, testSet, onProgress) => {
    const macs = interpreter.operators.reduce((sum, operator) => sum + operator.macs, 0) * runsOf(testSet, interpreter);
    const parts = Math.max(1, Math.min(threads, Math.floor(macs / macsPerThread), mostShares(testSet)));
    if (parts === 1) return evaluate(interpreter, testSet, onProgress);
    const others = Array.from({ length: parts - 1 }, (_, i) => start(bytes, shareOfThread(testSet, i + 1, parts)));
    const own = evaluate(interpreter, shareOfThread(testSet, 0, parts), (done) =>
      onProgress?.(done * parts, testSet.count),
    );
    return attemptLater(async () => {
      // The same mistake in each share is told once.
      const shares = [own, ...(await Promise.all(others))].map(must);
      return evaluationOf(judgedSet(testSet), concatenated(shares.map(({ rows }) => rows)));
    });
  };
}

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
