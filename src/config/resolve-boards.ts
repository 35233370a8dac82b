// The boards that kd.yaml names: shipped ones by id, the user's own by path.
import { done, failed, type Outcome, type Problem } from '../base/problem.ts';
import { didYouMean } from '../base/suggest.ts';
import type { Board } from '../board/board.ts';
import { BOARDS, OTHER_BOARDS } from '../board/boards/index.ts';
import { parseBoard } from './board-file.ts';
import { locateIn } from './parse.ts';
import type { Spec } from './spec.ts';

const MOST_BYTES = 256 * 1024;

/** By the name that kd.yaml uses; every mistake in any of them at once. */
export async function resolveBoards(read: ReadBoard, spec: Spec): Promise<Outcome<ReadonlyMap<string, Board>>> {
  const boards = new Map<string, Board>();
  const problems: Problem[] = [];
  for (const [name, model] of Object.entries(spec.models)) {
    for (const [index, id] of model.boards.entries()) {
      if (model.boards.indexOf(id) < index) {
        const place = { path: `models.${name}.boards[${index}]` };
        problems.push(locateIn(spec, { code: 'board/twice', message: `the board "${id}" is named twice`, place }));
      }
      if (boards.has(id)) continue;
      const board = await resolveBoard(id, read);
      if (board.ok) boards.set(id, board.value);
      else {
        const path = `models.${name}.boards[${index}]`;
        const placed = board.problems.map((p) => (p.place?.file ? p : { ...p, place: { path } }));
        problems.push(...placed.map((problem) => locateIn(spec, problem)));
      }
    }
  }
  return problems.length > 0 ? failed(...problems) : done(boards);
}

export type ReadBoard = (path: string, maxBytes: number) => Promise<Outcome<Uint8Array>>;

/** Problems: `board/unknown`, `measure/board` where nothing can be simulated. */
export async function resolveBoard(id: string, read: ReadBoard): Promise<Outcome<Board>> {
  if (/\.(ya?ml|json)$/.test(id)) {
    const bytes = await read(id, MOST_BYTES);
    return bytes.ok ? parseBoard(new TextDecoder().decode(bytes.value), id) : bytes;
  }
  const found = BOARDS.find((board) => board.id === id);
  if (found) return done(found);
  const other = OTHER_BOARDS.find((board) => board.id === id);
  if (other) return failed({ code: 'measure/board', message: `${other.name} is not measured: ${other.reason}` });
  const guess = didYouMean(
    id,
    BOARDS.map((board) => board.id),
  );
  const help = '`kd-gate boards` lists them, or name a file of your own that ends in .yaml, .yml or .json';
  const message = `there is no board "${id}"${guess || ';'} ${help}`;
  return failed({ code: 'board/unknown', message });
}
