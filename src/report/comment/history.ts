// The comment's fold of how the figures came to be what they are: a sparkline for each, the base's commits first.
import { markdownTable } from 'markdown-table';
import { escapeMarkdown } from '../escape.ts';
import { formatCount } from '../format.ts';
import type { ModelReport } from '../report.ts';
import { describeSeries, labelOfSeries, seriesOf } from '../series.ts';
import { sparkline } from '../sparkline.ts';

/** Markdown; of what stayed the same all the time there is no line. */
export function historyParts(model: ModelReport): string[] {
  const moved = seriesOf(model).filter(({ values }) => new Set(values.filter((value) => value !== undefined)).size > 1);
  if (moved.length === 0) return [];
  const rows = moved.map((series) => {
    return [escapeMarkdown(labelOfSeries(series)), sparkline(series.values), describeSeries(series)];
  });
  const { length } = model.history ?? [];
  return [
    `The base and what came before it, ${formatCount(length)} commits, the oldest first; then this one.`,
    markdownTable([['', '', 'first → this'], ...rows], { align: ['l', 'l', 'l'] }),
  ];
}
