// A stored entry as somebody who can write the store would change it: edited, and its digest made to fit again.
import { keep } from '../../src/store/entries.ts';
import { keyOf } from '../../src/store/keys.ts';
import { type MemoryStore, memoryStore } from './memory-folder.ts';
import { FILES, KEY, resultOf } from './results.ts';

type Path = readonly (string | number)[];
export type Change = (before: unknown) => unknown;

/** The same JSON with another value at a path; `change` is given the one before, undefined takes it away. */
export function edited(value: unknown, [key, ...rest]: Path, change: Change): unknown {
  if (key === undefined) return change(value);
  const copy = new Map(Object.entries(value as object));
  const inner = edited(copy.get(String(key)), rest, change);
  if (inner === undefined) copy.delete(String(key));
  else copy.set(String(key), inner);
  return Array.isArray(value) ? [...copy.values()] : Object.fromEntries(copy);
}

/** With the digest that the store would compute. */
export function redigested(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry;
  const whole = Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'digest'));
  return { ...whole, digest: keyOf(whole) };
}

/** A store with one result whose entry is what `change` makes of it. */
export async function storeWith(change: Change): Promise<MemoryStore> {
  const store = memoryStore();
  const { folder } = store;
  await keep(folder, KEY, FILES, resultOf());
  const [path = ''] = [...folder.files.keys()].filter((name) => name.startsWith('results/'));
  const entry: unknown = JSON.parse(new TextDecoder().decode(folder.files.get(path)));
  await folder.write(path, JSON.stringify(change(entry)));
  return store;
}
