// The boards that ship with kd-gate: files as users write them, read and checked when they are needed.
import { attempt, mustAll, type Outcome } from '../base/problem.ts';
import type { Board, Computer, NamedBoard, OtherBoard } from '../board/board.ts';
import { BOARD_FILES, type BoardFiles, idsOf } from '../board/boards/index.ts';
import { parseBoard, parseComputer, parseOtherBoard } from './board-file.ts';

export interface ShippedBoards {
  readonly boards: readonly Board[];
  /** Of which file size and accuracy are judged. */
  readonly computers: readonly Computer[];
  /** Those without figures: what can be said about them is why there are none. */
  readonly notMeasured: readonly OtherBoard[];
}

/** All of them, in the order in which `kd-gate boards` lists them. */
export function readShippedBoards(files: BoardFiles = BOARD_FILES): Outcome<ShippedBoards> {
  return attempt(() => ({
    boards: mustAll(idsOf(files.boards).map((id) => parseBoard(files.boards[id], fileOf(id)))),
    computers: mustAll(idsOf(files.computers).map((id) => parseComputer(files.computers[id], fileOf(id)))),
    notMeasured: mustAll(idsOf(files.notMeasured).map((id) => parseOtherBoard(files.notMeasured[id], fileOf(id)))),
  }));
}

/** The one of this id alone, if it ships: a board, a computer, or one that is not measured. */
export function readShippedBoard(id: string, files: BoardFiles = BOARD_FILES): Outcome<NamedBoard> | undefined {
  if (Object.hasOwn(files.boards, id)) return parseBoard(files.boards[id], fileOf(id));
  if (Object.hasOwn(files.computers, id)) return parseComputer(files.computers[id], fileOf(id));
  if (Object.hasOwn(files.notMeasured, id)) return parseOtherBoard(files.notMeasured[id], fileOf(id));
  return undefined;
}

function fileOf(id: string): string {
  return `${id}.yaml (shipped)`;
}
