// A proposed change of kd.yaml in words, as a diff, and by what it does to each measure.
import { formatMeasure, formatPoints, formatSigned } from './format.ts';
import type { Proposal, ProposedChange, ProposedEdit, ProposedEffect, ProposedValue } from './proposal.ts';
import type { MeasuredModel } from './report.ts';
import { labelOf } from './rows.ts';

/** Without the keys that the reader knows: `models.digits.`. */
export const keysOfModel = ({ path: [first] }: ProposedChange): number => (first === 'models' ? 2 : 0);

/** `student.layers[0].conv2d.filters: 8 → 6`. `known`: keys of the path that go without saying. */
export function describeProposedChange({ path, from, to }: ProposedChange, known = 0): string {
  const keys = path.slice(known);
  const key = keys.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`)).join('');
  if (to === undefined) return `${key}: ${inFlowStyle(from)} goes`;
  return from === undefined ? `${key}: ${inFlowStyle(to)}` : `${key}: ${inFlowStyle(from)} → ${inFlowStyle(to)}`;
}

/** A value as YAML has it on one line. */
export function inFlowStyle(value: ProposedValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(String).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  const pairs = Object.entries(value).map(([key, part]) => `${key}: ${inFlowStyle(part as ProposedValue)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

/** A line for each larger change that answers better. */
export function describeOthers({ others = [] }: Proposal): readonly string[] {
  return others.map(({ changes, accuracyChange }) => {
    const named = changes.map((change) => describeProposedChange(change, keysOfModel(change)));
    return `passes as well: ${named.join('; ')}; accuracy ${formatSigned(accuracyChange, formatPoints)}`;
  });
}

/** The sentence above the change. */
export function describeSearch({ passes, warns = false, trained = 0 }: Proposal): string {
  const how = trained > 0 ? ` (${trained} ${trained === 1 ? 'candidate was' : 'candidates were'} trained)` : '';
  const verdict = warns ? 'passed with a warning' : 'passed';
  return passes
    ? `The run with this change ${verdict}${how}:`
    : `Nothing that was tried passes${how}; this came nearest:`;
}

/** The lines of kd.yaml as a diff: `# kd.yaml, line 21`, then what begins with a space, `-` or `+`. */
export function diffOf(edits: readonly ProposedEdit[], file: string): string[] {
  return edits.flatMap(({ line, before, after }) => [`# ${file}, line ${line}`, ...changedLines(before, after)]);
}

/** A line that stays, such as the one above what is new, is shown as one. */
function changedLines(before: readonly string[], after: readonly string[]): string[] {
  const kept = (line: string) => before.length === 1 && after.includes(line);
  const gone = before.filter((line) => !kept(line)).map((line) => `-${line}`);
  return [...gone, ...after.map((line) => `${kept(line) && line === before[0] ? ' ' : '+'}${line}`)];
}

export const EFFECT_COLUMNS = ['measure', 'now', 'then', 'budget'];

/** Sums of shares differ in their last bits. */
const NO_DIFFERENCE = 1e-9;

export function isMoved({ before, after }: ProposedEffect): boolean {
  if (before === undefined || after === undefined) return before !== after;
  return Math.abs(before - after) > NO_DIFFERENCE;
}

export function isTold(effect: ProposedEffect): boolean {
  return effect.limit !== undefined || isMoved(effect);
}

/** What moves, and what a budget limits. */
export function effectRows(effects: readonly ProposedEffect[], model: Pick<MeasuredModel, 'precision'>): string[][] {
  return effects.filter(isTold).map(({ measure, scope, before, after, limit }) => {
    const figure = (value: number | undefined) => (value === undefined ? '' : formatMeasure(measure, value));
    return [labelOf(measure, scope, model), figure(before), figure(after), figure(limit)];
  });
}

/** `It would pass with models.digits.budgets.accuracy.min: 96.4% in place of 97%.` */
export function describeMovedBudget({ path, from, to }: NonNullable<Proposal['budgets']>[number]): string {
  return `It would pass with ${path}: ${to} in place of ${from}.`;
}
