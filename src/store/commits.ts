// What the models of a commit measured, by the commit alone: a baseline that was measured before costs nothing.
import type { Figures } from '../report/measurements.ts';
import type { Tool } from '../report/report.ts';
import { readJson, type StoreFolder } from './folder.ts';
import { FORMAT, keyOf } from './keys.ts';
import { type DigestOf, type FileDigests, haveSameContent } from './reads.ts';

/** `commits/KEY.json`, found without a look at the commit's tree. */
export interface CommitRecord {
  /** Files that git doesn't track, taken from the workspace: they must be the same still. */
  readonly untracked: FileDigests;
  /** By the model's name. */
  readonly results: Readonly<Record<string, Figures>>;
  /** All models of the commit's kd.yaml are in it, so that another one is known to be new. */
  readonly isWhole: boolean;
}

/** `specInTree`: kd.yaml's path from the repository's root. Records of another build are never found. */
export function commitKey(commit: string, specInTree: string, tool: Tool, build: string | undefined): string {
  return keyOf({ commit, spec: specInTree, tool, build });
}

/** Undefined where there is none, where it was damaged, or where an untracked file has changed. */
export async function recallCommit(
  folder: StoreFolder,
  key: string,
  digestOf: DigestOf,
): Promise<CommitRecord | undefined> {
  const record = (await readJson(folder, `commits/${key}.json`)) as
    | Partial<CommitRecord & { format: number }>
    | undefined;
  if (record?.format !== FORMAT || !record.results || !record.untracked) return undefined;
  const { untracked, results, isWhole = false } = record;
  return (await haveSameContent(untracked, digestOf)) ? { untracked, results, isWhole } : undefined;
}

/** Replaces the record that is there. */
export async function keepCommit(folder: StoreFolder, key: string, record: CommitRecord): Promise<void> {
  await folder.write(`commits/${key}.json`, JSON.stringify({ format: FORMAT, ...record }));
}
