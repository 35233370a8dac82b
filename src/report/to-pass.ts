// What is proposed to a model that fails: the change of kd.yaml with which it passed, and what that costs.
import { markdownTable } from 'markdown-table';
import { escapeMarkdown } from './escape.ts';
import { fenced } from './fenced.ts';
import { formatPoints, formatSigned } from './format.ts';
import type { Proposal } from './proposal.ts';
import {
  describeMovedBudget,
  describeOthers,
  describeProposedChange,
  describeSearch,
  diffOf,
  EFFECT_COLUMNS,
  effectRows,
  keysOfModel,
} from './proposed-change.ts';
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
    return [
      `**To pass${of}${proposal.warns ? ' (with a warning)' : ''}:** ${named.join('; ')}${rest}${costOf(proposal)}.`,
    ];
  });
}

/** The same for a terminal, of one model. */
export function toPassText({ proposal }: ModelReport): string | undefined {
  if (!proposal?.passes) return undefined;
  const { changes } = proposal;
  const named = changes.map((change) => describeProposedChange(change, keysOfModel(change)));
  return `to pass${proposal.warns ? ' (with a warning)' : ''}: ${named.join('; ')}${costOf(proposal)}`;
}

/** The change as a diff, and each measure before and after. Markdown. */
export function toPassParts({ proposal, model }: ModelReport, file: string): string[] {
  if (!proposal) return [];
  const { changes, edits = [], effects, budgets = [] } = proposal;
  const lines = diffOf(edits, file);
  const change =
    lines.length > 0
      ? fenced('diff', lines.map(harmless))
      : changes.map((one) => `- ${escapeMarkdown(describeProposedChange(one))}`).join('\n');
  const rows = effectRows(effects, model).map(([label, ...figures]) => [escapeMarkdown(label), ...figures]);
  const table = markdownTable([EFFECT_COLUMNS, ...rows], { align: ['l', 'r', 'r', 'r'] });
  const moved = budgets.map((budget) => escapeMarkdown(describeMovedBudget(budget)));
  const others = describeOthers(proposal).map((line) => `- ${escapeMarkdown(line)}`);
  const list = others.length > 0 ? [others.join('\n')] : [];
  return [describeSearch(proposal), change, ...(rows.length > 0 ? [table] : []), ...moved, ...list];
}

/** Nobody is mentioned from code, but mail shows it as plain text. */
const harmless = (line: string) => line.replace(/[@<]/g, '$&\u200b');

function costOf({ accuracyChange: change }: Proposal): string {
  if (change === undefined) return '';
  return change === 0 ? '; the accuracy stays' : `; accuracy ${formatSigned(change, formatPoints)}`;
}

/** Of a report that a stranger wrote: that a change passes is what its run claims, and nobody has tried it. */
export function withoutProposals(report: Report): Report {
  return { ...report, models: report.models.map(({ proposal: _, ...model }) => model) };
}
