// The figures of a model beside those of the base, with budgets and what they leave, and its boards.

import { BOARD_COLUMNS, BOARD_SIDES, boardTable, latencyNotes } from '../board-table.ts';
import { describePaired } from '../compare.ts';
import { comparedRows, labelled } from '../compared-rows.ts';
import { formatCount, formatDifference } from '../format.ts';
import { describeHeadroom } from '../headroom.ts';
import type { ModelReport, ReportedJudgement } from '../report.ts';
import { budgetText, labelOfJudgement, plainRows } from '../rows.ts';
import { joined, type Markup } from './markup.ts';
import { notes } from './notes.ts';
import { bar } from './picture.ts';
import type { MakeSection } from './section.ts';
import { type Cell, table } from './table.ts';

export const figureSection: MakeSection = ({ model: report, detail }) => {
  const paired = describePaired(report);
  const lines = [...(paired ? [`Against the base: ${paired}.`] : []), ...latencyNotes(report)];
  return {
    title: 'Figures',
    body: joined([
      ...figureTable(report, detail.rows),
      ...budgetParts(report, detail.rows),
      ...boardParts(report),
      notes(...lines),
    ]),
  };
};

function figureTable(report: ModelReport, most: number): Markup[] {
  const hasBase = report.base !== undefined;
  const { first, left } = failuresFirst(comparedRows(report), most);
  const measured = first.map((row) => {
    const { label, baseline, value, change, verdict } = labelled(row, row.scope);
    const sides = hasBase ? [value, baseline, change] : [value];
    return [label, verdictCell(verdict), ...sides];
  });
  const plain = plainRows(report).map(({ label, value }) => [label, '', value, ...(hasBase ? ['', ''] : [])]);
  const head = hasBase ? ['measure', 'verdict', 'this', 'base', 'change'] : ['measure', 'verdict', 'value'];
  return [table({ head, sides: hasBase ? 'llrrr' : 'llr', rows: [...measured, ...plain] }), leftNote(left, 'figures')];
}

/** In their order where all have room. */
function failuresFirst<Row extends { readonly verdict?: string }>(rows: readonly Row[], most: number) {
  if (rows.length <= most) return { first: rows, left: 0 };
  const fails = ({ verdict }: Row) => verdict === 'fail';
  const order = [...rows.filter(fails), ...rows.filter((row) => !fails(row))];
  return { first: order.slice(0, most), left: rows.length - most };
}

function leftNote(left: number, what: string): Markup {
  return notes(
    ...(left > 0 ? [`${formatCount(left)} more ${what} have no room here; report.json has all of them.`] : []),
  );
}

function verdictCell(verdict: string | undefined): Cell {
  return verdict === undefined ? { text: '' } : { text: verdict, kind: `verdict ${verdict.replaceAll(' ', '-')}` };
}

/** Each budget with the share of its limit that is used. */
function budgetParts({ budgets, model }: ModelReport, most: number): Markup[] {
  const ofMeasures = budgets.filter(({ ofBoard }) => !ofBoard);
  const { first, left } = failuresFirst(ofMeasures, most);
  const rows = first.map((judgement) => {
    const { verdict } = judgement;
    const used = usedOf(judgement);
    const text = describeHeadroom(judgement) ?? overText(judgement);
    const share = used === undefined ? bar(0, 0, 'none') : bar(0, used, verdict === 'fail' ? 'over' : '');
    return [
      labelOfJudgement(judgement, model),
      verdictCell(verdict),
      budgetText(judgement),
      { text, bar: share, kind: 'barred' },
    ];
  });
  if (rows.length === 0) return [];
  return [
    table({
      caption: 'Budgets',
      head: ['measure', 'verdict', 'budget', 'what is left, and used'],
      sides: 'lllr',
      rows,
    }),
    leftNote(left, 'budgets'),
  ];
}

function overText({ measure, excess }: ReportedJudgement): string {
  return excess === undefined ? '' : `${formatDifference(measure, excess)} over`;
}

/** Of a maximum that is no difference. */
function usedOf({ kind, limit, value }: ReportedJudgement): number | undefined {
  return kind === 'max' && limit !== undefined && limit > 0 && value !== undefined ? value / limit : undefined;
}

function boardParts(report: ModelReport): Markup[] {
  const rows = boardTable(report);
  return rows.length === 0 ? [] : [table({ caption: 'Boards', head: BOARD_COLUMNS, sides: BOARD_SIDES, rows })];
}
