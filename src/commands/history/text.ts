// A branch's history on the terminal, as CSV and as JSON.
import { excerpt, visible } from '../../base/quote.ts';
import type { BranchHistory, DatedCommit } from '../../report/branch-history.ts';
import { type CsvCell, csvText } from '../../report/csv.ts';
import { formatMeasure } from '../../report/format.ts';
import type { HistoryPoint } from '../../report/history.ts';
import { toJson } from '../../report/json.ts';
import { shareOf } from '../../report/measurements.ts';
import { describeSeries, labelOfSeries, type Series, seriesOfPoints } from '../../report/series.ts';
import { sparkline } from '../../report/sparkline.ts';
import { alignTable } from '../../report/aligned.ts';
import { wrapped } from '../../report/wrap.ts';
import { byReason } from '../boards/by-reason.ts';

type ModelHistory = BranchHistory['models'][number];

/** Ends with a line break. */
export function renderHistory(history: BranchHistory): string {
  const { commits, models } = history;
  const lines = models.flatMap((model) => [...modelLines(history, model), '']);
  const told = commits.flatMap(({ commit, reason }) => (reason === undefined ? [] : [{ id: short(commit), reason }]));
  for (const { ids, reason } of byReason(told)) {
    lines.push(...wrapped(`${ids.join(', ')}: not measured: ${visible(reason)}`));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function modelLines({ commits, tool }: BranchHistory, { name, points }: ModelHistory): string[] {
  const count = `${points.length} of ${commits.length} commits`;
  const board = boardOf(points);
  const on = board === undefined ? '' : `, on ${excerpt(board)}`;
  const title = wrapped(`${visible(name)}: ${count} up to ${short(commits.at(-1)?.commit ?? '')}${on}`);
  if (points.length === 0) return title;
  const others = new Set(points.map(({ version }) => version).filter((version) => version !== tool.version));
  return [
    ...title,
    '',
    ...seriesLines(seriesOfPoints(points)),
    '',
    ...alignTable(tableOf(commits, points, others), 'llrrrr').map((line) => `  ${line}`.trimEnd()),
    ...(others.size > 0 ? wrapped(`  ${OTHER} measured by kd-gate ${visible([...others].join(', '))}`) : []),
  ];
}

/** Where the table's arenas and times are of: the first of several. */
function boardOf(points: readonly HistoryPoint[]): string | undefined {
  return points.at(-1)?.boards[0]?.id;
}

const OTHER = '*';
/** As many points as a line of the terminal has room for; the newest. */
const MOST_IN_LINE = 30;
/** Longer ids, of users' own boards, are cut. */
const MOST_OF_ID = 24;

function seriesLines(series: readonly Series[]): string[] {
  const rows = series.map((one) => {
    const recent = { ...one, values: one.values.slice(-MOST_IN_LINE) };
    const scope = one.scope === undefined ? undefined : excerpt(one.scope, MOST_OF_ID);
    return [labelOfSeries({ ...one, scope }), sparkline(recent.values), describeSeries(recent)];
  });
  return alignTable(rows, 'lll').map((line) => `  ${line}`);
}

function tableOf(
  commits: readonly DatedCommit[],
  points: readonly HistoryPoint[],
  others: ReadonlySet<string>,
): string[][] {
  const isRegression = points.at(-1)?.mae !== undefined;
  const head = ['commit', 'date', 'size', 'arena', 'latency', isRegression ? 'MAE' : 'accuracy'];
  const byCommit = new Map(points.map((point) => [point.commit, point]));
  const rows = commits.map(({ commit, date = '', reason }) => {
    const point = byCommit.get(commit);
    const mark = point && others.has(point.version) ? OTHER : '';
    const cells = point ? cellsOf(point, boardOf(points)) : [reason === undefined ? '' : 'not measured', '', '', ''];
    return [`${short(commit)}${mark}`, date, ...cells];
  });
  return [head, ...rows];
}

function cellsOf({ sizeBytes, accuracy, mae, boards }: HistoryPoint, id: string | undefined): string[] {
  const { arenaMinBytes, latencyMs } = boards.find((board) => board.id === id) ?? {};
  const cell = (measure: Series['measure'], value: number | undefined) =>
    value === undefined ? '' : formatMeasure(measure, value);
  return [
    cell('size', sizeBytes),
    cell('arena', arenaMinBytes),
    cell('latency', latencyMs),
    mae === undefined ? cell('accuracy', shareOf(accuracy)) : cell('error', mae),
  ];
}

function short(commit: string): string {
  return commit.slice(0, 7);
}

const CSV_HEAD = [
  ...['commit', 'date', 'version', 'model', 'sizeBytes', 'correct', 'total', 'mae', 'board', 'arenaMinBytes'],
  'latencyMs',
];

/** A line for each commit, model and board; commits without figures have none. */
export function renderHistoryCsv({ commits, models }: BranchHistory): string {
  const dates = new Map(commits.map(({ commit, date }) => [commit, date]));
  const rows = models.flatMap(({ name, points }) =>
    points.flatMap(({ commit, version, sizeBytes, accuracy, mae, boards }): CsvCell[][] => {
      const begin = [commit, dates.get(commit), version, name, sizeBytes, accuracy?.correct, accuracy?.total, mae];
      if (boards.length === 0) return [[...begin, undefined, undefined, undefined]];
      return boards.map(({ id, arenaMinBytes, latencyMs }) => [...begin, id, arenaMinBytes, latencyMs]);
    }),
  );
  return csvText([CSV_HEAD, ...rows]);
}

/** `points` as in report.json's `history`. */
export function renderHistoryJson({ tool, specFile, commits, models }: BranchHistory): string {
  return toJson({ version: 1, tool, spec: specFile, commits, models });
}
