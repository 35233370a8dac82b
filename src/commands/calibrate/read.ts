// `kd-gate calibrate read`: a board's log to a board file with what was measured.

import { sha256Hex } from '../../base/digest.ts';
import { listFirst } from '../../base/one-of.ts';
import { attempt, must, type Outcome, placed, reject } from '../../base/problem.ts';
import { excerpt, quote } from '../../base/quote.ts';
import { type Board, isBoard, type Timing } from '../../board/board.ts';
import { type TimedFile, withOwnCalibration, withOwnTimes } from '../../board/own-figures.ts';
import { readBoardFile } from '../../config/board-file.ts';
import { withMeasured } from '../../config/board-text.ts';
import { readShippedBoard } from '../../config/shipped-boards.ts';
import type { Engine } from '../../gate/engine.ts';
import type { Io } from '../../gate/io.ts';
import { type ExpectedFigures, expectedOf, type NamedBytes } from '../../gate/profiler.ts';
import { fileNameOf } from '../file-name.ts';
import { type BenchmarkTime, readBenchmarkLog } from './benchmark-log.ts';
import { boardToTime } from './board.ts';
import { type CalibrationLog, type LoggedTime, MOST_LOG_BYTES, readCalibrationLog } from './log.ts';
import { BUILTIN_SOURCES, modelsOf } from './models.ts';
import type { CalibrateOptions } from './options.ts';

/** One model's time, whatever measured it. */
export interface BoardTime {
  readonly model: NamedBytes;
  readonly ms: number;
  readonly leastMs?: number;
  readonly mostMs?: number;
  readonly arenaBytes?: number;
  /** What is different from kd-gate's own run of it. */
  readonly doubts: readonly string[];
}

export interface CalibrationResult {
  readonly path: string;
  readonly id: string;
  readonly times: readonly BoardTime[];
  readonly compiler?: string;
  readonly warnings: readonly string[];
  /** What the times say of other models. */
  readonly outcome: string;
}

/** Writes the board file, and copies of the models beside it. Runs inside an attempt. */
export async function readLog(
  io: Io,
  loadEngine: () => Promise<Engine>,
  [logFile, ...sources]: readonly string[],
  options: CalibrateOptions,
): Promise<CalibrationResult> {
  if (logFile === undefined) reject('calibrate/options', 'read needs the log: kd-gate calibrate read board.log');
  const { board, text, path } = must(await boardToTime(io, options.board, options.out));
  if (path === '') {
    reject('calibrate/options', `${options.board} ships with kd-gate; name a file of your own: --out our-board.yaml`);
  }
  if (readShippedBoard(board.id)) reject('board/twice', OTHER_ID(board.id), { file: path, path: 'id' });
  const bytes = must(await io.readUserFile(logFile, MOST_LOG_BYTES));
  const log = new TextDecoder().decode(bytes);
  const own = must(await modelsOf(io, sources));
  const read = isBoard(board)
    ? await fromBoard(io, loadEngine, board, must(readCalibrationLog(log, logFile)), own, logFile)
    : { times: must(fromComputer(must(readBenchmarkLog(log, logFile)), own, logFile)), warnings: [] };
  const files = read.times.map((time) => timedFile(time, path));
  const written = withMeasured(
    text,
    path,
    files.map(({ timing }) => timing),
  );
  must(readBoardFile(written, path));
  const copies = files.filter(({ timing }) => !timing.model.startsWith('builtin:'));
  const target = (model: string) => io.join(io.folderOf(path), model);
  for (const { timing } of copies) must(await io.checkWritable(target(timing.model)));
  must(await io.checkWritable(path));
  for (const { timing, bytes: model } of copies) await io.write(target(timing.model), model);
  await io.write(path, written);
  const outcome = isBoard(board) ? outcomeOf(must(withOwnCalibration(board, files))) : COMPUTER_OUTCOME;
  if (!isBoard(board)) must(withOwnTimes(board, files));
  return { path, id: board.id, ...read, outcome };
}

const OTHER_ID = (id: string) => `"${id}" is the id of a board that ships with kd-gate; write another id into the file`;

const COMPUTER_OUTCOME =
  'the times hold for these models, and for the same networks with other weights; no other is estimated';

function outcomeOf({ ownCalibration }: Board): string {
  if (!ownCalibration) return '';
  if ('reason' in ownCalibration) return `other models have no latency: ${ownCalibration.reason}`;
  const { factor, bandPercent, source } = ownCalibration;
  return `other models: factor ${factor} on the core's cycles, ±${bandPercent}%: ${source}`;
}

/** A copy beside the board file: the gate's own model changes with every training, what was measured does not. */
function timedFile({ model, ms }: BoardTime, path: string): TimedFile {
  const sha256 = sha256Hex(model.bytes);
  const isBuiltin = model.source.startsWith('builtin:');
  const name = fileNameOf(model.source)
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .slice(0, 64);
  const file = isBuiltin ? model.source : `${fileNameOf(path)}-models/${name}-${sha256.slice(0, 8)}.tflite`;
  const timing: Timing = { model: file, sha256, ms: Number(ms.toPrecision(6)) };
  return { timing, bytes: model.bytes };
}

