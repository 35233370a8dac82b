// Recordings fed to a model hop by hop with its state kept, and judged one by one.
import { attempt, must, type Outcome, reject } from '../base/problem.ts';
import { normalise } from '../data/normalisation.ts';
import { sampleAt } from '../data/stored-values.ts';
import { type Streams, startsOf } from '../data/streams.ts';
import type { Interpreter } from '../micro/interpret.ts';
import type { OpTensor } from '../micro/op.ts';
import { encoderOf, realsOf } from '../micro/tensors/samples.ts';
import type { Scorer } from './scorer.ts';
import { streamAnswers } from './stream-answers.ts';
import type { TestSet } from './test-set.ts';

/** What of a test set with recordings is needed here. */
export type StreamedSet = TestSet & { readonly streams: NonNullable<TestSet['streams']> };

export function isStreamed(testSet: TestSet): testSet is StreamedSet {
  return testSet.streams !== undefined;
}

/** Hops of a sample; what is left at its end is no hop, as on a device that waits for more. */
export function hopsOf({ size }: Pick<TestSet, 'size'>, input: Pick<OpTensor, 'elements'>): number {
  return Math.floor(size / input.elements);
}

/** Runs of the model that an evaluation takes. */
export function runsOf(testSet: TestSet, { inputs: [input] }: Interpreter): number {
  return testSet.streams && input ? testSet.count * hopsOf(testSet, input) : testSet.count;
}

/** Inside an `attempt`. Problem: `data/shape`. */
export function checkHops({ size, streams: { step } }: StreamedSet, { elements, shape }: OpTensor): void {
  if (elements > 0 && elements <= size && elements % step === 0) return;
  const sample = `a sample has ${size / step} steps of ${step} values`;
  reject('data/shape', `${sample}; the model takes ${elements} (${shape.join('x')}), which are no whole steps of it`);
}

/** The set that accuracy is counted on: recordings in the place of samples, where each of them has one answer. */
export function judgedSet<Set extends JudgedPart>(set: Set): Set {
  const { streams, targets, labels, files, count } = set;
  if (!streams || streams.params.answer === 'each') return set;
  const firsts = startsOf(streams.recordings).subarray(0, -1);
  const outputs = targets ? targets.length / count : 0;
  const wanted = targets && new Float32Array(firsts.length * outputs);
  firsts.forEach((sample, i) => {
    wanted?.set(targets?.subarray(sample * outputs, (sample + 1) * outputs) ?? [], i * outputs);
  });
  return {
    ...set,
    count: firsts.length,
    labels: labels.length > 0 ? Int32Array.from(firsts, (sample) => labels[sample]) : labels,
    ...(wanted && { targets: wanted }),
    ...(files && { files: Array.from(firsts, (sample) => files[sample]) }),
  };
}

interface JudgedPart {
  readonly count: number;
  readonly labels: Int32Array;
  readonly targets?: Float32Array;
  readonly files?: readonly string[];
  readonly streams?: Streams;
}

/**
 * Writes the rows of all that is judged. From a fresh state for each recording: variables as after AllocateTensors, and
 * CALL_ONCE to be run again. Problems: what an operator refuses while it runs.
 */
export function evaluateStreams(
  interpreter: Interpreter,
  testSet: StreamedSet,
  { scoreReals }: Scorer,
  rows: Float64Array,
  onProgress: (done: number, total: number) => void,
): Outcome<undefined> {
  return attempt(() => {
    const {
      inputs: [input],
      outputs: [output],
    } = interpreter;
    const { params, recordings } = testSet.streams;
    const hops = hopsOf(testSet, input);
    const [hopAt, reals] = [hopEncoder(interpreter, testSet), realsOf(output)];
    if (!hopAt || !reals) throw new Error('types are checked before');
    checkWindow(params, output);
    const answers = streamAnswers(params, output.elements);
    let recording = -1;
    for (let sample = 0; sample < testSet.count; sample++) {
      const isFirst = sample === 0 || recordings[sample] !== recordings[sample - 1];
      if (isFirst) {
        interpreter.reset();
        answers.start();
        recording++;
      }
      for (let hop = 0; hop < hops; hop++) {
        interpreter.write(input, hopAt(sample, hop));
        must(interpreter.invoke());
        answers.add(reals(interpreter.read(output)));
      }
      const isLast = sample + 1 === testSet.count || recordings[sample + 1] !== recordings[sample];
      if (params.answer === 'each') scoreReals(answers.result(), sample, rows);
      else if (isLast) scoreReals(answers.result(), recording, rows);
      if (sample % 64 === 63) onProgress(sample + 1, testSet.count);
    }
    onProgress(testSet.count, testSet.count);
    return undefined;
  });
}

/** Answers of a window that are kept, all their values together. */
const MOST_KEPT = 2 ** 24;

function checkWindow({ window }: Streams['params'], { elements }: OpTensor): void {
  const most = Math.floor(MOST_KEPT / elements);
  if (window <= most) return;
  const kept = `a window of ${window} answers of ${elements} values is kept`;
  reject('data/stream', `${kept}; write stream: { window: ... } with at most ${most}`);
}

/** The bytes of a hop as the model's input holds them. */
export function hopEncoder({ inputs: [input] }: Interpreter, { values, size, normalisation }: TestSet) {
  const { elements, bytes } = input;
  if (!normalisation) {
    return (sample: number, hop: number) => {
      const own = sampleAt(values, sample, size);
      return new Uint8Array(own.buffer, own.byteOffset + hop * bytes, bytes);
    };
  }
  const encode = encoderOf(input);
  if (!encode) return undefined;
  const x = new Float32Array(size);
  return (sample: number, hop: number) => {
    if (hop === 0) normalise(normalisation, sampleAt(values, sample, size), 0, x);
    return encode(x.subarray(hop * elements, (hop + 1) * elements));
  };
}
