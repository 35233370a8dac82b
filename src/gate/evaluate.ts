// The test set on the simulated kernels: which samples the model answers right, by one thread or by several that each take their share.
import { attempt, failed, must, type Outcome, reject } from '../base/problem.ts';
import { sizeOf } from '../base/shape.ts';
import type { Dataset, Normalisation } from '../data/dataset.ts';
import { createInterpreter, type Interpreter } from '../micro/interpret.ts';
import { decoderOf, encoderOf } from '../micro/tensors/samples.ts';
import { readModel } from '../tflite/read.ts';
import type { MakeKernels } from './measure.ts';

/** Samples and what is right; plain values, so that they can be posted to another thread. */
export interface Questions {
  readonly count: number;
  /** Elements of one sample. */
  readonly size: number;
  readonly classes: number;
  readonly labels: Int32Array;
  /** [count, size] as stored. */
  readonly values: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
  /** What the network is fed is (stored - subtract) * multiply; absent where the values are the input's own bytes. */
  readonly normalisation?: Normalisation;
}

export interface Examined {
  readonly correct: number;
  readonly total: number;
  /** 1 where a sample was answered right, 0 elsewhere. */
  readonly right: Uint8Array;
}

export function questionsOf({ count, shape, classes, labels, values, normalisation }: Dataset): Questions {
  return { count, size: sizeOf(shape), classes: classes.length, labels, values, normalisation };
}

/** Each sample from a fresh state. Problems: `measure/...` and `data/...` where model and samples don't fit each other. */
export function examine(
  interpreter: Interpreter,
  questions: Questions,
  onProgress: (done: number) => void = () => {},
): Outcome<Examined> {
  return attempt(() => {
    const { count, labels } = questions;
    const { inputs, outputs } = interpreter;
    if (inputs.length !== 1 || outputs.length !== 1) {
      const counts = `${inputs.length} inputs and ${outputs.length} outputs`;
      reject('measure/graph', `the model has ${counts}; accuracy is measured for models with one of each`);
    }
    const [[input], [output]] = [inputs, outputs];
    if (input.elements !== questions.size) {
      const message = `a sample has ${questions.size} values; the model takes ${input.elements} (${input.shape.join('x')})`;
      reject('data/shape', message);
    }
    if (output.elements < questions.classes) {
      const message = `the model answers with ${output.elements} values; the data have ${questions.classes} classes`;
      reject('data/classes', message);
    }
    const feed = feederOf(interpreter, questions);
    const decode = decoderOf(output);
    if (!feed || !decode) {
      const types = `${input.type} to ${output.type}`;
      return reject(
        'measure/types',
        `the model goes from ${types}; accuracy is measured for float32 and integer types`,
      );
    }
    const right = new Uint8Array(count);
    for (let sample = 0; sample < count; sample++) {
      interpreter.reset();
      interpreter.write(input, feed(sample));
      must(interpreter.invoke());
      right[sample] = Number(decode(interpreter.read(output)) === labels[sample]);
      if (sample % 256 === 255) onProgress(sample + 1);
    }
    onProgress(count);
    return graded(right);
  });
}

function graded(right: Uint8Array): Examined {
  return { correct: right.reduce((sum, r) => sum + r, 0), total: right.length, right };
}

/** The bytes of a sample as the model takes them; undefined for a type that holds no samples. */
function feederOf({ inputs: [input] }: Interpreter, { values, size, normalisation }: Questions) {
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

/** The share of thread `part` of `parts`, in a copy of its own. */
function shareOf(questions: Questions, part: number, parts: number): Questions {
  const at = (p: number) => Math.floor((questions.count * p) / parts);
  const [from, to] = [at(part), at(part + 1)];
  const { size, labels, values } = questions;
  return {
    ...questions,
    count: to - from,
    labels: labels.slice(from, to),
    values: values.slice(from * size, to * size),
  };
}

/** What another thread needs to examine its share. */
export interface ExamineJob {
  readonly module: WebAssembly.Module;
  readonly model: Uint8Array;
  readonly questions: Questions;
}

/** The life of another thread. */
export function examineJob({ model, questions }: ExamineJob, makeKernels: MakeKernels): Outcome<Examined> {
  return attempt(() => {
    const interpreter = must(createInterpreter(must(readModel(model)), makeKernels));
    return must(examine(interpreter, questions));
  });
}

/** A model that has been measured: its bytes, and this thread's interpreter of them. */
export interface Examinee {
  readonly bytes: Uint8Array;
  readonly interpreter: Interpreter;
}

export type Examine = (
  examinee: Examinee,
  questions: Questions,
  onProgress?: (done: number) => void,
) => Promise<Outcome<Examined>>;

/** Less than this many multiply-accumulates are done before another thread has started. */
const WORTH_A_THREAD = 400_000_000;

/** `start` gives a share to a new thread. Which thread answers which sample changes nothing but the time. */
export function examineOn(
  threads: number,
  start: (model: Uint8Array, share: Questions) => Promise<Outcome<Examined>>,
  macsPerThread = WORTH_A_THREAD,
): Examine {
  return async ({ bytes, interpreter }, questions, onProgress) => {
    const macs = interpreter.operators.reduce((sum, operator) => sum + operator.macs, 0) * questions.count;
    const parts = Math.max(1, Math.min(threads, Math.floor(macs / macsPerThread), questions.count));
    if (parts === 1) return examine(interpreter, questions, onProgress);
    const others = Array.from({ length: parts - 1 }, (_, i) => start(bytes, shareOf(questions, i + 1, parts)));
    const own = examine(interpreter, shareOf(questions, 0, parts), (done) => onProgress?.(done * parts));
    const shares = [own, ...(await Promise.all(others))];
    const problems = shares.flatMap((share) => (share.ok ? [] : share.problems));
    if (problems.length > 0) return failed(problems[0]);
    const right = new Uint8Array(questions.count);
    let at = 0;
    for (const share of shares) {
      if (!share.ok) continue;
      right.set(share.value.right, at);
      at += share.value.right.length;
    }
    return { ok: true, value: graded(right) };
  };
}
