// `kd-gate measure model.tflite`: what any model costs on the chip, and with data how well it answers.
import { attempt, must, type Outcome, reject } from '../base/problem.ts';
import type { Board } from '../board/board.ts';
import { resolveBoard } from '../config/resolve-boards.ts';
import type { NumberArray } from '../data/array.ts';
import { readNpy } from '../data/readers/npy.ts';
import type { Engine } from '../gate/engine.ts';
import type { Evaluate } from '../gate/evaluate.ts';
import type { ExitStatus, Io } from '../gate/io.ts';
import {
  type LoadedModel,
  type ModelMeasurement,
  measureModel,
  onBoard,
  profilesOf,
  runRecords,
} from '../gate/measure.ts';
import { testSetOfArrays } from '../gate/test-set.ts';
import { PROFILES } from '../micro/profile.ts';
import type { Answers } from '../report/report.ts';
import { detailsOf } from './measure-details.ts';
import { renderMeasured, renderMeasuredJson } from './measure-text.ts';
import { reportProblems } from './problems.ts';

export interface MeasureOptions {
  readonly profile?: readonly string[];
  /** Ids, or paths of board files. */
  readonly board?: readonly string[];
  readonly inputs?: string;
  readonly dump?: string;
  readonly stateful?: boolean;
  readonly tensors?: string;
  readonly data?: string;
  readonly labels?: string;
  /** What the model is fed is (value - subtract) / divide. */
  readonly subtract?: number;
  readonly divide?: number;
  readonly json?: boolean;
}

const MOST_MODEL_BYTES = 256 * 1024 * 1024;
const MOST_DATA_BYTES = 1024 * 1024 * 1024;

export async function measureCommand(
  io: Io,
  engine: Engine,
  file: string,
  options: MeasureOptions,
): Promise<ExitStatus> {
  const { version, makeKernels } = engine;
  const boards = await boardsOf(io, options.board ?? []);
  if (!boards.ok) return reportProblems(io, boards.problems);
  const ids = [...(options.profile ?? []), ...boards.value.map((board) => board.profile)];
  const profiles = profilesOf(ids, PROFILES);
  if (!profiles.ok) return reportProblems(io, profiles.problems);
  const asked = checkOptions(options);
  if (!asked.ok) return reportProblems(io, asked.problems);
  const bytes = await io.readUserFile(file, MOST_MODEL_BYTES);
  if (!bytes.ok) return reportProblems(io, bytes.problems);
  const measured = measureModel(bytes.value, profiles.value, makeKernels);
  if (!measured.ok) return reportProblems(io, placedAt(file, measured).problems);

  const ran = await run(io, options, measured.value);
  if (!ran.ok) return reportProblems(io, ran.problems);
  const accuracy = await answer(io, options, measured.value, engine.evaluateOn(io.cores));
  if (!accuracy.ok) return reportProblems(io, accuracy.problems);

  const onBoards = boards.value.map((board) => onBoard(board, measured.value));
  const details = detailsOf(measured.value, profiles.value);
  if (options.json) {
    io.out(
      renderMeasuredJson({ file, version, measured: measured.value, onBoards, details, accuracy: accuracy.value }),
    );
  } else {
    io.out(renderMeasured({ file, measured: measured.value, onBoards, details, accuracy: accuracy.value }));
  }
  return 0;
}

function placedAt(file: string, outcome: Extract<Outcome<ModelMeasurement>, { ok: false }>) {
  return { problems: outcome.problems.map((p) => ({ ...p, place: { file, ...p.place } })) };
}

async function boardsOf(io: Io, ids: readonly string[]): Promise<Outcome<readonly Board[]>> {
  const found = await Promise.all(ids.map((id) => resolveBoard(id, io.readUserFile)));
  return attempt(() => found.map((outcome) => must(outcome)));
}

function checkOptions({ inputs, dump, tensors, data, labels }: MeasureOptions): Outcome<undefined> {
  return attempt(() => {
    if ((dump !== undefined || tensors !== undefined) && inputs === undefined) {
      reject('arguments/inputs', '--dump and --tensors need records to run: add --inputs FILE');
    }
    if ((data === undefined) !== (labels === undefined)) {
      reject('arguments/data', '--data and --labels belong together: --data X.npy --labels Y.npy');
    }
    return undefined;
  });
}

/** Runs --inputs and writes --dump and --tensors. */
async function run(io: Io, options: MeasureOptions, { interpreter }: ModelMeasurement): Promise<Outcome<undefined>> {
  if (options.inputs === undefined) return { ok: true, value: undefined };
  const records = await io.readUserFile(options.inputs, MOST_DATA_BYTES);
  if (!records.ok) return records;
  const ran = runRecords(interpreter, records.value, options.stateful ?? false);
  if (!ran.ok) return ran;
  if (options.dump !== undefined) await io.write(options.dump, ran.value.outputs);
  if (options.tensors !== undefined) {
    await io.write(options.tensors, `${JSON.stringify(ran.value.tensorCrcs, undefined, 2)}\n`);
  }
  return { ok: true, value: undefined };
}

async function answer(
  io: Io,
  { data, labels, subtract, divide }: MeasureOptions,
  model: LoadedModel,
  evaluate: Evaluate,
): Promise<Outcome<Answers | undefined>> {
  if (data === undefined || labels === undefined) return { ok: true, value: undefined };
  const x = await readArray(io, data);
  if (!x.ok) return x;
  const y = await readArray(io, labels);
  if (!y.ok) return y;
  const isScaled = subtract !== undefined || divide !== undefined;
  const scaling = isScaled ? { subtract: subtract ?? 0, multiply: 1 / (divide ?? 1) } : undefined;
  const testSet = testSetOfArrays(x.value, y.value, model.interpreter.inputs[0]?.type, scaling);
  if (!testSet.ok) return testSet;
  const evaluation = await evaluate(model, testSet.value);
  if (!evaluation.ok) return evaluation;
  const { correct, total } = evaluation.value;
  return { ok: true, value: { correct, total } };
}

async function readArray(io: Io, path: string): Promise<Outcome<NumberArray>> {
  const bytes = await io.readUserFile(path, MOST_DATA_BYTES);
  if (!bytes.ok) return bytes;
  const array = readNpy(bytes.value);
  if (array.ok) return array;
  return { ok: false, problems: array.problems.map((p) => ({ ...p, place: { file: path, ...p.place } })) };
}
