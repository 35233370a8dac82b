// Changes of kd.yaml as values, and the section that they make of another.
import type { ProposedChange, ProposedValue } from '../report/proposal.ts';

/** Keys and indices from the model's section. */
export type Path = readonly (string | number)[];

/** One value of a model's section: replaced, added (without `from`) or taken away (without `to`). */
export interface Change {
  readonly path: Path;
  readonly from?: ProposedValue;
  readonly to?: ProposedValue;
}

/** Indices are those of lists as they were: what is taken away goes last, from the end. */
export function applyChanges<T>(section: T, changes: readonly Change[]): T {
  const order = (a: Change, b: Change) => Number(a.to === undefined) - Number(b.to === undefined) || fromTheEnd(a, b);
  // A change leaves the form of what it changes: knobs make nothing else, and the run that judges it checks that.
  return [...changes].sort(order).reduce<unknown>((value, { path, to }) => changed(value, path, to), section) as T;
}

function fromTheEnd({ path: a }: Change, { path: b }: Change): number {
  const [last, other] = [a[a.length - 1], b[b.length - 1]];
  return typeof last === 'number' && typeof other === 'number' ? other - last : 0;
}

function changed(value: unknown, [key, ...rest]: Path, to: ProposedValue | undefined): unknown {
  if (Array.isArray(value)) {
    if (rest.length === 0 && to === undefined) return value.filter((_, i) => i !== key);
    return value.map((item, i) => (i === key ? next(item, rest, to) : item));
  }
  const group = typeof value === 'object' && value !== null ? value : {};
  const others = Object.entries(group).filter(([name]) => name !== key);
  if (rest.length === 0 && to === undefined) return Object.fromEntries(others);
  const old = Object.entries(group).find(([name]) => name === key)?.[1];
  const entry = [String(key), next(old, rest, to)] as const;
  // In the place of the old one: reports list settings in their order.
  if (old === undefined) return Object.fromEntries([...others, entry]);
  return Object.fromEntries(Object.entries(group).map((one) => (one[0] === key ? entry : one)));
}

function next(value: unknown, rest: Path, to: ProposedValue | undefined): unknown {
  return rest.length === 0 ? to : changed(value, rest, to);
}

/** From kd.yaml's root. */
export function proposedChange(model: string, { path, from, to }: Change): ProposedChange {
  return {
    path: ['models', model, ...path],
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}
