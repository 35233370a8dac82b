// An ONNX teacher, such as PyTorch exports, run by onnxruntime where the workflow or the command line names one.
import { sha256Hex } from '../../base/digest.ts';
import { PATH } from '../../base/path.ts';
import { attemptLater, must, reject, under } from '../../base/problem.ts';
import { MOST_MODEL_BYTES } from '../../base/read-file.ts';
import { describeShape, type Shape, sizeOf } from '../../base/shape.ts';
import { taskOf } from '../../data/dataset.ts';
import { answersOf, checkInput, checkOneInput, describeOpen } from '../answers-of.ts';
import { type OpenShape, onnxFor } from '../engines.ts';
import { engineText } from '../final-activation.ts';
import type { Questions, TeacherAnswers, TeacherKind } from '../kind.ts';
import { macsOfOnnx, onnxAnswer, withOutput } from '../onnx/answer.ts';
import { type OnnxModel, readOnnx } from '../onnx/model.ts';

const LAYOUTS = ['nchw', 'nhwc'] as const;
type Layout = (typeof LAYOUTS)[number];

export const onnx = {
  schema: { ...PATH, description: 'An ONNX model, that answers the training samples with onnxruntime.' },
  siblings: {
    layout: {
      type: 'string',
      enum: LAYOUTS,
      description:
        'Of onnx: how the model takes samples: nchw, channels first as in PyTorch, where nothing is said; or nhwc.',
    },
  },
  mostBytes: MOST_MODEL_BYTES,
  files: (path: string) => path,
  answer: async (questions, path: string, { layout = 'nchw' }: { readonly layout?: Layout }) =>
    under('onnx', await attemptLater(async () => ask(path, layout, questions))),
} as const satisfies TeacherKind;

async function ask(path: string, layout: Layout, questions: Questions): Promise<TeacherAnswers> {
  const { train, read } = questions;
  const bytes = must(await read(path));
  const model = readOnnx(bytes);
  const { output, isInFront } = onnxAnswer(model, taskOf(train));
  const shape = layout === 'nchw' ? channelsFirst(train.shape) : train.shape;
  const input = inputOf(model, shape, layout);
  const macs = macsOfOnnx(model, sizeOf(train.shape.slice(0, -1)));
  const { name, load } = must(await onnxFor(questions));
  const ends = { input: input.name, output, shape: input.shape };
  const running = must(await load(isInFront ? withOutput(bytes, output) : bytes, ends));
  const arrange = layout === 'nchw' ? (x: Float32Array, count: number) => moved(x, count, train.shape) : undefined;
  try {
    const { isSoftmaxed, ...answers } = await answersOf(running, questions, { isInFront, arrange, macs });
    return { ...answers, engine: engineText(name, isSoftmaxed), digests: { teacher: sha256Hex(bytes) } };
  } finally {
    running.close();
  }
}

const FLOAT32 = 1;

/** With its dimensions as the data have them. */
function inputOf({ inputs }: OnnxModel, sample: Shape, layout: Layout): { name: string; shape: OpenShape } {
  checkOneInput(inputs);
  const [{ name, type, shape = [null, ...sample] }] = inputs;
  if (type !== FLOAT32) reject('teacher/type', 'the teacher takes another type than float32; export it with float32');
  const told = shape.length === sample.length + 1 && shape.slice(1).every((d, i) => d === null || d === sample[i]);
  const other = layout === 'nchw' ? 'nhwc' : 'nchw';
  if (!told && shape.length === sample.length + 1) {
    const asked = `a sample in ${layout} is ${describeShape([1, ...sample])}`;
    const message = `the teacher takes ${describeOpen(shape)}, ${asked}`;
    reject('teacher/input-shape', `${message}; is its layout ${other}?`);
  }
  checkInput([shape], sample);
  return { name, shape: told ? [shape[0], ...sample] : shape };
}

/** [...positions, channels] as [channels, ...positions] */
function channelsFirst(shape: Shape): Shape {
  return shape.length < 2 ? shape : [shape[shape.length - 1], ...shape.slice(0, -1)];
}

function moved(x: Float32Array, count: number, shape: Shape): Float32Array {
  const channels = shape.length < 2 ? 1 : shape[shape.length - 1];
  const positions = sizeOf(shape) / channels;
  const out = new Float32Array(x.length);
  for (let n = 0; n < count; n++) {
    const from = n * positions * channels;
    for (let p = 0; p < positions; p++) {
      for (let c = 0; c < channels; c++) out[from + c * positions + p] = x[from + p * channels + c];
    }
  }
  return out;
}
