// A proposed change of kd.yaml in words.
import type { ProposedChange, ProposedValue } from './proposal.ts';

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
