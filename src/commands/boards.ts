// `kd-gate boards`: the boards that kd.yaml may name.
import { orBug } from '../base/problem.ts';
import type { Board } from '../board/board.ts';
import { formatBytes } from '../report/format.ts';
import { alignTable } from '../report/text.ts';
import type { Command } from './command.ts';

export const boardsCommand: Command = {
  name: 'boards',
  description: 'list the boards that kd.yaml may name',
  options: [{ flags: '--json', description: 'print JSON instead of a table' }],
  async run({ io }, _, { json }: { readonly json?: boolean }) {
    const { readShippedBoards } = await import('../config/shipped-boards.ts');
    const { calibrationOf } = await import('../board/latency.ts');
    // A mistake in a shipped file is a bug, and throws.
    const shipped = orBug(readShippedBoards());
    const { notMeasured } = shipped;
    const boards = shipped.boards.map((board) => ({ ...board, latencyBandPercent: calibrationOf(board)?.bandPercent }));
    if (json) {
      io.out(`${JSON.stringify({ boards, notMeasured }, undefined, 2)}\n`);
      return 0;
    }
    const head = ['id', 'chip', 'core / kernels', 'clock', 'RAM', 'flash', 'latency'];
    const measured = alignTable([head, ...boards.map(rowOf)], 'lllrrrl');
    const others = notMeasured.map(({ id, reason }) => [id, reason]);
    io.out(`${[...measured, '', 'not measured, and why:', ...alignTable(others, 'll')].join('\n')}\n`);
    return 0;
  },
};

function rowOf(board: Board & { readonly latencyBandPercent: number | undefined }): readonly string[] {
  const { id, mcu, profile, clockHz, ramBytes, flashBytes, latencyBandPercent: band } = board;
  const latency = band === undefined ? 'not measured' : `±${band}%`;
  return [id, mcu, profile, `${clockHz / 1e6} MHz`, formatBytes(ramBytes), formatBytes(flashBytes), latency];
}
