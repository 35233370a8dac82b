// The board that is measured: the user's own file, or a shipped one as the first draft of a file of one's own.
import { attemptLater, must, type Outcome, orBug, reject } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';
import { type Board, type Computer, isBoard, isComputer } from '../../board/board.ts';
import { BOARD_FILES } from '../../board/boards/index.ts';
import { readBoardFile } from '../../config/board-file.ts';
import { isBoardFile, MOST_BOARD_BYTES, resolveBoard } from '../../config/resolve-boards.ts';
import type { Io } from '../../gate/io.ts';
import { fileNameOf } from '../file-name.ts';

export interface BoardToTime {
  readonly board: Board | Computer;
  /** Of its file; of a shipped one with another id. */
  readonly text: string;
  /** Where the file is written. */
  readonly path: string;
}

/**
 * `named`: an id, or the path of a board file. `out`: where it is written, which an id needs. Models that were measured
 * before are not looked for.
 */
export function boardToTime(io: Io, named: string | undefined, out: string | undefined): Promise<Outcome<BoardToTime>> {
  return attemptLater(async () => {
    if (named === undefined) return reject('calibrate/options', NO_BOARD);
    if (out !== undefined && !isBoardFile(out)) {
      reject('calibrate/options', `--out ${quote(out)} is no board file; its name ends in .yaml, .yml or .json`);
    }
    if (isBoardFile(named)) {
      const text = new TextDecoder().decode(must(await io.readNamed(named, MOST_BOARD_BYTES)));
      return { board: must(readBoardFile(text, named)).board, text, path: out ?? named };
    }
    const shipped = must(await resolveBoard(named, io.readNamed));
    if (!isBoard(shipped) && !isComputer(shipped))
      reject('calibrate/options', `${named} runs nothing: ${shipped.reason}`);
    if (out === undefined) return { board: shipped, text: '', path: '' };
    const text = draftOf(named, fileNameOf(out));
    return { board: orBug(readBoardFile(text, out)).board, text, path: out };
  });
}

const NO_BOARD =
  'the board is missing: --board FILE.yaml, a board file of your own (docs/own-board.md), or an id of `kd-gate boards`';

/** A shipped board's file under another id: two boards of one id could not be told apart. */
function draftOf(id: string, ownId: string): string {
  const shipped = [BOARD_FILES.boards, BOARD_FILES.computers].find((texts) => Object.hasOwn(texts, id)) ?? {};
  const wanted = ownId === id ? `our-${id}` : ownId;
  return shipped[id].replace(/^#.*\n/gm, '').replace(/^id: .*$/m, () => `id: ${JSON.stringify(wanted)}`);
}
