// What is proposed to a model that fails: the change of kd.yaml with which it passed, and what that costs.
import { markdownTable } from 'markdown-table';
import { escapeMarkdown } from './escape.ts';
import { fenced } from './fenced.ts';
import { formatMeasure, formatPoints, formatSigned } from './format.ts';
import type { Proposal, ProposedEffect } from './proposal.ts';
import { describeProposedChange, keysOfModel } from './proposed-change.ts';
import type { ModelReport, Report } from './report.ts';

const MOST_CHANGES_NAMED = 3;

/** A line for each model that has a proposal. */
export function toPassLines({ models }: Report): string[] {
  return models.flatMap(({ name, proposal }) => {
    if (!proposal?.passes) return [];
    const of = models.length > 1 ? ` ${escapeMarkdown(name)}` : '';
    const named = proposal.changes.slice(0, MOST_CHANGES_NAMED).map((change) => {
      return escapeMarkdown(describeProposedChange(change, keysOfModel(change)));
    });
    const more = proposal.changes.length - named.length;
    const rest = more > 0 ? ` and ${more} more, below` : '';
    return [`**To pass${of}:** ${named.join('; ')}${rest}${costOf(proposal)}.`];
  });
}

/** The same for a terminal, of one model. */
export function toPassText({ proposal }: ModelReport): string | undefined {
  if (!proposal?.passes) return undefined;
  const { changes } = proposal;
  const named = changes.map((change) => describeProposedChange(change, keysOfModel(change)));
  return `to pass: ${named.join('; ')}${costOf(proposal)}`;
}

/** The change as a diff, and each measure before and after. Markdown. */
export function toPassParts({ proposal }: ModelReport, file: string): string[] {
  if (!proposal) return [];
  const { passes, changes, edits = [], effects, budgets = [], trained = 0 } = proposal;
  const how = trained > 0 ? `${trained} were trained and run as \`kd-gate run\` does` : '';
  const head = passes
    ? `The run with this change passed${how && ` (${how})`}:`
    : `Nothing that was tried passes${how && ` (${how})`}; this came nearest:`;
  const lines = edits.flatMap(({ line, before, after }) => [`# ${file}, line ${line}`, ...changedLines(before, after)]);
  const change =
    lines.length > 0
      ? fenced('diff', lines.map(harmless))
      : changes.map((one) => `- ${escapeMarkdown(describeProposedChange(one))}`).join('\n');
  return [head, change, ...effectParts(effects), ...budgets.map(budgetLine)];
}

/** Nobody is mentioned from code, but mail shows it as plain text. */
const harmless = (line: string) => line.replace(/[@<]/g, '$&\u200b');

function costOf({ accuracyChange: change }: Proposal): string {
  if (change === undefined) return '';
  return change === 0 ? '; the accuracy stays' : `; accuracy ${formatSigned(change, formatPoints)}`;
}

/** A line that stays, such as the one above what is new, is shown as one. */
function changedLines(before: readonly string[], after: readonly string[]): string[] {
  const kept = (line: string) => before.length === 1 && after.includes(line);
  const gone = before.filter((line) => !kept(line)).map((line) => `-${line}`);
  return [...gone, ...after.map((line) => `${kept(line) && line === before[0] ? ' ' : '+'}${line}`)];
}

function effectParts(effects: readonly ProposedEffect[]): string[] {
  const told = effects.filter(({ before, after, limit }) => before !== after || limit !== undefined);
  if (told.length === 0) return [];
  const rows = told.map(({ measure, scope, before, after, limit }) => {
    const figure = (value: number | undefined) => (value === undefined ? '' : formatMeasure(measure, value));
    const name = scope === undefined ? measure : `${measure}, ${scope}`;
    return [escapeMarkdown(name), figure(before), figure(after), figure(limit)];
  });
  return [markdownTable([['', 'now', 'then', 'budget'], ...rows], { align: ['l', 'r', 'r', 'r'] })];
}

function budgetLine({ path, from, to }: NonNullable<Proposal['budgets']>[number]): string {
  return `It would pass with ${escapeMarkdown(`${path}: ${to}`)} in place of ${escapeMarkdown(from)}.`;
}

/** Of a report that a stranger wrote: that a change passes is what its run claims, and nobody has tried it. */
export function withoutProposals(report: Report): Report {
  return { ...report, models: report.models.map(({ proposal: _, ...model }) => model) };
}
