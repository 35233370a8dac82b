// How much of earlier runs is kept.
import { readEntry } from './entries.ts';
import type { StoreFolder } from './folder.ts';

const MOST_ENTRIES_OF_A_KEY = 32;
const MOST_KEYS = 256;

/** Drops what was written longest ago, and content that no entry names any more. */
export async function prune(folder: StoreFolder): Promise<void> {
  const used = new Set<string>();
  for (const [i, key] of (await folder.list('results')).entries()) {
    for (const [j, name] of (await folder.list(`results/${key}`)).entries()) {
      const path = `results/${key}/${name}`;
      const entry = await readEntry(folder, path);
      if (!entry || i >= MOST_KEYS || j >= MOST_ENTRIES_OF_A_KEY) await folder.remove(path);
      else for (const { sha256 } of entry.artifacts) used.add(sha256);
    }
  }
  for (const name of (await folder.list('commits')).slice(MOST_KEYS)) await folder.remove(`commits/${name}`);
  for (const name of await folder.list('blobs')) if (!used.has(name)) await folder.remove(`blobs/${name}`);
}
