// What `kd-gate suggest` prints.

import { visible } from '../../base/quote.ts';
import {
  formatBytes,
  formatChange,
  formatMeasure,
  formatMilliseconds,
  formatPoints,
  formatShare,
  formatSigned,
} from '../../report/format.ts';
import type { Proposal, ProposedEffect } from '../../report/proposal.ts';
import {
  describeMovedBudget,
  describeOthers,
  describeProposedChange,
  inFlowStyle,
  isMoved,
  isTold,
} from '../../report/proposed-change.ts';
import type { MeasuredModel } from '../../report/report.ts';
import { labelOf } from '../../report/rows.ts';
import { frontierOf, type ParetoPoint } from '../../suggest/pareto.ts';
import type { ModelSuggestion } from './perform.ts';

export function renderSuggestionsJson(suggestions: readonly ModelSuggestion[]): string {
  const models = suggestions.map(({ name, current, judged, trained, proposal, points, reason }) => {
    const found = { ...(proposal && { proposal }), ...(points && { points }), ...(reason !== undefined && { reason }) };
    return { name, passes: current.passes, judged, trained, ...found };
  });
  return `${JSON.stringify({ version: 1, models }, undefined, 2)}\n`;
}

export function renderSuggestions(suggestions: readonly ModelSuggestion[]): string {
  return suggestions.map((suggestion) => `${linesOf(suggestion).join('\n')}\n`).join('\n');
}

function linesOf({ name, current, proposal, judged, trained, points, reason }: ModelSuggestion): readonly string[] {
  if (points) return describePoints(name, points);
  if (proposal) return describeProposal(proposal, current.report.model);
  if (current.passes)
    return [`${name}: passes already; --headroom 20% looks for room, --pareto for what accuracy costs`];
  if (reason !== undefined) return [visible(`${name}: no change of the network can pass: ${reason}`)];
  const why = judged === 0 ? 'nothing of it can be changed here' : `${judged} candidates judged, ${trained} trained`;
  return [`${name}: nothing found (${why}); grant more work with --trainings`];
}

/** From the cheapest; what no smaller network beats is marked. */
function describePoints(name: string, points: readonly ParetoPoint[]): readonly string[] {
  const best = frontierOf(points, ({ sizeBytes }) => sizeBytes);
  const rows = [...points]
    .sort((a, b) => a.sizeBytes - b.sizeBytes)
    .map((point) => {
      const { changes, sizeBytes, latencyMs, accuracy } = point;
      const latency = latencyMs === undefined ? '' : formatMilliseconds(latencyMs);
      const what = changes.length === 0 ? 'as it is' : shortly(changes);
      const cells = [formatBytes(sizeBytes).padStart(12), latency.padStart(12), formatShare(accuracy).padStart(8)];
      return `${best.includes(point) ? ' *' : '  '}${cells.join('')}  ${visible(what)}`;
    });
  return [`${name}: what accuracy costs (* no smaller one answers as well)`, ...rows];
}

/** `filters 8 → 6, 24 → 18` */
function shortly(changes: ParetoPoint['changes']): string {
  const texts = changes.map(({ path, from, to }) => {
    const key = String(path[path.length - 1]);
    return to === undefined ? `layer ${key} goes` : `${key} ${inFlowStyle(from)} → ${inFlowStyle(to)}`;
  });
  return texts.length > 4 ? `${texts.slice(0, 4).join(', ')} and ${texts.length - 4} more` : texts.join(', ');
}

function describeProposal(proposal: Proposal, measured: MeasuredModel): readonly string[] {
  const { model, passes, warns = false, changes, effects, budgets = [], judged, trained } = proposal;
  const work = `${judged} candidates judged without training, ${trained} trained`;
  const verdict = warns ? 'passes, with a warning,' : 'passes';
  const these = changes.length === 1 ? 'this change' : 'these changes';
  const head = passes
    ? `${model}: ${verdict} with ${these} (${work})`
    : `${model}: nothing that was tried passes; this came nearest (${work})`;
  return [
    head,
    ...changes.map((change) => `  ${visible(describeProposedChange(change))}`),
    ...costLine(proposal),
    ...effects.filter(isTold).map((effect) => `  ${describeEffect(effect, measured)}`),
    ...budgets.map((budget) => `  ${visible(describeMovedBudget(budget))}`),
    ...describeOthers(proposal).map((line) => `  ${visible(line)}`),
  ];
}

function costLine({ accuracyChange: change }: Proposal): readonly string[] {
  if (change === undefined) return [];
  return [`  accuracy ${change === 0 ? 'stays the same' : formatSigned(change, formatPoints)}`];
}

function describeEffect(effect: ProposedEffect, measured: MeasuredModel): string {
  const { measure, scope, before, after, limit } = effect;
  const name = labelOf(measure, scope, measured);
  const figure = (value: number | undefined) => (value === undefined ? 'not measured' : formatMeasure(measure, value));
  const change = before !== undefined && after !== undefined ? `, ${formatChange(measure, before, after)}` : '';
  const bound = limit === undefined ? '' : `; budget ${formatMeasure(measure, limit)}`;
  return visible(`${name}: ${figure(before)} → ${figure(after)}${isMoved(effect) ? change : ''}${bound}`);
}
