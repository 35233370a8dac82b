// `kd-gate boards`: the boards that kd.yaml may name.
import { must } from '../base/problem.ts';
import type { Board } from '../board/board.ts';
import { calibrationOf } from '../board/latency.ts';
import { readShippedBoards } from '../config/shipped-boards.ts';
import type { ExitStatus, Io } from '../gate/io.ts';
import { formatBytes } from '../report/format.ts';
import { alignTable } from '../report/text.ts';

export function boardsCommand(io: Io, { json }: { readonly json?: boolean }): ExitStatus {
  // A mistake in a shipped file is a bug, and throws.
  const { boards, notMeasured } = must(readShippedBoards());
  if (json) {
    io.out(`${JSON.stringify({ boards: boards.map(describe), notMeasured }, undefined, 2)}\n`);
    return 0;
  }
  const rows = boards.map((board) => [
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
    notMeasured.map(({ id, reason }) => [id, reason]),
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
