// A branch's history as a page of its own: a chart for each measure and board, and a table of the commits.
import { excerpt } from '../../base/quote.ts';
import type { BranchHistory, DatedCommit } from '../branch-history.ts';
import { formatMeasure } from '../format.ts';
import type { HistoryPoint } from '../history.ts';
import { labelOfSeries, type Series, seriesOfPoints } from '../series.ts';
import { htmlDocument } from './document.ts';
import { historyCharts } from './history.ts';
import { type Markup, template } from './markup.ts';
import { HTML_LIMIT } from './page.ts';
import { type Cell, table } from './table.ts';

/** The newest of each line; --csv has all. */
const MOST_IN_CHART = 100;
/** For the style, the script and what stands around the models. */
const SHELL_BYTES = 20_000;
const MOST_OF_NAME = 80;

/** How much a model shows: rows of its table, and points of each line that tell what they are. */
interface Detail {
  readonly rows: number;
  /** Undefined: no charts. */
  readonly marks?: number;
}

/** From all there is to what any history has room for. */
const DETAILS: readonly Detail[] = [
  { rows: 500, marks: 100 },
  { rows: 100, marks: 32 },
  { rows: 30, marks: 8 },
  { rows: 8, marks: 2 },
  { rows: 8 },
];
const NOTHING: Detail = { rows: 0 };

const BODY = template<{
  models: readonly Markup[];
  foot: string;
}>(`
<header><h1>History</h1><p class="about">Nothing is judged here: each figure is of the commit beside it.</p></header>
<main>
<% for (const { markup } of it.models) { %>
<%~ markup %>
<% } %>
</main>
<footer><%= it.foot %></footer>
`);

const MODEL = template<{ name: string; about: string; parts: readonly Markup[] }>(`
<article aria-label="<%= it.name %>">
<h2><%= it.name %></h2>
<p class="about"><%= it.about %></p>
<% for (const part of it.parts) { %><%~ part.markup %><% } %>
</article>
`);

/** Less than `HTML_LIMIT`, of which each model has its share. The same history, the same bytes. */
export function renderHistoryPage({ commits, models, tool, specFile }: BranchHistory): string {
  const share = (HTML_LIMIT - SHELL_BYTES) / Math.max(1, models.length);
  const body = BODY({
    models: models.map((model) => modelWithin(share, model, commits)),
    foot: `kd-gate ${tool.version} · ${excerpt(specFile)}`,
  });
  return htmlDocument('kd-gate history', body);
}

type ModelHistory = BranchHistory['models'][number];

function modelWithin(mostBytes: number, model: ModelHistory, commits: readonly DatedCommit[]): Markup {
  for (const detail of DETAILS) {
    const part = modelOf(model, commits, detail);
    if (new TextEncoder().encode(part.markup).length <= mostBytes) return part;
  }
  return modelOf(model, commits, NOTHING);
}

function modelOf({ name, points }: ModelHistory, commits: readonly DatedCommit[], { rows, marks }: Detail): Markup {
  const dates = new Map(commits.map(({ commit, date }) => [commit, date]));
  const drawn = points.slice(-MOST_IN_CHART);
  const about = drawn.map(({ commit }) => [commit.slice(0, 7), dates.get(commit) ?? ''].join(' ').trimEnd());
  const charts = marks === undefined ? undefined : historyCharts(seriesOfPoints(drawn), about, labelOfSeries, marks);
  const newest = [...commits].reverse().slice(0, rows);
  return MODEL({
    name: excerpt(name, MOST_OF_NAME),
    about: `${points.length} of ${commits.length} commits up to ${(commits.at(-1)?.commit ?? '').slice(0, 7)}.`,
    parts: [...(charts ? [charts] : []), ...(newest.length > 0 ? [tableOf(newest, points, commits.length)] : [])],
  });
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
