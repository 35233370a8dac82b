// --data and --labels as a test set of the model.
import { must, placed } from '../../base/problem.ts';
import { MOST_FILE_BYTES } from '../../base/read-file.ts';
import { DEFAULT_TASK } from '../../base/task.ts';
import type { NumberArray } from '../../data/array.ts';
import { readNpy } from '../../data/readers/npy.ts';
import type { Io } from '../../gate/io.ts';
import type { ModelMeasurement } from '../../gate/measure.ts';
import { type TestSet, testSetOfArrays } from '../../gate/test-set.ts';
import { thresholdOf } from '../../gate/threshold.ts';
import type { MeasureOptions } from './options.ts';

/** Undefined without --data. Runs inside an attempt. */
export async function readTestSet(
  io: Io,
  { data, labels, subtract, divide, task = DEFAULT_TASK }: MeasureOptions,
  { model, interpreter }: ModelMeasurement,
): Promise<TestSet | undefined> {
  if (data === undefined || labels === undefined) return undefined;
  const x = await readArray(io, data);
  const y = await readArray(io, labels);
  const isScaled = subtract !== undefined || divide !== undefined;
  const scaling = isScaled ? { subtract: subtract ?? 0, multiply: 1 / (divide ?? 1) } : undefined;
  const threshold = thresholdOf(model, task);
  return must(testSetOfArrays(x, y, interpreter.inputs.at(0)?.type, scaling, { task, threshold }));
}

async function readArray(io: Io, path: string): Promise<NumberArray> {
  const bytes = must(await io.readUserFile(path, MOST_FILE_BYTES));
  return must(placed(readNpy(bytes), { file: path }));
}
