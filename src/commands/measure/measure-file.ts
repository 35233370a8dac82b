// A .tflite file and what the command line asks about it, to figures.
import { must, mustAll, placed, reject } from '../../base/problem.ts';
import { MOST_MODEL_BYTES } from '../../base/read-file.ts';
import type { Board } from '../../board/board.ts';
import { resolveBoard } from '../../config/resolve-boards.ts';
import type { Engine } from '../../gate/engine.ts';
import { type Io, MOST_FILE_BYTES } from '../../gate/io.ts';
import { type ModelMeasurement, measureModel, onBoard, profilesOf, runRecords } from '../../gate/measure.ts';
import { PROFILES } from '../../micro/profile.ts';
import type { Answers, ReportedBoard } from '../../report/report.ts';
import { detailsOf, type ModelDetails } from './details.ts';
import type { MeasureOptions } from './options.ts';
import { readTestSet } from './test-set.ts';

export interface FileMeasurement {
  readonly file: string;
  readonly model: ModelMeasurement;
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
  const ids = [...(options.profile ?? []), ...boards.map((board) => board.profile)];
  const profiles = must(profilesOf(ids, PROFILES));
  checkOptions(options);
  const bytes = must(await io.readUserFile(file, MOST_MODEL_BYTES));
  const model = must(placed(measureModel(bytes, profiles, engine.makeKernels), { file }));
  await runInputs(io, options, model);
  const testSet = await readTestSet(io, options, model.interpreter);
  const evaluation = testSet && must(await engine.evaluateOn(io.cores)(model, testSet));
  const accuracy = evaluation && { correct: evaluation.correct, total: evaluation.total };
  const onBoards = boards.map((board) => onBoard(board, model));
  return { file, model, boards: onBoards, details: detailsOf(model, profiles), accuracy };
}

async function boardsOf(io: Io, ids: readonly string[]): Promise<readonly Board[]> {
  return mustAll(await Promise.all(ids.map((id) => resolveBoard(id, io.readNamed))));
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
  { interpreter }: ModelMeasurement,
): Promise<void> {
  if (inputs === undefined) return;
  const records = must(await io.readUserFile(inputs, MOST_FILE_BYTES));
  const { outputs, tensorCrcs } = must(runRecords(interpreter, records, stateful));
  if (dump !== undefined) await io.write(dump, outputs);
  if (tensors !== undefined) await io.write(tensors, `${JSON.stringify(tensorCrcs, undefined, 2)}\n`);
}
