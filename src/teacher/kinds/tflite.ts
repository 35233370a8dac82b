// A .tflite teacher, float32 or quantized, run by the simulator's kernels.
import { sha256Hex } from '../../base/digest.ts';
import { PATH } from '../../base/path.ts';
import { attemptLater, done, must, reject, under } from '../../base/problem.ts';
import { MOST_MODEL_BYTES } from '../../base/read-file.ts';
import { describeShape, sameShape, sizeOf, withoutOnes } from '../../base/shape.ts';
import type { Task } from '../../base/task.ts';
import { type Dataset, gather, outputsOf, taskOf } from '../../data/dataset.ts';
import { createInterpreter, type Interpreter } from '../../micro/interpret.ts';
import type { OpTensor } from '../../micro/op.ts';
import { resolve } from '../../micro/resolve.ts';
import { encoderOf } from '../../micro/tensors/samples.ts';
import type { Model } from '../../tflite/model.ts';
import { outputProducer } from '../../tflite/output-producer.ts';
import { readModel } from '../../tflite/read.ts';
import { areProbabilities, engineText, logsOfProbabilities, readsInFront } from '../final-activation.ts';
import type { Questions, TeacherAnswers, TeacherKind } from '../kind.ts';
import type { LiveTeacher } from '../live.ts';

export const tflite = {
  schema: { ...PATH, description: 'A model file, float32 or quantized, that answers the training samples here.' },
  mostBytes: MOST_MODEL_BYTES,
  files: (path: string) => path,
  answer: async (questions, path: string) =>
    under('tflite', await attemptLater(async () => answer(must(await questions.read(path)), questions))),
  live: async (questions, path: string, state) =>
    under(
      'tflite',
      await attemptLater(async () => running(load(must(await questions.read(path)), questions), state[0] === 1)),
    ),
} as const satisfies TeacherKind;

function answer(bytes: Uint8Array, questions: Questions): TeacherAnswers {
  const { train, test, onProgress, spend = () => done(undefined) } = questions;
  const loaded = load(bytes, questions);
  const { found, type, macs, ask } = loaded;
  const total = train.count + (test?.count ?? 0);
  must(spend(total * macs));
  const trainLogits = askAbout(train, ask, (done) => onProgress?.(done, total));
  const testLogits = test && askAbout(test, ask, (done) => onProgress?.(train.count + done, total));
  const isClassifier = taskOf(train) === 'classify';
  const isSoftmaxed = isClassifier && !found.beforeSoftmax && areProbabilities(trainLogits, train.classes.length);
  return {
    engine: engineText(`kd-gate's TFLM kernels, ${type}`, isSoftmaxed),
    train: finish(trainLogits, found, isSoftmaxed),
    ...(testLogits && { test: finish(testLogits, found, isSoftmaxed) }),
    digests: { teacher: sha256Hex(bytes) },
    live: running(loaded, isSoftmaxed),
  };
}

interface LoadedTeacher {
  readonly found: LogitsPlace;
  /** Of its input. */
  readonly type: string;
  /** Of one sample's answer. */
  readonly macs: number;
  /** What it answers to one sample, before `finish`. Leaves the enclosing attempt where its kernels refuse. */
  readonly ask: (x: Float32Array) => Float32Array;
}

function load(bytes: Uint8Array, { train, makeKernels }: Questions): LoadedTeacher {
  const model = must(readModel(bytes));
  const interpreter = must(createInterpreter(must(resolve(model)), makeKernels));
  const found = findLogits(model, taskOf(train));
  const ask = asker(interpreter, found.tensor, train);
  return { found, type: interpreter.inputs[0].type.toLowerCase(), macs: interpreter.operationsPerInvoke, ask };
}

/** Its answers to augmented samples; inside an attempt. */
function running({ found, macs, ask }: LoadedTeacher, isSoftmaxed: boolean): LiveTeacher {
  return {
    answer(x, count) {
      const size = x.length / count;
      const rows = Array.from({ length: count }, (_, n) => ask(x.subarray(n * size, (n + 1) * size)));
      const answers = new Float32Array(count * rows[0].length);
      for (const [n, row] of rows.entries()) answers.set(row, n * row.length);
      return finish(answers, found, isSoftmaxed);
    },
    macs,
    state: Float32Array.of(isSoftmaxed ? 1 : 0),
  };
}