interface Reading {
  readonly times: readonly BoardTime[];
  readonly warnings: readonly string[];
  readonly compiler?: string;
}

async function fromBoard(
  io: Io,
  loadEngine: () => Promise<Engine>,
  board: Board,
  log: CalibrationLog,
  own: readonly NamedBytes[],
  file: string,
): Promise<Reading> {
  const { makeKernels } = await loadEngine();
  const known = [...must(await modelsOf(io, BUILTIN_SOURCES)), ...own];
  const bySha256 = new Map(known.map((model) => [sha256Hex(model.bytes), model]));
  const runs = new Map<string, LoggedTime[]>();
  for (const time of log.times) {
    const known = runs.get(time.sha256);
    if (known) known.push(time);
    else runs.set(time.sha256, [time]);
  }
  const times = [...runs].map(([sha256, all]): BoardTime => {
    const model = bySha256.get(sha256);
    const [{ line, name }] = all;
    if (!model) {
      const what = `${quote(name)} has the SHA-256 ${sha256}, and no file with it is named`;
      return reject('calibrate/log', `${what}; name it: kd-gate calibrate read ${excerpt(file)} MODEL.tflite`, {
        file,
        line,
      });
    }
    const expected = must(placed(expectedOf(model.bytes, board, makeKernels), { file: model.source }));
    return boardTime(model, all, expected, board);
  });
  return { times, warnings: [...log.warnings, ...clockWarnings(log, board)], compiler: log.compiler };
}

/** Of several runs the median. */
function boardTime(model: NamedBytes, runs: readonly LoggedTime[], expected: ExpectedFigures, board: Board): BoardTime {
  const sorted = runs.map(({ microseconds }) => microseconds).sort((a, b) => a - b);
  const ms = sorted[Math.floor((sorted.length - 1) / 2)] / 1000;
  const last = runs[runs.length - 1];
  const leastMs = runs.reduce((least, run) => Math.min(least, run.leastMicroseconds), Infinity) / 1000;
  const mostMs = runs.reduce((most, run) => Math.max(most, run.mostMicroseconds), 0) / 1000;
  const doubts = [
    ...(runs.some(({ dataCrc }) => dataCrc !== expected.dataCrc)
      ? ['its bytes on the board are not those of the file: flash it again']
      : []),
    ...(runs.some(({ answersCrc }) => answersCrc !== expected.answersCrc)
      ? [`its answers have other bits than kd-gate's${expected.hasFloats ? ', as float32 may' : OTHER_KERNELS}`]
      : []),
    ...(last.arenaBytes === expected.arenaUsedBytes
      ? []
      : [`it used ${last.arenaBytes} B of arena, kd-gate says ${expected.arenaUsedBytes} B for ${board.profile}`]),
    ...(mostMs > 1.1 * leastMs ? ['its times vary by more than 10%: interrupts or another task ran beside it'] : []),
  ];
  return { model, ms, leastMs, mostMs, arenaBytes: last.arenaBytes, doubts };
}

const OTHER_KERNELS = ": other kernels, or another version of TFLM; accuracy and bits then hold for kd-gate's alone";

function clockWarnings({ clockHz }: CalibrationLog, board: Board): readonly string[] {
  if (clockHz === undefined || Math.abs(clockHz / board.clockHz - 1) < 0.02) return [];
  const [ran, says] = [clockHz, board.clockHz].map((hertz) => `${hertz / 1e6} MHz`);
  return [`the core ran at ${ran}, the board file says ${says}; correct "clock" if the firmware's is meant`];
}

/** Of a log's runs. */
const MOST_NAMED = 8;

function fromComputer(
  times: readonly BenchmarkTime[],
  models: readonly NamedBytes[],
  file: string,
): Outcome<readonly BoardTime[]> {
  return attempt(() => {
    if (models.length === 0) {
      reject('calibrate/options', `name the model that was run: kd-gate calibrate read ${excerpt(file)} x.tflite`);
    }
    const found = models.map((model): BoardTime => {
      const own = times.filter(({ graph }) => graph !== undefined && fileNameOf(graph) === model.name);
      const [time] = own.length > 0 || models.length > 1 || times.length > 1 ? own.slice(-1) : times;
      if (time) return { model, ms: time.milliseconds, doubts: [] };
      const named = [...new Set(times.map(({ graph }) => excerpt(graph ?? 'a model without a name')))];
      const graphs = listFirst(named, MOST_NAMED);
      return reject('calibrate/log', `no run of ${quote(`${model.name}.tflite`)}; the log has ${graphs}`, { file });
    });
    return found;
  });
}
