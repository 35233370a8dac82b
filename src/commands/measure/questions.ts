// --data and --labels as questions for the model.
import { must, placed, reject } from '../../base/problem.ts';
import { describeShape, sizeOf } from '../../base/shape.ts';
import type { NumberArray } from '../../data/array.ts';
import type { Normalisation } from '../../data/dataset.ts';
import { readNpy } from '../../data/readers/npy.ts';
import type { Questions } from '../../gate/evaluate.ts';
import type { Io } from '../../gate/io.ts';
import type { Interpreter } from '../../micro/interpret.ts';
import type { MeasureOptions } from './options.ts';

export const MOST_DATA_BYTES = 1024 * 1024 * 1024;

const AS_IT_IS: Normalisation = { subtract: 0, multiply: 1 };

/** Undefined without --data. Runs inside an attempt. */
export async function readQuestions(
  io: Io,
  { data, labels, subtract, divide }: MeasureOptions,
  interpreter: Interpreter,
): Promise<Questions | undefined> {
  if (data === undefined || labels === undefined) return undefined;
  const x = await readArray(io, data);
  const y = await readArray(io, labels);
  const isScaled = subtract !== undefined || divide !== undefined;
  const scaling = isScaled ? { subtract: subtract ?? 0, multiply: 1 / (divide ?? 1) } : undefined;
  return questionsOf(x, y, interpreter, scaling);
}

async function readArray(io: Io, path: string): Promise<NumberArray> {
  const bytes = must(await io.readUserFile(path, MOST_DATA_BYTES));
  return must(placed(readNpy(bytes), { file: path }));
}

/** Integers of the model's own input type are fed as they are; everything else is read as real values. */
function questionsOf(
  x: NumberArray,
  y: NumberArray,
  { inputs: [input] }: Interpreter,
  scaling: Normalisation | undefined,
): Questions {
  const [count, ...shape] = x.shape;
  if (x.shape.length < 2) {
    reject('data/shape', `--data is ${describeShape(x.shape)}; its first dimension counts samples`);
  }
  if (y.values.length !== count) reject('data/count', `--data has ${count} samples, --labels ${y.values.length}`);
  const size = sizeOf(shape);
  const labels = Int32Array.from(y.values, Number);
  const classes = labels.reduce((most, label) => Math.max(most, label), -1) + 1;
  const wrong = labels.findIndex((label, i) => label < 0 || label !== Number(y.values[i]));
  if (wrong >= 0) reject('data/label-range', `label ${wrong} is ${y.values[wrong]}; labels are class numbers from 0`);
  const isRaw = !scaling && x.dtype === input?.type.toLowerCase() && x.dtype !== 'float32';
  return { count, labels, size, classes, values: x.values, ...(!isRaw && { normalisation: scaling ?? AS_IT_IS }) };
}
