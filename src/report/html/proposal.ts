// What to change so that a model passes: the lines of kd.yaml as a diff, and each measure before and after.
import { excerpt } from '../../base/quote.ts';
import {
  describeMovedBudget,
  describeOthers,
  describeProposedChange,
  describeSearch,
  diffOf,
  EFFECT_COLUMNS,
  effectRows,
} from '../proposed-change.ts';
import { joined, template } from './markup.ts';
import { notes } from './notes.ts';
import type { MakeSection } from './section.ts';
import { table } from './table.ts';

const MOST_LINES = 60;
const MOST_EFFECTS = 40;
const MOST_BUDGETS = 10;
const MOST_OF_LINE = 200;

const DIFF = template<{ head: string; lines: readonly { text: string; kind: string }[]; more: number }>(
  '<p><%= it.head %></p><ul class="diff edit"><% for (const { text, kind } of it.lines) { %>' +
    '<li<% if (kind) { %> class="<%= kind %>"<% } %>><%= text %></li><% } %></ul>' +
    '<% if (it.more > 0) { %><p class="note"><%= it.more %> more lines; report.json has all of them.</p><% } %>',
);

const KINDS: Readonly<Record<string, string>> = { '-': 'gone', '+': 'new', '#': 'place' };

export const proposalSection: MakeSection = ({ model: report, report: { spec } }) => {
  const { proposal, model } = report;
  if (!proposal) return undefined;
  const { passes, changes, edits = [], effects, budgets = [] } = proposal;
  const diff = diffOf(edits, spec.file);
  const lines = diff.length > 0 ? diff : changes.map((change) => ` ${describeProposedChange(change)}`);
  const shown = lines.slice(0, MOST_LINES).map((line) => ({
    text: excerpt(line, MOST_OF_LINE),
    kind: KINDS[line[0]] ?? '',
  }));
  const rows = effectRows(effects.slice(0, MOST_EFFECTS), model).map(([label, ...figures]) => [
    excerpt(label, MOST_OF_LINE),
    ...figures,
  ]);
  const moved = budgets.slice(0, MOST_BUDGETS).map((budget) => excerpt(describeMovedBudget(budget), 2 * MOST_OF_LINE));
  const others = describeOthers(proposal).map((line) => excerpt(line, 2 * MOST_OF_LINE));
  return {
    title: passes ? 'To pass' : 'What came nearest',
    body: joined([
      DIFF({ head: describeSearch(proposal), lines: shown, more: lines.length - shown.length }),
      ...(rows.length > 0 ? [table({ caption: 'With this change', head: EFFECT_COLUMNS, sides: 'lrrr', rows })] : []),
      notes(...moved, ...others),
    ]),
  };
};
