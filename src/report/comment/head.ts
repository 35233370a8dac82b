// What the comment shows unfolded: the verdict in words, the table, what to do, and the baseline.
import { causesOf } from '../compare.ts';
import { headlineRows } from '../compared-rows.ts';
import { escapeHtml, escapeMarkdown } from '../escape.ts';
import { headlineOf } from '../headline.ts';
import type { ModelReport, Report } from '../report.ts';
import { complaintsOf, NO_BUDGET, warningsOfModel } from '../rows.ts';
import { describeJudge, MOST_CHANGES_NAMED, removedModels } from '../rules.ts';
import { toPassLines } from '../to-pass.ts';
import { markedChange } from './rules.ts';
import { cellsOf, MARKS, measureTable } from './table.ts';

const MOST_COMPLAINTS = 12;
/** Of several models, what no budget judges is left to their details, but for these. */
const ALWAYS: readonly string[] = ['size', 'accuracy', 'error'];
const MOST_FILES_NAMED = 5;
const MOST_CAUSES_NAMED = 3;

/** `notice`: said below the headline of a report that another run claims. */
export function headOf(report: Report, notice: string | undefined, mostRows: number): string {
  const { models, missing = [] } = report;
  const complaints = models.flatMap((model) => complaintLines(model, models.length > 1));
  const absent = missing.map((name) => `- **${escapeMarkdown(name)}**: its job left no report, so it is not measured`);
  const warnings = models.flatMap((model) => warningLines(model, models.length > 1));
  const removed = removedModels(report.rules).map(
    (name) => `- ❔ **${escapeMarkdown(name)}**: removed from kd.yaml, and the base's rules judge it: not measured`,
  );
  const lines = [...removed, ...absent, ...complaints, ...warnings];
  const first = lines.slice(0, MOST_COMPLAINTS);
  if (lines.length > first.length) first.push(`- and ${lines.length - first.length} more, in the tables below`);
  return [
    `### ${notice ? 'Claimed, not verified: ' : ''}${headlineOf(report)}`,
    ...(notice ? [`> ${escapeMarkdown(notice)}`] : []),
    ...rulesLines(report),
    mainTable(report, mostRows),
    ...(first.length > 0 ? [first.join('\n')] : []),
    ...toPassLines(report),
    comparedWith(report),
    ...movedBecause(report),
  ].join('\n\n');
}

/** Whose rules judge, and what changed in them. */
function rulesLines(report: Report): string[] {
  const { rules } = report;
  const judge = describeJudge(report);
  const changes = rules?.changes ?? [];
  const words = changes.slice(0, MOST_CHANGES_NAMED).map((change) => markedChange(change, report));
  const more = changes.length > words.length ? `; and ${changes.length - words.length} more, below` : '';
  return [
    ...(judge === undefined ? [] : [`Rules: ${escapeMarkdown(judge)}.`]),
    ...(words.length > 0 ? [`**Rules changed:** ${words.join('; ')}${more}.`] : []),
  ];
}

function mainTable({ models }: Report, mostRows: number): string {
  const rows = models.flatMap((model) => {
    const all = headlineRows(model);
    if (models.length === 1) return all.map(cellsOf);
    const own = all.filter(({ verdict, measure }) => verdict || ALWAYS.includes(measure)).map(cellsOf);
    return [[MARKS[model.verdict], `**${escapeMarkdown(model.name)}**`, '', '', '', ''], ...own];
  });
  if (rows.length <= mostRows) return measureTable(rows);
  return `${measureTable(rows.slice(0, mostRows))}\n\n${rows.length - mostRows} more rows are left out.`;
}

function complaintLines(model: ModelReport, withName: boolean): string[] {
  const name = withName ? `**${escapeMarkdown(model.name)}**: ` : '';
  if (model.budgets.length === 0 && withName) return [`- ⚠️ ${name}${NO_BUDGET}`];
  return complaintsOf(model, escapeMarkdown).map(({ verdict, label, text }) => {
    return `- ${MARKS[verdict]} ${name}**${label}**: ${text}`;
  });
}

function warningLines(model: ModelReport, withName: boolean): string[] {
  const subject = withName ? `**${escapeMarkdown(model.name)}**: ` : '';
  return warningsOfModel(model).map((warning) => `- ⚠️ ${subject}${escapeMarkdown(warning)}`);
}

function comparedWith({ base: baseline, models }: Report): string {
  if (!baseline) return '<sub>Judged alone: no base was given.</sub>';
  if (baseline.status === 'none') {
    return `<sub>No baseline yet${baseline.reason ? `: ${escapeHtml(baseline.reason)}` : ''}.</sub>`;
  }
  const commit = baseline.commit ? ` \`${escapeMarkdown(baseline.commit.slice(0, 7))}\`` : '';
  const how = baseline.status === 'stored' ? 'its result was stored' : 'measured for this run';
  const added = models.filter((model) => !model.base).map(({ name }) => escapeMarkdown(name));
  const fresh = added.length > 0 ? `; new: ${added.join(', ')}` : '';
  return `Base${commit} (${how})${fresh}${untrackedNote(baseline.untracked)}.`;
}

function untrackedNote(files: readonly string[] = []): string {
  if (files.length === 0) return '';
  const names = files.slice(0, MOST_FILES_NAMED).map(escapeMarkdown).join(', ');
  return `; files that git doesn't track are today's on both sides: ${names}`;
}

function movedBecause({ models, tool }: Report): string[] {
  return models.flatMap((model) => {
    const causes = causesOf(model, tool);
    if (causes.length === 0) return [];
    const name = models.length > 1 ? ` in ${escapeMarkdown(model.name)}` : '';
    const more = causes.length > MOST_CAUSES_NAMED ? `; and ${causes.length - MOST_CAUSES_NAMED} more` : '';
    return [`What changed${name}: ${causes.slice(0, MOST_CAUSES_NAMED).map(escapeMarkdown).join('; ')}${more}.`];
  });
}
