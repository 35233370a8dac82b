// `kd-gate boards`: the boards that kd.yaml may name.
import type { Board } from '../board/board.ts';
import { BOARDS, OTHER_BOARDS } from '../board/boards/index.ts';
import { calibrationOf } from '../board/latency.ts';
import type { ExitStatus, Io } from '../gate/io.ts';
import { formatBytes } from '../report/format.ts';
import { alignTable } from '../report/text.ts';

export function boardsCommand(io: Io, { json }: { readonly json?: boolean }): ExitStatus {
  if (json) {
    io.out(`${JSON.stringify({ boards: BOARDS.map(describe), notMeasured: OTHER_BOARDS }, undefined, 2)}\n`);
    return 0;
  }
  const rows = BOARDS.map((board) => [
    board.id,
    board.mcu,
    board.profile,
    `${board.clockHz / 1e6} MHz`,
    formatBytes(board.ramBytes),
    formatBytes(board.flashBytes),
    latencyText(board),
  ]);
  const head = ['id', 'chip', 'core / kernels', 'clock', 'RAM', 'flash', 'latency'];
  const lines = alignTable([head, ...rows], 'lllrrrl');
  const others = alignTable(
    OTHER_BOARDS.map(({ id, reason }) => [id, reason]),
    'll',
  );
  io.out(`${[...lines, '', 'not measured, and why:', ...others].join('\n')}\n`);
  return 0;
}

function describe(board: Board) {
  return { ...board, latencyBandPercent: calibrationOf(board)?.bandPercent };
}

function latencyText(board: Board): string {
  const calibration = calibrationOf(board);
  return calibration ? `±${calibration.bandPercent}%` : 'not measured';
}
