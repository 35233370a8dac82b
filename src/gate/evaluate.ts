// A model evaluated on a test set with the simulated kernels, by one thread or by several that each take their share.
import { concatBytes } from '@noble/hashes/utils.js';
import { attempt, attemptLater, must, type Outcome, reject } from '../base/problem.ts';
import { createInterpreter, type Interpreter } from '../micro/interpret.ts';
import { resolve } from '../micro/resolve.ts';
import { decoderOf, encoderOf } from '../micro/tensors/samples.ts';
import type { Answers } from '../report/report.ts';
import type { MakeKernels } from '../simd/kernels.ts';
import { readModel } from '../tflite/read.ts';
import type { LoadedModel } from './measure.ts';
import { shareOfThread, type TestSet } from './test-set.ts';

export interface Evaluation extends Answers {
  /** 1 where the model's greatest output is the sample's label, 0 elsewhere. */
  readonly correctBySample: Uint8Array;
}

/** Samples done and in all. */
export type OnSamples = (done: number, total: number) => void;

/** Evaluates on as many threads as it was made for. */
export type Evaluate = (model: LoadedModel, testSet: TestSet, onProgress?: OnSamples) => Promise<Outcome<Evaluation>>;

/** Each sample from a fresh state. Problems: `measure/...` and `data/...` where model and samples don't fit. */
export function evaluate(
  interpreter: Interpreter,
  testSet: TestSet,
  onProgress: OnSamples = () => {},
): Outcome<Evaluation> {
  return attempt(() => {
    const { input, output, encode, decode } = must(codecOf(interpreter, testSet));
    const { count, labels } = testSet;
    const correctBySample = new Uint8Array(count);
    for (let sample = 0; sample < count; sample++) {
      interpreter.reset();
      interpreter.write(input, encode(sample));
      must(interpreter.invoke());
      correctBySample[sample] = Number(decode(interpreter.read(output)) === labels[sample]);
      if (sample % 256 === 255) onProgress(sample + 1, count);
    }
    onProgress(count, count);
    return evaluationOf(correctBySample);
  });
}

function evaluationOf(correctBySample: Uint8Array): Evaluation {
  const correct = correctBySample.reduce((sum, isCorrect) => sum + isCorrect, 0);
  return { correct, total: correctBySample.length, correctBySample };
}

/** How samples go in and classes come out, checked. */
function codecOf(interpreter: Interpreter, testSet: TestSet) {
  return attempt(() => {
    const { inputs, outputs } = interpreter;
    if (inputs.length !== 1 || outputs.length !== 1) {
      const counts = `${inputs.length} inputs and ${outputs.length} outputs`;
      reject('measure/graph', `the model has ${counts}; accuracy is measured for models with one of each`);
    }
    const [[input], [output]] = [inputs, outputs];
    if (input.elements !== testSet.size) {
      const sample = `a sample has ${testSet.size} values`;
      reject('data/shape', `${sample}; the model takes ${input.elements} (${input.shape.join('x')})`);
    }
    if (output.elements < testSet.classes) {
      const answer = `the model answers with ${output.elements} values`;
      reject('data/classes', `${answer}; the data have ${testSet.classes} classes`);
    }
    const encode = sampleEncoder(interpreter, testSet);
    const decode = decoderOf(output);
    if (!encode || !decode) {
      const types = `${input.type} to ${output.type}`;
      return reject(
        'measure/types',
        `the model goes from ${types}; accuracy is measured for float32 and integer types`,
      );
    }
    return { input, output, encode, decode };
  });
}

/** The bytes of a sample as the model's input holds them; undefined for a type that holds no samples. */
export function sampleEncoder({ inputs: [input] }: Interpreter, { values, size, normalisation }: TestSet) {
  if (!normalisation) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const width = values.BYTES_PER_ELEMENT * size;
    return (sample: number) => bytes.subarray(sample * width, (sample + 1) * width);
  }
  const encode = encoderOf(input);
  if (!encode) return undefined;
  const { subtract, multiply } = normalisation;
  const x = new Float32Array(size);
  return (sample: number) => {
    const from = sample * size;
    for (let i = 0; i < size; i++) x[i] = (values[from + i] - subtract) * multiply;
    return encode(x);
  };
}

/** What another thread needs to evaluate its share. */
export interface EvaluationJob {
  readonly module: WebAssembly.Module;
  readonly model: Uint8Array;
  readonly testSet: TestSet;
}

/** The life of another thread. */
export function runEvaluationJob({ model, testSet }: EvaluationJob, makeKernels: MakeKernels): Outcome<Evaluation> {
  return attempt(() => {
    const interpreter = must(createInterpreter(must(resolve(must(readModel(model)))), makeKernels));
    return must(evaluate(interpreter, testSet));
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
    const macs = interpreter.operators.reduce((sum, operator) => sum + operator.macs, 0) * testSet.count;
    const parts = Math.max(1, Math.min(threads, Math.floor(macs / macsPerThread), testSet.count));
    if (parts === 1) return evaluate(interpreter, testSet, onProgress);
    const others = Array.from({ length: parts - 1 }, (_, i) => start(bytes, shareOfThread(testSet, i + 1, parts)));
    const own = evaluate(interpreter, shareOfThread(testSet, 0, parts), (done) =>
      onProgress?.(done * parts, testSet.count),
    );
    return attemptLater(async () => {
      // The same mistake in each share is told once.
      const shares = [own, ...(await Promise.all(others))].map(must);
      return evaluationOf(concatBytes(...shares.map(({ correctBySample }) => correctBySample)));
    });
  };
}
