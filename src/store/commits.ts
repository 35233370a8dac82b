// What the models of a commit measured, by the commit alone: a baseline that was measured before costs nothing.
import type { Figures } from '../report/measurements.ts';
import type { Tool } from '../report/report.ts';
import { isConsistent } from './consistency.ts';
import { MOST_RECORD_BYTES, type StoreFolder } from './folder.ts';
import { keyOf } from './keys.ts';
import { type DigestOf, type FileDigests, filesInList, haveSameContent, listOfFiles } from './reads.ts';
import { seal, unseal } from './seal.ts';
import { type Store, tellDamage } from './store.ts';

/** `commits/KEY.json`, found without a look at the commit's tree. */
export interface CommitRecord {
  /** Files that git doesn't track, taken from the workspace: they must be the same still. */
  readonly untracked: FileDigests;
  /** By the model's name. */
  readonly results: ReadonlyMap<string, Figures>;
  /** All models of the commit's kd.yaml are in it, so that another one is known to be new. */
  readonly isWhole: boolean;
}

/** `specInTree`: kd.yaml's path from the repository's root. Records of another build are never found. */
export function commitKey(commit: string, specInTree: string, tool: Tool, build: string | undefined): string {
  return keyOf({ commit, spec: specInTree, tool, build });
}

/** Undefined where there is none, where it was damaged, which is told, or where an untracked file has changed. */
export async function recallCommit(
  { folder, tell }: Pick<Store, 'folder' | 'tell'>,
  key: string,
  digestOf: DigestOf,
): Promise<CommitRecord | undefined> {
  const isThere = (await folder.list('commits')).includes(`${key}.json`);
  if (!isThere) return undefined;
  const record = await readCommit(folder, key);
  if (!record) tellDamage({ tell });
  return record && (await haveSameContent(record.untracked, digestOf)) ? record : undefined;
}

async function readCommit(folder: StoreFolder, key: string): Promise<CommitRecord | undefined> {
  const bytes = await folder.read(`commits/${key}.json`, MOST_RECORD_BYTES);
  const entry = bytes && unseal('commit', key, bytes);
  if (!entry?.results.every(isConsistent)) return undefined;
  const results = new Map(entry.results.map((figures) => [figures.name, figures]));
  if (results.size < entry.results.length) return undefined;
  return { untracked: filesInList(entry.untracked), results, isWhole: entry.isWhole };
}

/** Replaces the record that is there. */
export async function keepCommit(
  folder: StoreFolder,
  key: string,
  { untracked, results, isWhole }: CommitRecord,
): Promise<void> {
  const text = seal('commit', key, { untracked: listOfFiles(untracked), results: [...results.values()], isWhole });
  if (text === undefined || text.length > MOST_RECORD_BYTES) return;
  await folder.write(`commits/${key}.json`, text);
}
