// --data and --labels as a test set of the model.
import { must, placed, reject } from '../../base/problem.ts';
import { MOST_FILE_BYTES } from '../../base/read-file.ts';
import { type Shape, sizeOf } from '../../base/shape.ts';
import { DEFAULT_TASK } from '../../base/task.ts';
import type { NumberArray } from '../../data/array.ts';
import { readNpy } from '../../data/readers/npy.ts';
import { checkStreams, recordingsOf } from '../../data/streams.ts';
import type { Io } from '../../gate/io.ts';
import type { ModelMeasurement } from '../../gate/measure.ts';
import { type StreamsOfSet, type TestSet, testSetOfArrays } from '../../gate/test-set.ts';
import { thresholdOf } from '../../gate/threshold.ts';
import type { MeasureOptions } from './options.ts';

/** Undefined without --data. Runs inside an attempt. */
export async function readTestSet(
  io: Io,
  options: MeasureOptions,
  { model, interpreter }: ModelMeasurement,
): Promise<TestSet | undefined> {
  const { data, labels, subtract, divide, task = DEFAULT_TASK } = options;
  if (data === undefined || labels === undefined) return undefined;
  const x = await readArray(io, data);
  const y = await readArray(io, labels);
  const isScaled = subtract !== undefined || divide !== undefined;
  const scaling = isScaled ? { subtract: subtract ?? 0, multiply: 1 / (divide ?? 1) } : undefined;
  const threshold = thresholdOf(model, task, options);
  const set = must(testSetOfArrays(x, y, interpreter.inputs.at(0)?.type, scaling, { task, threshold }));
  if (!options.stateful) return set;
  const streams = await readStreams(io, options, x.shape);
  checkStreams(set, streams);
  return { ...set, streams };
}

/** --groups, or each sample a recording of its own. */
async function readStreams(io: Io, options: MeasureOptions, [count, ...shape]: Shape): Promise<StreamsOfSet> {
  const { groups, answer = 'last', window = 1, skip = 0 } = options;
  const names = groups === undefined ? undefined : Array.from((await readArray(io, groups)).values, String);
  if (names && names.length !== count) {
    reject('data/count', `--data has ${count} samples, --groups ${names.length} values; both must be the same number`);
  }
  return {
    params: { answer, window, skip },
    recordings: recordingsOf(count, undefined, names),
    step: sizeOf(shape.slice(1)),
  };
}

async function readArray(io: Io, path: string): Promise<NumberArray> {
  const bytes = must(await io.readUserFile(path, MOST_FILE_BYTES));
  return must(placed(readNpy(bytes), { file: path }));
}
