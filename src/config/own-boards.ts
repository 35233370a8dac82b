// A user's board with what was measured on it: each model's file looked up, held against its SHA-256, calibrated on.
import { sha256OfFile } from '../base/digest.ts';
import {
  attemptLater,
  done,
  must,
  mustAll,
  type Outcome,
  type Place,
  type Problem,
  placed,
  reject,
  rejectAll,
  withProblems,
} from '../base/problem.ts';
import { quote } from '../base/quote.ts';
import { MOST_TIMED_BYTES } from '../base/read-file.ts';
import { type Board, type Computer, isBoard, type Timing } from '../board/board.ts';
import { BUILTIN_NAMES, builtinModel, builtinNameOf } from '../board/builtin-models.ts';
import { type TimedFile, withOwnCalibration, withOwnTimes } from '../board/own-figures.ts';
import type { BoardFile } from './board-file.ts';
import type { ReadBoard } from './resolve-boards.ts';

/**
 * `calibrates`: whether the board is to tell times; without, files are read only for a digest that the board's file
 * leaves out. `path`: of the board's file, from which those of the models are reckoned. Problems: `board/measured`.
 */
export function withTimings(
  { board, placeOf }: BoardFile,
  path: string,
  read: ReadBoard,
  calibrates: boolean,
): Promise<Outcome<Board | Computer>> {
  return attemptLater(async () => {
    const { timings } = board;
    if (!timings) return board;
    const files = await Promise.all(
      timings.map(async (timing, i): Promise<Outcome<Partial<TimedFile>>> => {
        const place = placeOf(['measured', String(i), 'model']);
        return calibrates || timing.sha256 === undefined ? timedFile(timing, path, place, read) : done({ timing });
      }),
    );
    const found = mustAll(files).map(({ timing, bytes }, i) => ({ timing: timing ?? timings[i], bytes }));
    rejectAll(
      twins(found.map(({ timing }) => timing)).map((i) => twin(timings[i], placeOf(['measured', String(i), 'model']))),
    );
    if (!calibrates) return { ...board, timings: found.map(({ timing }) => timing) };
    const timed = found.flatMap(({ timing, bytes }) => (bytes ? [{ timing, bytes }] : []));
    const fitted: Outcome<Board | Computer> = isBoard(board)
      ? withOwnCalibration(board, timed)
      : withOwnTimes(board, timed);
    return must(placed(fitted, { file: path, path: 'measured' }));
  });
}

/** Those of a file that another names too: it would weigh twice in the factor, and have two times. */
function twins(timings: readonly Timing[]): readonly number[] {
  const first = (sha256: string | undefined) => timings.findIndex((other) => other.sha256 === sha256);
  return timings.flatMap(({ sha256 }, i) => (first(sha256) < i ? [i] : []));
}

function twin({ model }: Timing, place: Place): Problem {
  const message = `${quote(model)} is a file that is measured under another name already; keep one of the two`;
  return { code: 'board/twice', message, place };
}

function timedFile(timing: Timing, boardPath: string, place: Place, read: ReadBoard): Promise<Outcome<TimedFile>> {
  return attemptLater(async () => {
    const bytes = must(await bytesOf(timing.model, boardPath, place, read));
    const sha256 = await sha256OfFile(bytes);
    if (timing.sha256 !== undefined && timing.sha256 !== sha256) {
      const what = `${quote(timing.model)} is not the file that was measured: its SHA-256 is ${sha256}`;
      reject('board/measured', `${what}; put the measured file back, or measure this one and write both anew`, place);
    }
    return { timing: { ...timing, sha256 }, bytes };
  });
}

async function bytesOf(model: string, boardPath: string, place: Place, read: ReadBoard): Promise<Outcome<Uint8Array>> {
  const name = builtinNameOf(model);
  if (name === undefined) {
    const folder = boardPath.slice(0, Math.max(boardPath.lastIndexOf('/'), boardPath.lastIndexOf('\\')) + 1);
    const file = await read(`${folder}${model}`, MOST_TIMED_BYTES);
    const help = 'the path starts in the folder of the board file';
    return withProblems(file, ({ message }) => ({ code: 'board/measured', message: `${message}; ${help}`, place }));
  }
  return attemptLater(async () => {
    const bytes = builtinModel(name);
    const help = `there are ${BUILTIN_NAMES.map((one) => `builtin:${one}`).join(', ')}`;
    return bytes ?? reject('board/measured', `kd-gate makes no model ${quote(model)}; ${help}`, place);
  });
}