function finish(values: Float32Array, { beta }: LogitsPlace, isSoftmaxed: boolean): Float32Array {
  if (isSoftmaxed) return logsOfProbabilities(values);
  return beta === 1 ? values : values.map((v) => v * beta);
}

interface LogitsPlace {
  /** Index in the first subgraph. */
  readonly tensor: number;
  /** Softmax multiplies its input by this. */
  readonly beta: number;
  readonly beforeSoftmax: boolean;
}

/** The tensor in front of the last SOFTMAX, or LOGISTIC of yes-or-no outputs, also behind a change of type or shape;
 * else the output itself. */
function findLogits(model: Model, task: Task): LogitsPlace {
  const { operator } = outputProducer(model);
  const place = { tensor: model.subgraphs[0].outputs[0], beta: 1, beforeSoftmax: false };
  if (operator?.code === 'SOFTMAX' && readsInFront('softmax', task, operator.code)) {
    return { tensor: operator.inputs[0], beta: Number(operator.options.beta), beforeSoftmax: true };
  }
  if (operator?.code === 'LOGISTIC' && readsInFront('sigmoid', task, operator.code)) {
    return { ...place, tensor: operator.inputs[0] };
  }
  return place;
}

/** Checks the model against the data once; the function that it returns answers one sample. */
function asker(interpreter: Interpreter, index: number, data: Dataset) {
  const { shape } = data;
  const { inputs, outputs } = interpreter;
  if (inputs.length !== 1 || outputs.length !== 1) {
    const counts = `${inputs.length} inputs and ${outputs.length} outputs`;
    reject('teacher/graph', `the teacher has ${counts}; it must have one of each`);
  }
  const [input] = inputs;
  const takes = input.shape.slice(1);
  if (input.shape[0] !== 1 || !sameShape(withoutOnes(takes), withoutOnes(shape))) {
    const shapes = `${describeShape(input.shape)}, a sample of the data is ${describeShape([1, ...shape])}`;
    reject('teacher/input-shape', `the teacher takes ${shapes}`);
  }
  const logits = interpreter.subgraphTensors[0].find((tensor) => tensor.index === index) ?? outputs[0];
  if (logits.elements !== outputsOf(data)) {
    const what = taskOf(data) === 'classify' ? 'the data has' : `task ${taskOf(data)} with these data needs`;
    const unit = taskOf(data) === 'classify' ? ' classes' : '';
    const message = `the teacher answers with ${logits.elements} values, ${what} ${outputsOf(data)}${unit}`;
    reject('teacher/classes', message);
  }
  const encode = encoderOf(input);
  const decode = dequantizerOf(logits);
  if (!encode || !decode) {
    return reject(
      'teacher/type',
      `a teacher from ${input.type} to ${logits.type} is not supported; use float32 or int8`,
    );
  }
  return (x: Float32Array) => {
    interpreter.reset();
    interpreter.write(input, encode(x));
    must(interpreter.invoke());
    return decode(interpreter.read(logits));
  };
}

/** [dataset.count, outputs] */
function askAbout(dataset: Dataset, ask: LoadedTeacher['ask'], onProgress: (done: number) => void): Float32Array {
  const x = new Float32Array(sizeOf(dataset.shape));
  const outputs = outputsOf(dataset);
  const answers = new Float32Array(dataset.count * outputs);
  for (let n = 0; n < dataset.count; n++) {
    gather(dataset, [n], x);
    answers.set(ask(x), n * outputs);
    onProgress(n + 1);
  }
  return answers;
}

/** Real values of a tensor's bytes. */
function dequantizerOf({ type, quantization, elements }: OpTensor): ((bytes: Uint8Array) => Float32Array) | undefined {
  const scale = quantization?.scales[0] ?? 1;
  const zeroPoint = quantization?.zeroPoints[0] ?? 0;
  const [width, at] =
    type === 'FLOAT32'
      ? [4, (view: DataView, i: number) => view.getFloat32(i, true)]
      : type === 'INT8'
        ? [1, (view: DataView, i: number) => scale * (view.getInt8(i) - zeroPoint)]
        : type === 'UINT8'
          ? [1, (view: DataView, i: number) => scale * (view.getUint8(i) - zeroPoint)]
          : type === 'INT16'
            ? [2, (view: DataView, i: number) => scale * (view.getInt16(i, true) - zeroPoint)]
            : [0, undefined];
  if (!at) return undefined;
  return (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Float32Array.from({ length: elements }, (_, i) => at(view, i * width));
  };
}
