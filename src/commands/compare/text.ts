// A comparison of boards as a table of 100 columns, as CSV and as JSON.
import { excerpt, visible } from '../../base/quote.ts';
import { alignTable } from '../../report/aligned.ts';
import { csvText } from '../../report/csv.ts';
import { formatBytes, formatCount, formatLatency } from '../../report/format.ts';
import { toJson } from '../../report/json.ts';
import { wrapped } from '../../report/wrap.ts';
import { byReason } from '../boards/by-reason.ts';
import type { ComparedBoard, Comparison } from './compare-boards.ts';

/** Longer ids, of users' own boards, are cut. */
const MOST_OF_ID = 32;

const HEAD = ['board', 'fits', 'arena', 'of RAM', 'of flash', 'headroom', 'latency'];

/** Ends with a line break. */
export function renderComparison(comparison: Comparison): string {
  const { file, sizeBytes, macs, boards, computers, unmeasuredBoards } = comparison;
  const fitting = boards.filter(({ fits }) => fits).length;
  const lines = [
    ...wrapped(visible(file)),
    `  ${formatBytes(sizeBytes)}, ${formatCount(macs)} MACs; fits ${fitting} of ${boards.length} boards`,
    '',
    ...alignTable([HEAD, ...boards.map(cellsOf)], 'llrrrrl').map((line) => `  ${line}`),
  ];
  const notes = notesOf(boards);
  if (notes.length > 0) lines.push('', ...notes);
  if (computers.length > 0) lines.push('', ...computerLines(computers));
  if (unmeasuredBoards.length > 0) lines.push('');
  for (const { ids, reason } of byReason(unmeasuredBoards)) {
    lines.push(...wrapped(`  ${visible(ids.join(', '))}: not measured: ${visible(reason)}`));
  }
  return `${lines.join('\n')}\n`;
}

function cellsOf(board: ComparedBoard): readonly string[] {
  const { id, fits, refused, arenaMinBytes, arenaShare, flashShare, headroomShare } = board;
  const { latencyMs, latencyBandPercent, latencyAtLeastMs } = board;
  const shares = [arenaShare, flashShare, headroomShare].map(formatPercent);
  const time = refused === undefined ? formatLatency(latencyMs, latencyBandPercent, latencyAtLeastMs) : 'does not run';
  return [excerpt(id, MOST_OF_ID), fits ? 'yes' : 'no', formatBytes(arenaMinBytes), ...shares, time];
}

/** A share of memory, for eyes: `12.3%`, `0.4%`, `104%`. */
function formatPercent(share: number): string {
  const percent = share * 100;
  return `${Math.abs(percent) < 99.95 ? percent.toFixed(1) : formatCount(Math.round(percent))}%`;
}

/** Those that somebody measured, then why there is no figure of the others. */
function computerLines(computers: Comparison['computers']): string[] {
  const timed = computers.filter(({ latencyMs }) => latencyMs !== undefined);
  const untimed = computers.flatMap(({ id, latencyMs, latencyReason = '' }) =>
    latencyMs === undefined ? [{ id, reason: latencyReason }] : [],
  );
  return [
    ...timed.flatMap(({ id, latencyMs, latencyBandPercent, latencySource = '' }) =>
      wrapped(`  ${visible(id)}: no arena; ${formatLatency(latencyMs, latencyBandPercent)}: ${visible(latencySource)}`),
    ),
    ...byReason(untimed).flatMap(({ ids, reason }) =>
      wrapped(`  ${visible(ids.join(', '))}: no arena; latency not measured: ${visible(reason)}`),
    ),
  ];
}

/** Why there is no latency, or only a bound. */
function notesOf(boards: readonly ComparedBoard[]): string[] {
  const told = boards.flatMap(({ id, refused, latencyReason }) => {
    const reason = refused ?? latencyReason;
    return reason === undefined ? [] : [{ id, reason }];
  });
  return byReason(told).flatMap(({ ids, reason }) => wrapped(`  ${visible(ids.join(', '))}: ${visible(reason)}`));
}

/** With a line for each board and computer; those that can't be measured have none. */
export function renderComparisonCsv({ boards, computers }: Comparison): string {
  const rows = boards.map((board) => [
    ...[board.id, board.name, board.profile, board.fits ? 'yes' : 'no'],
    ...[board.arenaMinBytes, board.ramBytes, board.flashUsedBytes, board.flashBytes, board.headroomBytes],
    ...[board.latencyMs, board.latencyBandPercent, board.latencyAtLeastMs, board.refused ?? board.latencyReason],
  ]);
  const ofComputers = computers.map(({ id, name, latencyMs, latencyBandPercent, latencyReason }) => [
    ...[id, name, 'tflite', 'yes', ...NO_MEMORY],
    ...[latencyMs, latencyBandPercent, undefined, latencyReason],
  ]);
  return csvText([CSV_HEAD, ...rows, ...ofComputers]);
}

const CSV_HEAD = [
  ...['board', 'name', 'profile', 'fits', 'arenaMinBytes', 'ramBytes', 'flashUsedBytes', 'flashBytes'],
  ...['headroomBytes', 'latencyMs', 'latencyBandPercent', 'latencyAtLeastMs', 'reason'],
];

/** A computer has no arena, and its memory is no limit. */
const NO_MEMORY: readonly undefined[] = new Array(5).fill(undefined);

/** Boards by id in the order that was asked for. */
export function renderComparisonJson(comparison: Comparison, version: string): string {
  return toJson({ tool: { name: 'kd-gate', version }, ...comparison });
}
