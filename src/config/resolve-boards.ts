// The boards that kd.yaml names: shipped ones by id, the user's own by path.

import { listFirst } from '../base/one-of.ts';
import {
  attempt,
  attemptLater,
  must,
  type Outcome,
  orBug,
  type Problem,
  problemsOf,
  reject,
  rejectAll,
} from '../base/problem.ts';
import { excerpt, quote } from '../base/quote.ts';
import { didYouMean } from '../base/suggest.ts';
import type { NamedBoard } from '../board/board.ts';
import { BOARD_FILES, type BoardFiles, idsOf } from '../board/boards/index.ts';
import { OTHERS } from '../budget/by-board.ts';
import type { Limit } from '../budget/judge.ts';
import { BOARD_MEASURES } from '../budget/measures.ts';
import { readBoardFile } from './board-file.ts';
import { withTimings } from './own-boards.ts';
import { locateIn } from './parse.ts';
import { readShippedBoard } from './shipped-boards.ts';
import type { Spec } from './spec.ts';

/** Of a board's file. */
export const MOST_BOARD_BYTES = 256 * 1024;

/** Whether it names a file of the user's, not an id: `teensy-4.0` is one. */
export function isBoardFile(name: string): boolean {
  return /\.(ya?ml|json)$/.test(name);
}

export type ReadBoard = (path: string, maxBytes: number) => Promise<Outcome<Uint8Array>>;

/** Whether boards that somebody measured on are to tell times. */
export interface ResolveOptions {
  /** False: their files are only read for a digest that the board's file leaves out. */
  readonly calibrates?: boolean;
}

/** By the name that kd.yaml uses; every mistake in any of them at once. */
export async function resolveBoards(
  read: ReadBoard,
  spec: Spec,
  options: ResolveOptions = {},
): Promise<Outcome<ReadonlyMap<string, NamedBoard>>> {
  const boards = new Map<string, NamedBoard>();
  const problems: Problem[] = [];
  for (const [name, model] of Object.entries(spec.models)) {
    for (const [index, id] of model.boards.entries()) {
      const place = { path: `models.${name}.boards[${index}]` };
      if (model.boards.indexOf(id) < index) {
        problems.push(locateIn(spec, { code: 'board/twice', message: `the board ${quote(id)} is named twice`, place }));
      }
      if (boards.has(id)) continue;
      const board = await resolveBoard(id, read, options);
      if (board.ok) {
        const message = clashOf(id, board.value, boards);
        if (message) problems.push(locateIn(spec, { code: 'board/twice', message, place }));
        boards.set(id, board.value);
      } else {
        const placed = board.problems.map((p) => (p.place?.file ? p : { ...p, place }));
        problems.push(...placed.map((problem) => locateIn(spec, problem)));
      }
    }
  }
  return attempt(() => {
    rejectAll(problems);
    rejectAll(strayScopes(spec, boards));
    return boards;
  });
}

/** Budgets and reserves of boards that kd.yaml doesn't name: whoever wrote them believes that they judge. */
function strayScopes(spec: Spec, boards: ReadonlyMap<string, NamedBoard>): Problem[] {
  const models = Object.values(spec.models);
  return [
    ...models.flatMap(({ limits, boards: names }) =>
      strays(
        limits.filter(({ measure }) => BOARD_MEASURES.includes(measure)),
        names,
        boards,
      ),
    ),
    ...strays(spec.reserve, [...new Set(models.flatMap((model) => model.boards))], boards),
  ];
}

type ScopePart = Pick<Limit, 'only' | 'place'>;

function strays(
  parts: readonly ScopePart[],
  names: readonly string[],
  boards: ReadonlyMap<string, NamedBoard>,
): Problem[] {
  const ids = names.flatMap((name) => boards.get(name)?.id ?? []);
  return parts.flatMap(({ only: board, place }): Problem[] => {
    if (board === undefined || ids.includes(board)) return [];
    const named = names.includes(board) ? boards.get(board) : undefined;
    const known =
      ids.length > 0
        ? `; write one of ${listFirst(
            ids.map((id) => excerpt(id)),
            MOST_LISTED,
          )}, or ${OTHERS}`
        : '; name boards first';
    const help = named ? `; write its id, ${quote(named.id)}` : didYouMean(board, [...ids, OTHERS]) || known;
    const message = `${quote(board)} is not the id of a board that is named under "boards:"${help}`;
    return [{ code: 'budget/board', message, place }];
  });
}

const MOST_LISTED = 8;

/** As `resolveBoards`, for names of a command line. */
export async function resolveNamed(read: ReadBoard, names: readonly string[]): Promise<Outcome<NamedBoard[]>> {
  return attemptLater(async () => {
    const boards = new Map<string, NamedBoard>();
    const problems: Problem[] = [];
    for (const name of names) {
      if (boards.has(name)) continue;
      const board = await resolveBoard(name, read);
      problems.push(...problemsOf(board));
      if (!board.ok) continue;
      const message = clashOf(name, board.value, boards);
      if (message) problems.push({ code: 'board/twice', message });
      boards.set(name, board.value);
    }
    rejectAll(problems);
    return [...boards.values()];
  });
}

/** Reports name boards by their ids: two with one id could not be told apart. */
function clashOf(name: string, { id }: NamedBoard, others: ReadonlyMap<string, NamedBoard>): string | undefined {
  const twin = [...others].find(([, other]) => other.id === id);
  return twin && `the boards "${twin[0]}" and "${name}" have one id, "${id}"; give each an id of its own`;
}

/** Problems: `board/unknown`, `board/twice` for a file with the id of a shipped board, and those of the user's file.
 * A mistake in a shipped file throws. */
export async function resolveBoard(
  id: string,
  read: ReadBoard,
  { calibrates = true, files = BOARD_FILES }: ResolveOptions & { readonly files?: BoardFiles } = {},
): Promise<Outcome<NamedBoard>> {
  return attemptLater(async () => {
    if (isBoardFile(id)) {
      const file = must(readBoardFile(new TextDecoder().decode(must(await read(id, MOST_BOARD_BYTES))), id));
      const own = file.board.id;
      if (readShippedBoard(own, files)) {
        const message = `"${own}" is the id of a board that ships with kd-gate; choose another, or name that board`;
        reject('board/twice', message, { file: id, path: 'id' });
      }
      return must(await withTimings(file, id, read, calibrates));
    }
    const shipped = readShippedBoard(id, files);
    return shipped ? orBug(shipped) : reject('board/unknown', unknownBoard(id, files));
  });
}

function unknownBoard(id: string, files: BoardFiles): string {
  const guess = didYouMean(id, [...idsOf(files.boards), ...idsOf(files.computers)]);
  const help = '`kd-gate boards` lists them, or name a file of your own that ends in .yaml, .yml or .json';
  return `there is no board ${quote(id)}${guess || ';'} ${help}`;
}
