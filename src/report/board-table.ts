// The boards of a model: what each has, what is left of it, whether the model fits and how long it takes.
import { computerCells, ownTimeNotes } from './computers.ts';
import { formatBytes, formatLatency, formatLeft } from './format.ts';
import { hasRoom } from './misfits.ts';
import type { BoardHeadroom, ModelReport, ReportedBoard } from './report.ts';

/** What boards and computers have. */
export type TimeCells = Omit<ReportedBoard, 'profile' | 'ramBytes' | 'flashBytes' | 'fits'>;

/** A board's name, profile, memory and what is left of it, whether the model fits and how long it takes, as
 * `BOARD_COLUMNS` says. */
function boardCells(board: ReportedBoard, { headroom = [] }: Pick<ModelReport, 'headroom'>): string[] {
  const { id, name, profile, ramBytes, flashBytes, refused } = board;
  const left = headroom.find((one) => one.board === id);
  const verdict = refused === undefined ? (hasRoom(board, headroom) ? 'yes' : 'no') : 'does not run';
  const latency = formatLatency(board.latencyMs, board.latencyBandPercent, board.latencyAtLeastMs);
  return [name, profile, verdict, latency, ...roomCells(ramBytes, left?.ram), ...roomCells(flashBytes, left?.flash)];
}

/** `262,144 B (65,536 B reserved)` and `184,816 B (94%)`. */
function roomCells(bytes: number, left: BoardHeadroom['ram'] | undefined): [whole: string, free: string] {
  if (!left) return [formatBytes(bytes), ''];
  const { reservedBytes, atMost, percent } = left;
  const kept = reservedBytes === undefined ? '' : ` (${formatBytes(reservedBytes)} reserved)`;
  const whole = `${formatBytes(bytes)}${kept}`;
  if (left.bytes < 0) return [whole, 'none'];
  const share = percent === undefined ? '' : ` (${formatLeft(percent)})`;
  return [whole, `${atMost ? '< ' : ''}${formatBytes(left.bytes)}${share}`];
}

export const BOARD_COLUMNS: readonly string[] = [
  ...['board', 'core / kernels', 'fits', 'latency', 'RAM', 'RAM free', 'flash', 'flash free'],
];
/** Of `BOARD_COLUMNS`: left or right. */
export const BOARD_SIDES = 'lllrrrrr';
/** Of them, where a table that is too wide is cut: memory apart. */
export const BOARD_CUTS: readonly number[] = [4];
/** The rows of all boards and computers. */
export function boardTable(report: Pick<ModelReport, 'boards' | 'computers' | 'headroom'>): string[][] {
  const { boards, computers = [] } = report;
  return [...boards.map((board) => boardCells(board, report)), ...computers.map(computerCells)];
}

/**
 * Why boards on which the model runs have no latency: each reason once, with the boards that it is true of. Where a
 * budget is not measured for this reason, its complaint says so.
 */
export function latencyNotes({ boards: chips, computers = [], budgets }: ModelReport): string[] {
  const boards: readonly TimeCells[] = [...chips, ...computers];
  const isComplaint = (board: string, reason: string) =>
    budgets.some((j) => j.measure === 'latency' && j.scope === board && j.value === undefined && j.reason === reason);
  const byReason = new Map<string, string[]>();
  for (const { id, name, refused, latencyMs, latencyAtLeastMs, latencyReason } of boards) {
    if (refused !== undefined || latencyMs !== undefined || latencyReason === undefined) continue;
    if (isComplaint(id, latencyReason)) continue;
    const what = latencyAtLeastMs === undefined ? 'no latency' : 'no more than a lower bound of the latency';
    const note = `: ${latencyReason}`;
    const key = `${what}\n${note}`;
    byReason.set(key, [...(byReason.get(key) ?? []), name]);
  }
  const notes = [...byReason].map(([key, names]) => key.replace('\n', () => ` on ${names.join(', ')}`));
  return [...notes, ...ownTimeNotes(boards)];
}
