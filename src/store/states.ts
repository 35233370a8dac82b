// Entries of one key, one for each state of the files that they were made from: `results/KEY/FILES.json`.
import { MOST_ENTRY_BYTES, type StoreFolder } from './folder.ts';
import { digestOfName, keyOf } from './keys.ts';
import { type DigestOf, type FileDigests, filesInList, haveSameContent, listOfFiles, once } from './reads.ts';
import type { BodyOf, EntryOf } from './schemas.ts';
import { seal, unseal } from './seal.ts';
import { type Store, tellDamage } from './store.ts';

/** By the folder that they lie in. */
export const STATE_FOLDERS = { result: 'results', teacher: 'teachers' } as const;
export type StateKind = keyof typeof STATE_FOLDERS;

/** The rest is pruned. */
export const MOST_STATES_OF_A_KEY = 32;

/**
 * What `use` makes of the newest entry whose files have the content that they have now; undefined where there is none.
 * `use` says undefined where the entry isn't what it claims to be: that and any other damage is told.
 */
export async function recallState<K extends StateKind, T>(
  { folder, tell }: Pick<Store, 'folder' | 'tell'>,
  kind: K,
  key: string,
  digestOf: DigestOf,
  use: (entry: EntryOf<K>) => Promise<T | undefined>,
): Promise<T | undefined> {
  const digestOnce = once(digestOf);
  let isDamaged = false;
  const names = await folder.list(`${STATE_FOLDERS[kind]}/${key}`);
  for (const name of names.filter(digestOfName).slice(0, MOST_STATES_OF_A_KEY)) {
    const entry = await readState(folder, kind, key, name);
    if (entry && !(await haveSameContent(filesInList(entry.files), digestOnce))) continue;
    const found = entry && (await use(entry));
    if (found !== undefined) return found;
    isDamaged = true;
  }
  if (isDamaged) tellDamage({ tell });
  return undefined;
}

/** Undefined for what is no entry, was changed, or stood elsewhere. */
export async function readState<K extends StateKind>(
  folder: StoreFolder,
  kind: K,
  key: string,
  name: string,
): Promise<EntryOf<K> | undefined> {
  const bytes = await folder.read(`${STATE_FOLDERS[kind]}/${key}/${name}`, MOST_ENTRY_BYTES);
  const entry = bytes && unseal(kind, key, bytes);
  return entry && digestOfName(name) === nameOf(filesInList(entry.files)) ? entry : undefined;
}

/** `blobs` come before: a run that is cut off leaves nothing that points nowhere. */
export async function keepState<K extends StateKind>(
  folder: StoreFolder,
  kind: K,
  key: string,
  files: FileDigests,
  body: BodyOf<K>,
): Promise<void> {
  const text = seal(kind, key, body);
  if (text === undefined || text.length > MOST_ENTRY_BYTES) return;
  await folder.write(`${STATE_FOLDERS[kind]}/${key}/${nameOf(files)}.json`, text);
}

function nameOf(files: FileDigests): string {
  return keyOf(listOfFiles(files));
}
