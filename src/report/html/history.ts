// The model's history: a small chart for each measure and board, commit by commit.
import { formatMeasure } from '../format.ts';
import { labelOf } from '../rows.ts';
import { describeSeries, type Series, seriesOf } from '../series.ts';
import { chart } from './chart.ts';
import { type Markup, template } from './markup.ts';
import type { MakeSection } from './section.ts';

/** Of a model with many boards the first ones. */
const MOST_CHARTS = 12;
const CHARTS = template<{ charts: readonly Markup[] }>(
  '<div class="charts"><% for (const chart of it.charts) { %><%~ chart.markup %><% } %></div>',
);

export const historySection: MakeSection = ({ model, detail }) => {
  const { history = [] } = model;
  const commits = [...history.map(({ commit }) => commit.slice(0, 7)), 'this commit'];
  const nameOf = ({ measure, scope }: Series) => labelOf(measure, scope, model.model);
  const body = historyCharts(seriesOf(model), commits, nameOf, detail.points);
  return body && { title: 'History', body };
};

/** `commits`: what each value is of. Undefined where no series has two values. */
export function historyCharts(
  all: readonly Series[],
  commits: readonly string[],
  nameOf: (series: Series) => string,
  mostMarks: number,
): Markup | undefined {
  const charts = all.slice(0, MOST_CHARTS).flatMap((series) => {
    const { measure, values } = series;
    const name = nameOf(series);
    const format = (value: number) => formatMeasure(measure, value);
    const points = values.map((value, i) => ({
      ...{ x: i, y: value },
      about: `${commits[i]}: ${value === undefined ? 'not measured' : format(value)}`,
    }));
    const drawn = chart({
      title: name,
      caption: `${name}: ${describeSeries(series)}`,
      lines: [{ name, kind: 'l0', points }],
      ...{ format, xTitle: 'commits, the newest last', mostMarks, hasTicks: false },
    });
    return drawn ? [drawn] : [];
  });
  return charts.length === 0 ? undefined : CHARTS({ charts });
}
