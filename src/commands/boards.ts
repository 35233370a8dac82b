// `kd-gate boards`: the boards that kd.yaml may name.
import { BOARDS } from '../board/boards/index.ts';
import { formatBytes } from '../report/format.ts';
import { alignTable } from '../report/text.ts';
import type { ExitStatus, Io } from './io.ts';

export function boardsCommand(io: Io, { json }: { readonly json?: boolean }): ExitStatus {
  if (json) {
    io.out(`${JSON.stringify(BOARDS, undefined, 2)}\n`);
    return 0;
  }
  const rows = BOARDS.map((board) => [
    board.id,
    board.name,
    board.mcu,
    board.profile,
    `${board.clockHz / 1e6} MHz`,
    formatBytes(board.ramBytes),
    formatBytes(board.flashBytes),
  ]);
  const table = alignTable([['id', 'board', 'chip', 'core / kernels', 'clock', 'RAM', 'flash'], ...rows], 'llllrrr');
  io.out(`${table.join('\n')}\n`);
  return 0;
}
