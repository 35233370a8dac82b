// Changes of kd.yaml applied to its value: what the text must say after they are written into it.
import type { ProposedChange } from '../report/proposal.ts';

export type Change = Pick<ProposedChange, 'path' | 'to'> & {
  /** Absent of what is new. */
  readonly from?: unknown;
};

/**
 * The value with all changes; indices of lists are as they are before any. A change without `from` inserts an item
 * before its index, one without `to` takes it away. Undefined where a path leads nowhere.
 */
export function changedValue(value: unknown, changes: readonly Change[]): unknown {
  const copy: unknown = structuredClone(value);
  const parentOf = ({ path }: Change) => containerAt(copy, path.slice(0, -1));
  const inOrder = [...changes.filter((change) => !movesOthers(change, copy)), ...lastFirst(changes, copy)];
  // Lists keep their items' indices until all that stays in its place is written.
  const parents = new Map(inOrder.map((change) => [change, parentOf(change)]));
  for (const change of inOrder) {
    const parent = parents.get(change);
    const key = change.path.at(-1);
    if (parent === undefined || key === undefined) return undefined;
    write(parent, String(key), change);
  }
  return copy;
}

type Container = unknown[] | Record<string, unknown>;

/** Whether items behind it get another index. */
function movesOthers(change: Change, root: unknown): boolean {
  return Array.isArray(containerAt(root, change.path.slice(0, -1))) && isInsertionOrRemoval(change);
}

function isInsertionOrRemoval({ from, to }: Change): boolean {
  return from === undefined || to === undefined;
}

function lastFirst(changes: readonly Change[], root: unknown): Change[] {
  const moving = changes.filter((change) => movesOthers(change, root)).reverse();
  const rank = (change: Change) => Number(change.path.at(-1)) + (change.to === undefined ? 0.5 : 0);
  return moving.sort((a, b) => rank(b) - rank(a));
}

/** Groups that are missing on the way are made. */
function containerAt(root: unknown, path: Change['path']): Container | undefined {
  let at: unknown = root;
  for (const step of path) {
    if (!isContainer(at)) return undefined;
    if (Array.isArray(at)) {
      at = at[Number(step)];
      continue;
    }
    const key = String(step);
    if (!Object.hasOwn(at, key) || at[key] === null) define(at, key, {});
    at = at[key];
  }
  return isContainer(at) ? at : undefined;
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

function write(parent: Container, key: string, change: Change): void {
  const { to } = change;
  if (Array.isArray(parent)) {
    const at = Number(key);
    const replaced = change.from === undefined ? 0 : 1;
    parent.splice(at, replaced, ...(to === undefined ? [] : [to]));
  } else if (to === undefined) {
    delete parent[key];
  } else {
    define(parent, key, to);
  }
}

/** Also of a key such as `__proto__`. */
function define(parent: object, key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}
