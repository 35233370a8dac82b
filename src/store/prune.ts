// How much of earlier runs is kept. Only files that the store named itself are ever removed.
import type { StoreFolder } from './folder.ts';
import { digestOfName, isDigestName } from './keys.ts';
import type { EntryOf } from './schemas.ts';
import { MOST_STATES_OF_A_KEY, readState, STATE_FOLDERS, type StateKind } from './states.ts';

const MOST_KEYS = 256;
/** Answers are large, and there is a teacher for many students. */
const MOST_TEACHERS = 32;
/** Points are small. */
const MOST_COMMITS_WITH_POINTS = 1024;
/** Of trainings that were cut off, or of whose run nothing was stored. */
const MOST_CHECKPOINTS = 8;

/** Drops what was written longest ago or was damaged, and content that no entry names any more. */
export async function prune(folder: StoreFolder): Promise<void> {
  const used = new Set([
    ...(await pruneStates(folder, 'result', MOST_KEYS, ({ artifacts }) => artifacts.map(({ sha256 }) => sha256))),
    ...(await pruneStates(folder, 'teacher', MOST_TEACHERS, ({ logits, state }) => [
      logits.sha256,
      ...(state ? [state.sha256] : []),
    ])),
  ]);
  const checkpoints = (await folder.list('checkpoints')).filter(isDigestName);
  for (const name of checkpoints.slice(MOST_CHECKPOINTS)) await folder.remove(`checkpoints/${name}`);
  const records = (await folder.list('commits')).filter(digestOfName);
  for (const name of records.slice(MOST_KEYS)) await folder.remove(`commits/${name}`);
  const points = (await folder.list('points')).filter(digestOfName);
  for (const name of points.slice(MOST_COMMITS_WITH_POINTS)) await folder.remove(`points/${name}`);
  const blobs = (await folder.list('blobs')).filter(isDigestName);
  for (const name of blobs) if (!used.has(name)) await folder.remove(`blobs/${name}`);
}

/** The digests of the content that what stays names. */
async function pruneStates<K extends StateKind>(
  folder: StoreFolder,
  kind: K,
  mostKeys: number,
  blobsOf: (entry: EntryOf<K>) => readonly string[],
): Promise<string[]> {
  const used: string[] = [];
  const keys = (await folder.list(STATE_FOLDERS[kind])).filter(isDigestName);
  for (const [i, key] of keys.entries()) {
    const names = (await folder.list(`${STATE_FOLDERS[kind]}/${key}`)).filter(digestOfName);
    for (const [j, name] of names.entries()) {
      const isOld = i >= mostKeys || j >= MOST_STATES_OF_A_KEY;
      const entry = isOld ? undefined : await readState(folder, kind, key, name);
      if (entry) used.push(...blobsOf(entry));
      else await folder.remove(`${STATE_FOLDERS[kind]}/${key}/${name}`);
    }
  }
  return used;
}
