// A board that comes with kd-gate, by its id.
import { type Board, isBoard } from '../../src/board/board.ts';
import { BOARD_FILES } from '../../src/board/boards/index.ts';
import { readShippedBoard } from '../../src/config/shipped-boards.ts';

export function boardOf(id: string): Board {
  const board = readShippedBoard(id, BOARD_FILES);
  if (!board?.ok || !isBoard(board.value)) throw new Error(`no board ${id} is measured`);
  return board.value;
}
