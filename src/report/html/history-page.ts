// A branch's history as a page of its own: a chart for each measure and board, and a table of the commits.
import type { BranchHistory, DatedCommit } from '../branch-history.ts';
import { formatMeasure } from '../format.ts';
import type { HistoryPoint } from '../history.ts';
import { labelOfSeries, type Series, seriesOfPoints } from '../series.ts';
import { historyCharts } from './history.ts';
import { type Markup, template } from './markup.ts';
import { HTML_LIMIT, POLICY } from './page.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import { type Cell, table } from './table.ts';

/** So many points of a line tell what they are. */
const MOST_MARKS = 64;
/** Rows of each table, from all there are to what any history has room for. */
const ROWS = [500, 100, 30, 8, 0];
/** Whose charts have room in any case. */
const MOST_MODELS = 4;

/** Ends with a line break. The same history, the same bytes. */
export function renderHistoryPage(history: BranchHistory): string {
  for (const rows of ROWS) {
    const page = pageOf(history, rows);
    if (isSmall(page)) return page;
  }
  return pageOf({ ...history, models: history.models.slice(0, MOST_MODELS) }, 0);
}

function isSmall(page: string): boolean {
  return new TextEncoder().encode(page).length < HTML_LIMIT;
}

interface PageModel {
  readonly name: string;
  readonly about: string;
  readonly parts: readonly Markup[];
}

const PAGE = template<{
  policy: string;
  style: Markup;
  script: Markup;
  models: readonly PageModel[];
  foot: string;
}>(`
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="<%~ it.policy %>">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>kd-gate history</title>
<link rel="icon" href="data:,">
<style><%~ it.style.markup %></style>
</head>
<body>
<header><h1>History</h1><p class="about">Nothing is judged here: each figure is of the commit beside it.</p></header>
<main>
<% for (const { name, about, parts } of it.models) { %>
<article aria-label="<%= name %>">
<h2><%= name %></h2>
<p class="about"><%= about %></p>
<% for (const part of parts) { %><%~ part.markup %><% } %>
</article>
<% } %>
</main>
<footer><%= it.foot %></footer>
<script><%~ it.script.markup %></script>
</body>
</html>
`);

function pageOf({ commits, models, tool, specFile }: BranchHistory, mostRows: number): string {
  const page = PAGE({
    policy: POLICY,
    style: { markup: STYLE },
    script: { markup: SCRIPT },
    models: models.map(({ name, points }) => modelOf(name, points, commits, mostRows)),
    foot: `kd-gate ${tool.version} · ${specFile}`,
  });
  return `${page.markup}\n`;
}

function modelOf(
  name: string,
  points: readonly HistoryPoint[],
  commits: readonly DatedCommit[],
  mostRows: number,
): PageModel {
  const dates = new Map(commits.map(({ commit, date }) => [commit, date]));
  const about = points.map(({ commit }) => [commit.slice(0, 7), dates.get(commit) ?? ''].join(' ').trimEnd());
  const charts = historyCharts(seriesOfPoints(points), about, labelOfSeries, MOST_MARKS);
  const rows = [...commits].reverse().slice(0, mostRows);
  return {
    name,
    about: `${points.length} of ${commits.length} commits up to ${(commits.at(-1)?.commit ?? '').slice(0, 7)}.`,
    parts: [...(charts ? [charts] : []), ...(rows.length > 0 ? [tableOf(rows, points, commits.length)] : [])],
  };
}

/** The newest commit first; of several boards the first. */
function tableOf(rows: readonly DatedCommit[], points: readonly HistoryPoint[], count: number): Markup {
  const board = points.at(-1)?.boards.at(0)?.id;
  const series = seriesOfPoints(points).filter(({ scope }) => scope === undefined || scope === board);
  const found = new Map(points.map(({ commit, version }, i) => [commit, { i, version }]));
  const shown = rows.map(({ commit, date = '', reason }) => {
    const point = found.get(commit);
    const cells = series.map(({ measure, values }) => cellOf(measure, point && values[point.i]));
    const about = point?.version ?? ['not measured', ...(reason === undefined ? [] : [reason])].join(': ');
    return [unbroken(commit.slice(0, 7)), unbroken(date), ...cells, about];
  });
  const which = count > rows.length ? `The newest ${rows.length} of ${count} commits` : 'Commits, the newest first';
  return table({
    caption: board === undefined ? which : `${which}; on ${board}`,
    head: ['commit', 'date', ...series.map(({ measure }) => labelOfSeries({ measure })), 'kd-gate'],
    sides: `ll${'r'.repeat(series.length)}l`,
    rows: shown,
  });
}

/** The style's cells that stay on one line. */
function unbroken(text: string): Cell {
  return { text, kind: 'class' };
}

function cellOf(measure: Series['measure'], value: number | undefined): string {
  return value === undefined ? '' : formatMeasure(measure, value);
}
