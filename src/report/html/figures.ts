// The figures of a model beside those of the base, with budgets and what they leave, and its boards.

import { BOARD_COLUMNS, BOARD_SIDES, boardTable, latencyNotes } from '../board-table.ts';
import { describePaired } from '../compare.ts';
import { comparedRows, labelled } from '../compared-rows.ts';
import { describeHeadroom } from '../headroom.ts';
import type { ModelReport, ReportedJudgement } from '../report.ts';
import { budgetText, plainRows } from '../rows.ts';
import { joined, type Markup, template } from './markup.ts';
import { bar } from './picture.ts';
import type { MakeSection } from './section.ts';
import { type Cell, table } from './table.ts';

const NOTES = template<{ lines: readonly string[] }>(
  '<% for (const line of it.lines) { %><p class="note"><%= line %></p><% } %>',
);

export const figureSection: MakeSection = ({ model: report }) => {
  const paired = describePaired(report);
  const lines = [...(paired ? [`Against the base: ${paired}.`] : []), ...latencyNotes(report)];
  return {
    title: 'Figures',
    body: joined([figureTable(report), ...budgetParts(report), ...boardParts(report), NOTES({ lines })]),
  };
};

function figureTable(report: ModelReport): Markup {
  const hasBase = report.base !== undefined;
  const measured = comparedRows(report).map((row) => {
    const { label, baseline, value, change, verdict } = labelled(row, row.scope);
    const sides = hasBase ? [baseline, value, change] : [value];
    return [label, ...sides, verdictCell(verdict)];
  });
  const plain = plainRows(report).map(({ label, value }) => [label, ...(hasBase ? ['', value, ''] : [value]), '']);
  const head = hasBase ? ['measure', 'base', 'this', 'change', 'verdict'] : ['measure', 'value', 'verdict'];
  return table({ head, sides: hasBase ? 'lrrrl' : 'lrl', rows: [...measured, ...plain] });
}

function verdictCell(verdict: string | undefined): Cell {
  return verdict === undefined ? { text: '' } : { text: verdict, kind: `verdict ${verdict.replaceAll(' ', '-')}` };
}

/** Each budget with the share of its limit that is used. */
function budgetParts({ budgets }: ModelReport): Markup[] {
  const rows = budgets
    .filter(({ ofBoard }) => !ofBoard)
    .map((judgement) => {
      const { measure, scope, verdict } = judgement;
      const used = usedOf(judgement);
      const left = describeHeadroom(judgement) ?? '';
      const kind = verdict === 'fail' ? 'over' : '';
      return [
        scope === undefined ? measure : `${measure} (${scope})`,
        budgetText(judgement),
        used === undefined ? left : { text: left, bar: bar(0, used, kind), kind: 'barred' },
        verdictCell(verdict),
      ];
    });
  if (rows.length === 0) return [];
  return [
    table({
      caption: 'Budgets',
      head: ['measure', 'budget', 'used, and what is left', 'verdict'],
      sides: 'llrl',
      rows,
    }),
  ];
}

/** Of a maximum that is no difference. */
function usedOf({ kind, limit, value }: ReportedJudgement): number | undefined {
  return kind === 'max' && limit !== undefined && limit > 0 && value !== undefined ? value / limit : undefined;
}

function boardParts(report: ModelReport): Markup[] {
  const rows = boardTable(report);
  return rows.length === 0 ? [] : [table({ caption: 'Boards', head: BOARD_COLUMNS, sides: BOARD_SIDES, rows })];
}
