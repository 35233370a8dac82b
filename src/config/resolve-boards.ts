// The boards that kd.yaml names: shipped ones by id, the user's own by path.
import { attempt, attemptLater, must, type Outcome, orBug, type Problem, reject, rejectAll } from '../base/problem.ts';
import { quote } from '../base/quote.ts';
import { didYouMean } from '../base/suggest.ts';
import type { Board } from '../board/board.ts';
import { BOARD_FILES, type BoardFiles, idsOf } from '../board/boards/index.ts';
import { parseBoard } from './board-file.ts';
import { locateIn } from './parse.ts';
import { readShippedBoard } from './shipped-boards.ts';
import type { Spec } from './spec.ts';

const MOST_BYTES = 256 * 1024;

export type ReadBoard = (path: string, maxBytes: number) => Promise<Outcome<Uint8Array>>;

/** By the name that kd.yaml uses; every mistake in any of them at once. */
export async function resolveBoards(read: ReadBoard, spec: Spec): Promise<Outcome<ReadonlyMap<string, Board>>> {
  const boards = new Map<string, Board>();
  const problems: Problem[] = [];
  for (const [name, model] of Object.entries(spec.models)) {
    for (const [index, id] of model.boards.entries()) {
      const place = { path: `models.${name}.boards[${index}]` };
      if (model.boards.indexOf(id) < index) {
        problems.push(locateIn(spec, { code: 'board/twice', message: `the board ${quote(id)} is named twice`, place }));
      }
      if (boards.has(id)) continue;
      const board = await resolveBoard(id, read);
      if (board.ok) boards.set(id, board.value);
      else {
        const placed = board.problems.map((p) => (p.place?.file ? p : { ...p, place }));
        problems.push(...placed.map((problem) => locateIn(spec, problem)));
      }
    }
  }
  return attempt(() => {
    rejectAll(problems);
    return boards;
  });
}

/** Problems: `board/unknown`, `measure/board` where nothing can be simulated, and those of the user's file.
 * A mistake in a shipped file throws. */
export async function resolveBoard(id: string, read: ReadBoard, files = BOARD_FILES): Promise<Outcome<Board>> {
  return attemptLater(async () => {
    if (/\.(ya?ml|json)$/.test(id))
      return must(parseBoard(new TextDecoder().decode(must(await read(id, MOST_BYTES))), id));
    const shipped = readShippedBoard(id, files);
    if (!shipped) return reject('board/unknown', unknownBoard(id, files));
    const board = orBug(shipped);
    if ('reason' in board) return reject('measure/board', `${board.name} is not measured: ${board.reason}`);
    return board;
  });
}

function unknownBoard(id: string, files: BoardFiles): string {
  const guess = didYouMean(id, idsOf(files.boards));
  const help = '`kd-gate boards` lists them, or name a file of your own that ends in .yaml, .yml or .json';
  return `there is no board ${quote(id)}${guess || ';'} ${help}`;
}
