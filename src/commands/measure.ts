// `kd-gate measure model.tflite`: what any model costs on the chip, and with data how well it answers.
import { attempt, must, type Outcome, reject } from '../base/problem.ts';
import { describeShape, sizeOf } from '../base/shape.ts';
import type { Board } from '../board/board.ts';
import { resolveBoard } from '../config/resolve-boards.ts';
import type { NumberArray } from '../data/array.ts';
import type { Normalisation } from '../data/dataset.ts';
import { readNpy } from '../data/readers/npy.ts';
import type { Engine } from '../gate/engine.ts';
import type { Examine, Examinee, Questions } from '../gate/evaluate.ts';
import type { ExitStatus, Io } from '../gate/io.ts';
import { type Measured, measureModel, onBoard, runRecords } from '../gate/measure.ts';
import type { Interpreter } from '../micro/interpret.ts';
import { findProfile, PROFILES, type Profile } from '../micro/profile.ts';
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
  const profiles = profilesOf(options.profile, boards.value);
  if (!profiles.ok) return reportProblems(io, profiles.problems);
  const asked = checkOptions(options);
  if (!asked.ok) return reportProblems(io, asked.problems);
  const bytes = await io.readUserFile(file, MOST_MODEL_BYTES);
  if (!bytes.ok) return reportProblems(io, bytes.problems);
  const measured = measureModel(bytes.value, profiles.value, makeKernels);
  if (!measured.ok) return reportProblems(io, placedAt(file, measured).problems);

  const ran = await run(io, options, measured.value);
  if (!ran.ok) return reportProblems(io, ran.problems);
  const examinee = { bytes: bytes.value, interpreter: measured.value.interpreter };
  const accuracy = await answer(io, options, examinee, engine.examineOn(io.cores));
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

function placedAt(file: string, outcome: Extract<Outcome<Measured>, { ok: false }>) {
  return { problems: outcome.problems.map((p) => ({ ...p, place: { file, ...p.place } })) };
}

/** Those that are named; else those of the boards; else all. */
function profilesOf(ids: readonly string[] | undefined, boards: readonly Board[]): Outcome<readonly Profile[]> {
  return attempt(() => {
    const ofBoards = boards.map((board) => board.profile);
    const named = [...new Set([...(ids ?? []), ...ofBoards])];
    return named.length > 0 ? named.map((id) => must(findProfile(id))) : PROFILES;
  });
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
async function run(io: Io, options: MeasureOptions, { interpreter }: Measured): Promise<Outcome<undefined>> {
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
  examinee: Examinee,
  examine: Examine,
): Promise<Outcome<Answers | undefined>> {
  if (data === undefined || labels === undefined) return { ok: true, value: undefined };
  const x = await readArray(io, data);
  if (!x.ok) return x;
  const y = await readArray(io, labels);
  if (!y.ok) return y;
  const isScaled = subtract !== undefined || divide !== undefined;
  const scaling = isScaled ? { subtract: subtract ?? 0, multiply: 1 / (divide ?? 1) } : undefined;
  const questions = questionsOf(x.value, y.value, examinee.interpreter, scaling);
  if (!questions.ok) return questions;
  const examined = await examine(examinee, questions.value);
  if (!examined.ok) return examined;
  const { correct, total } = examined.value;
  return { ok: true, value: { correct, total } };
}

async function readArray(io: Io, path: string): Promise<Outcome<NumberArray>> {
  const bytes = await io.readUserFile(path, MOST_DATA_BYTES);
  if (!bytes.ok) return bytes;
  const array = readNpy(bytes.value);
  if (array.ok) return array;
  return { ok: false, problems: array.problems.map((p) => ({ ...p, place: { file: path, ...p.place } })) };
}

const AS_IT_IS = { subtract: 0, multiply: 1 } as const;

/** Integers of the model's own input type are fed as they are; everything else is taken as real values. */
function questionsOf(
  x: NumberArray,
  y: NumberArray,
  { inputs: [input] }: Interpreter,
  scaling: Normalisation | undefined,
): Outcome<Questions> {
  return attempt(() => {
    const [count, ...shape] = x.shape;
    if (x.shape.length < 2)
      reject('data/shape', `--data is ${describeShape(x.shape)}; its first dimension counts samples`);
    if (y.values.length !== count) {
      reject('data/count', `--data has ${count} samples, --labels ${y.values.length}`);
    }
    const size = sizeOf(shape);
    const labels = Int32Array.from(y.values, Number);
    const classes = labels.reduce((most, label) => Math.max(most, label), -1) + 1;
    const wrong = labels.findIndex((label, i) => label < 0 || label !== Number(y.values[i]));
    if (wrong >= 0) reject('data/label-range', `label ${wrong} is ${y.values[wrong]}; labels are class numbers from 0`);
    const raw = !scaling && x.dtype === input?.type.toLowerCase() && x.dtype !== 'float32';
    return { count, labels, size, classes, values: x.values, ...(!raw && { normalisation: scaling ?? AS_IT_IS }) };
  });
}
