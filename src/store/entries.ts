// Results by the digest of what they depend on: an unchanged model costs no training, and the base none when it was measured before.
import { sha256Hex } from '../base/digest.ts';
import type { Figures } from '../report/measurements.ts';

/** A folder, as the store needs it. `write` leaves the old file or the new one, never half of it. */
export interface Shelf {
  read(path: string): Promise<Uint8Array | undefined>;
  write(path: string, content: Uint8Array | string): Promise<void>;
  /** Names in a folder, the one written last first; empty where there is no folder. */
  list(folder: string): Promise<readonly string[]>;
  remove(path: string): Promise<void>;
}

export interface StoredArtifact {
  readonly name: string;
  readonly content: Uint8Array | string;
}

export interface Result {
  readonly figures: Figures;
  readonly artifacts: readonly StoredArtifact[];
}

/** SHA-256 of the content of each file that a result was made from, by its path in kd.yaml. */
export type FileDigests = Readonly<Record<string, string>>;

interface Entry {
  readonly format: typeof FORMAT;
  readonly files: FileDigests;
  readonly figures: Figures;
  readonly artifacts: readonly { readonly name: string; readonly sha256: string }[];
}

/** Counted up when an entry's shape changes, so that older ones are never found. */
const FORMAT = 1;

const MOST_ENTRIES_OF_A_KEY = 32;
const MOST_KEYS = 256;

/** The key of a model: its section of kd.yaml with defaults, the seed, its boards, and the version of the tool, in any order of keys. */
export function keyOf(inputs: unknown): string {
  return sha256Hex(new TextEncoder().encode(`kd-gate ${FORMAT} ${canonical(inputs)}`));
}

/** JSON with sorted keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  const parts = entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`);
  return `{${parts.join(',')}}`;
}

/** A result whose files all have the content that they have now; undefined where there is none, or where it was damaged. */
export async function recall(
  shelf: Shelf,
  key: string,
  digestOf: (path: string) => Promise<string | undefined>,
): Promise<Result | undefined> {
  const folder = `results/${key}`;
  const known = new Map<string, string | undefined>();
  const digestOnce = async (path: string) => {
    if (!known.has(path)) known.set(path, await digestOf(path));
    return known.get(path);
  };
  for (const name of await shelf.list(folder)) {
    const entry = await readEntry(shelf, `${folder}/${name}`);
    if (!entry || !(await haveSameFiles(entry.files, digestOnce))) continue;
    const artifacts = await readArtifacts(shelf, entry);
    if (artifacts) return { figures: entry.figures, artifacts };
  }
  return undefined;
}

async function haveSameFiles(
  files: FileDigests,
  digestOf: (path: string) => Promise<string | undefined>,
): Promise<boolean> {
  for (const [path, digest] of Object.entries(files)) if ((await digestOf(path)) !== digest) return false;
  return true;
}

async function readEntry(shelf: Shelf, path: string): Promise<Entry | undefined> {
  const value = await readJson(shelf, path);
  const entry = value as Partial<Entry> | undefined;
  const isWhole = entry?.format === FORMAT && entry.files && entry.figures && Array.isArray(entry.artifacts);
  return isWhole ? (entry as Entry) : undefined;
}

async function readArtifacts(shelf: Shelf, { artifacts }: Entry): Promise<StoredArtifact[] | undefined> {
  const found: StoredArtifact[] = [];
  for (const { name, sha256 } of artifacts) {
    const content = await shelf.read(`blobs/${sha256}`);
    if (!content || sha256Hex(content) !== sha256) return undefined;
    found.push({ name, content });
  }
  return found;
}

/** Content first, the entry that names it last: a run that is cut off leaves nothing that points nowhere. */
export async function keep(
  shelf: Shelf,
  key: string,
  files: FileDigests,
  { figures, artifacts }: Result,
): Promise<void> {
  const named: { name: string; sha256: string }[] = [];
  for (const { name, content } of artifacts) {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const sha256 = sha256Hex(bytes);
    if (!(await shelf.read(`blobs/${sha256}`))) await shelf.write(`blobs/${sha256}`, bytes);
    named.push({ name, sha256 });
  }
  const entry: Entry = { format: FORMAT, files, figures, artifacts: named };
  await shelf.write(`results/${key}/${keyOf(files)}.json`, JSON.stringify(entry));
}

/** What a commit's models measured, found without a look at its tree. */
export interface CommitRecord {
  /** Files that git doesn't track, taken from the workspace: they must be the same still. */
  readonly untracked: FileDigests;
  readonly results: Readonly<Record<string, Figures>>;
  /** All models of the commit's kd.yaml are in it, so that another one is known to be new. */
  readonly isWhole: boolean;
}

export async function recallCommit(
  shelf: Shelf,
  key: string,
  digestOf: (path: string) => Promise<string | undefined>,
): Promise<CommitRecord | undefined> {
  const record = (await readJson(shelf, `commits/${key}.json`)) as
    | Partial<CommitRecord & { format: number }>
    | undefined;
  if (record?.format !== FORMAT || !record.results || !record.untracked) return undefined;
  const { untracked, results, isWhole = false } = record;
  return (await haveSameFiles(untracked, digestOf)) ? { untracked, results, isWhole } : undefined;
}

export async function keepCommit(shelf: Shelf, key: string, record: CommitRecord): Promise<void> {
  await shelf.write(`commits/${key}.json`, JSON.stringify({ format: FORMAT, ...record }));
}

/** Drops what was written longest ago, and content that no entry names any more. */
export async function prune(shelf: Shelf): Promise<void> {
  const used = new Set<string>();
  for (const [i, key] of (await shelf.list('results')).entries()) {
    for (const [j, name] of (await shelf.list(`results/${key}`)).entries()) {
      const path = `results/${key}/${name}`;
      const entry = await readEntry(shelf, path);
      if (!entry || i >= MOST_KEYS || j >= MOST_ENTRIES_OF_A_KEY) await shelf.remove(path);
      else for (const { sha256 } of entry.artifacts) used.add(sha256);
    }
  }
  for (const name of (await shelf.list('commits')).slice(MOST_KEYS)) await shelf.remove(`commits/${name}`);
  for (const name of await shelf.list('blobs')) if (!used.has(name)) await shelf.remove(`blobs/${name}`);
}

async function readJson(shelf: Shelf, path: string): Promise<unknown> {
  const content = await shelf.read(path);
  if (!content) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(content));
  } catch {
    return undefined;
  }
}
