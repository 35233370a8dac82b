// Another board of those that kd-gate ships: the largest change there is, so that it comes last.
import { log } from '../../base/elementary.ts';
import { type Board, isBoard } from '../../board/board.ts';
import { readShippedBoards } from '../../config/shipped-boards.ts';
import type { Knob } from '../candidate.ts';

const PRICE = 3;
/** Of e times the memory: of two boards that hold the model the one with less is the smaller change. */
const PRICE_OF_MEMORY = 0.01;

export const otherBoards: Knob = ({ model, boards }) =>
  boards.flatMap((board, i) => {
    // A budget of this board alone would judge nothing on another.
    const isBound = model.limits.some((limit) => limit.only === board.id);
    if (!isBoard(board) || isBound) return [];
    return shippedBoards()
      .filter(({ id }) => boards.every((own) => own.id !== id))
      .map((other) => ({
        knob: 'boards',
        changes: [{ path: ['boards', i], from: model.boards[i], to: other.id }],
        price: PRICE + PRICE_OF_MEMORY * log(other.ramBytes),
        boards: boards.map((own) => (own === board ? other : own)),
      }));
  });

function shippedBoards(): readonly Board[] {
  const shipped = readShippedBoards();
  return shipped.ok ? shipped.value.boards : [];
}
