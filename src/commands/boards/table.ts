// The boards as a table of 100 columns, a part for each core and its kernels.
import { excerpt } from '../../base/quote.ts';
import type { Board, Computer, OtherBoard } from '../../board/board.ts';
import { calibrationOf } from '../../board/latency.ts';
import { alignTable } from '../../report/aligned.ts';
import { formatMemory } from '../../report/format.ts';
import { TERMINAL_COLUMNS, wrapped } from '../../report/wrap.ts';
import { byReason } from './by-reason.ts';

/** What can be said about latency on a board: a figure with its band, a lower bound, or nothing. */
export interface ListedBoard extends Board {
  readonly latency: 'band' | 'at least' | 'not measured';
  readonly latencyBandPercent?: number;
}

export function listedBoard(board: Board): ListedBoard {
  const calibration = calibrationOf(board);
  if (!calibration) return { ...board, latency: 'not measured' };
  const { isLowerBound = false, bandPercent } = calibration;
  return isLowerBound
    ? { ...board, latency: 'at least' }
    : { ...board, latency: 'band', latencyBandPercent: bandPercent };
}

export interface ListedBoards {
  readonly boards: readonly ListedBoard[];
  readonly computers: readonly Computer[];
  readonly notMeasured: readonly OtherBoard[];
}

/** Of the rows below their profile. */
const INDENT = 2;
const HEAD = ['', 'chip', 'clock', 'RAM', 'flash', 'latency'];
const SIDES = 'llrrrl';

/** Ends with a line break. */
export function renderBoards({ boards, computers, notMeasured }: ListedBoards): string {
  const profiles = [...new Set(boards.map(({ profile }) => profile))];
  const parts = profiles.map((profile) => boards.filter((board) => board.profile === profile));
  const first = ['x'.repeat(Math.max(0, (profiles[0] ?? '').length - INDENT)), ...HEAD.slice(1)];
  const lines = alignTable([first, ...parts.flat().map((board) => rowOf(board))], SIDES);
  // The chip is the one column that may be cut.
  const over = Math.max(...lines.map((line) => [...line].length)) + INDENT - TERMINAL_COLUMNS;
  const [head, ...rows] =
    over > 0 ? alignTable([first, ...parts.flat().map((board) => rowOf(board, over))], SIDES) : lines;
  const tables = parts.flatMap((part, i) => {
    const before = parts.slice(0, i).reduce((sum, { length }) => sum + length, 0);
    const own = rows.slice(before, before + part.length).map((row) => `  ${row}`);
    return [...(i > 0 ? [''] : []), titled(profiles[i], i === 0 ? head : ''), ...own];
  });
  const others = byReason(notMeasured).flatMap(({ ids, reason }) => wrapped(`  ${ids.join(', ')}: ${reason}`));
  const parted = [tables, headed(COMPUTERS, computerRows(computers)), headed(['not measured, and why:'], others)];
  const shown = parted.filter((part) => part.length > 0);
  return `${shown.map((part) => part.join('\n')).join('\n\n')}\n`;
}

const COMPUTERS = wrapped(
  'TensorFlow Lite: size and accuracy are judged, there is no arena; latency as you measured it',
);

function computerRows(computers: readonly Computer[]): readonly string[] {
  return alignTable(
    computers.map(({ id, mcu, clockHz }) => [id, mcu, clockHz === undefined ? '' : `${clockHz / 1e6} MHz`]),
    'llr',
  ).map((row) => `  ${row}`.trimEnd());
}

function headed(head: readonly string[], rows: readonly string[]): readonly string[] {
  return rows.length > 0 ? [...head, ...rows] : [];
}

/** The head of the columns, with the profile in the place of the first. */
function titled(profile: string, head: string): string {
  return `${profile}${`  ${head}`.slice(profile.length)}`.trimEnd();
}

/** `less`: characters of the chip's longest name that there is no room for. */
function rowOf(board: ListedBoard, less = 0): readonly string[] {
  const { id, mcu, clockHz, ramBytes, flashBytes, latency, latencyBandPercent } = board;
  const chip = excerpt(mcu, MOST_OF_CHIP - less);
  const time = latency === 'band' ? `±${latencyBandPercent}%` : latency;
  return [id, chip, `${clockHz / 1e6} MHz`, formatMemory(ramBytes), formatMemory(flashBytes), time];
}

const MOST_OF_CHIP = 26;
