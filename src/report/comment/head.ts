// What the comment shows unfolded: the verdict in words, the table, what to do, and the baseline.
import { VERDICTS, type Verdict } from '../../budget/verdict.ts';
import { causesOf } from '../compare.ts';
import { docUrl } from '../doc-links.ts';
import { escapeHtml, escapeMarkdown } from '../escape.ts';
import { formatCount } from '../format.ts';
import { headlineOf } from '../headline.ts';
import type { ModelReport, Report } from '../report.ts';
import { complaintsOf, NO_BUDGET, warningsOfModel } from '../rows.ts';
import { describeJudge, MOST_CHANGES_NAMED, removedModels } from '../rules.ts';
import { toPassLines } from '../to-pass.ts';
import { placeOfWarning } from '../warning-docs.ts';
import { figureParts } from './figures.ts';
import { markedChange } from './rules.ts';
import { byMark, MARKS } from './table.ts';

const MOST_COMPLAINTS = 12;
const MOST_FILES_NAMED = 5;
const MOST_CAUSES_NAMED = 3;

/** `notice`: said below the headline of a report that another run claims. */
export function headOf(report: Report, notice: string | undefined, mostRows: number): string {
  const lines = linesOf(report);
  return [
    `### ${notice ? 'Claimed, not verified: ' : ''}${headlineOf(report)}`,
    ...(notice ? [`> ${escapeMarkdown(notice)}`] : []),
    ...rulesLines(report),
    ...figureParts(report, mostRows),
    ...(lines.length > 0 ? [lines.join('\n')] : []),
    ...toPassLines(report),
    comparedWith(report),
    ...movedBecause(report),
  ].join('\n\n');
}

/** Something to do or to know, as an item of a list. */
interface Line {
  readonly verdict: Verdict;
  readonly text: string;
}

/** ❌ before ⚠️ before ❔; where there are too many, warnings are left out first. */
function linesOf(report: Report): string[] {
  const { models, missing = [] } = report;
  const unmeasured = (name: string, why: string): Line => {
    return { verdict: 'not measured', text: `**${escapeMarkdown(name)}**: ${why}` };
  };
  const all = [
    ...removedModels(report.rules).map((name) =>
      unmeasured(name, "removed from kd.yaml, and the base's rules judge it: not measured"),
    ),
    ...missing.map((name) => unmeasured(name, 'its job left no report, so it is not measured')),
    ...models.flatMap((model) => complaintLines(model, models.length > 1)),
    ...models.flatMap((model) => warningLines(model, report.tool.version, models.length > 1)),
  ];
  const gravest = [...all].sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict));
  const shown = gravest.slice(0, MOST_COMPLAINTS).sort((a, b) => byMark(a.verdict, b.verdict));
  const rest = all.length - shown.length;
  return [
    ...shown.map(({ verdict, text }) => `- ${MARKS[verdict]} ${text}`),
    ...(rest > 0 ? [`- and ${formatCount(rest)} more, in the tables below`] : []),
  ];
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

function complaintLines(model: ModelReport, withName: boolean): Line[] {
  const name = withName ? `**${escapeMarkdown(model.name)}**: ` : '';
  if (model.budgets.length === 0 && withName) return [{ verdict: 'warn', text: `${name}${NO_BUDGET}` }];
  return complaintsOf(model, escapeMarkdown).map(({ verdict, label, text }) => {
    return { verdict, text: `${name}**${label}**: ${text}` };
  });
}

function warningLines(model: ModelReport, version: string, withName: boolean): Line[] {
  const subject = withName ? `**${escapeMarkdown(model.name)}**: ` : '';
  return warningsOfModel(model).map((warning) => {
    const why = `[why](${docUrl(placeOfWarning(warning), version)})`;
    return { verdict: 'warn', text: `${subject}${escapeMarkdown(warning)} (${why})` };
  });
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
