// A .tflite file and what the command line asks about it, to figures.
import { must, mustAll, placed, reject } from '../../base/problem.ts';
import type { Board } from '../../board/board.ts';
import { resolveBoard } from '../../config/resolve-boards.ts';
import type { Engine } from '../../gate/engine.ts';
import type { Io } from '../../gate/io.ts';
import { type Measured, measureModel, onBoard, runRecords } from '../../gate/measure.ts';
import { findProfile, PROFILES, type Profile } from '../../micro/profile.ts';
import type { Answers, ReportedBoard } from '../../report/report.ts';
import { detailsOf, type ModelDetails } from './details.ts';
import type { MeasureOptions } from './options.ts';
import { MOST_DATA_BYTES, readQuestions } from './questions.ts';

const MOST_MODEL_BYTES = 256 * 1024 * 1024;

export interface FileMeasurement {
  readonly file: string;
  readonly model: Measured;
  readonly boards: readonly ReportedBoard[];
  readonly details: ModelDetails;
  /** On --data; undefined without. */
  readonly accuracy?: Answers;
}

/** Also writes --dump and --tensors. Runs inside an attempt. */
export async function measureFile(
  io: Io,
  engine: Engine,
  file: string,
  options: MeasureOptions,
): Promise<FileMeasurement> {
  const boards = await boardsOf(io, options.board ?? []);
  const profiles = profilesOf(options.profile, boards);
  checkOptions(options);
  const bytes = must(await io.readUserFile(file, MOST_MODEL_BYTES));
  const model = must(placed(measureModel(bytes, profiles, engine.makeKernels), { file }));
  await runInputs(io, options, model);
  const accuracy = await answerData(io, engine, options, bytes, model);
  const onBoards = boards.map((board) => onBoard(board, model));
  return { file, model, boards: onBoards, details: detailsOf(model, profiles), accuracy };
}

async function boardsOf(io: Io, ids: readonly string[]): Promise<readonly Board[]> {
  return mustAll(await Promise.all(ids.map((id) => resolveBoard(id, io.readUserFile))));
}

/** Those that are named; else those of the boards; else all. */
function profilesOf(ids: readonly string[] = [], boards: readonly Board[]): readonly Profile[] {
  const wanted = new Set([...ids, ...boards.map((board) => board.profile)]);
  return wanted.size > 0 ? mustAll([...wanted].map(findProfile)) : PROFILES;
}

function checkOptions({ inputs, dump, tensors, data, labels }: MeasureOptions): void {
  if ((dump !== undefined || tensors !== undefined) && inputs === undefined) {
    reject('arguments/inputs', '--dump and --tensors need records to run: add --inputs FILE');
  }
  if ((data === undefined) !== (labels === undefined)) {
    reject('arguments/data', '--data and --labels belong together: --data X.npy --labels Y.npy');
  }
}

/** Runs --inputs and writes --dump and --tensors. */
async function runInputs(
  io: Io,
  { inputs, dump, tensors, stateful = false }: MeasureOptions,
  { interpreter }: Measured,
): Promise<void> {
  if (inputs === undefined) return;
  const records = must(await io.readUserFile(inputs, MOST_DATA_BYTES));
  const { outputs, tensorCrcs } = must(runRecords(interpreter, records, stateful));
  if (dump !== undefined) await io.write(dump, outputs);
  if (tensors !== undefined) await io.write(tensors, `${JSON.stringify(tensorCrcs, undefined, 2)}\n`);
}

async function answerData(
  io: Io,
  engine: Engine,
  options: MeasureOptions,
  bytes: Uint8Array,
  { interpreter }: Measured,
): Promise<Answers | undefined> {
  const questions = await readQuestions(io, options, interpreter);
  if (!questions) return undefined;
  const examine = engine.examineOn(io.cores);
  const { correct, total } = must(await examine({ bytes, interpreter }, questions));
  return { correct, total };
}
