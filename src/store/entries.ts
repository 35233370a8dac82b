// Results by the digest of what they depend on: an unchanged model costs no training.
import { sha256Hex } from '../base/digest.ts';
import type { Figures } from '../report/measurements.ts';
import { readJson, type StoreFolder } from './folder.ts';
import { FORMAT, keyOf } from './keys.ts';
import { type DigestOf, type FileDigests, haveSameContent } from './reads.ts';

export interface StoredArtifact {
  readonly name: string;
  readonly content: Uint8Array | string;
}

/** What the gate makes of a model, before any budget. */
export interface ModelResult {
  readonly figures: Figures;
  readonly artifacts: readonly StoredArtifact[];
}

/** `results/KEY/FILES.json`; the artifacts' content lies in `blobs/SHA256`. */
export interface Entry {
  readonly format: typeof FORMAT;
  readonly files: FileDigests;
  readonly figures: Figures;
  readonly artifacts: readonly { readonly name: string; readonly sha256: string }[];
}

/** A result whose files all have the content that they have now; undefined where there is none, or a damaged one. */
export async function recall(folder: StoreFolder, key: string, digestOf: DigestOf): Promise<ModelResult | undefined> {
  const digestOnce = once(digestOf);
  for (const name of await folder.list(`results/${key}`)) {
    const entry = await readEntry(folder, `results/${key}/${name}`);
    if (!entry || !(await haveSameContent(entry.files, digestOnce))) continue;
    const artifacts = await readArtifacts(folder, entry);
    if (artifacts) return { figures: entry.figures, artifacts };
  }
  return undefined;
}

/** Several entries name the same files, which may be large. */
function once(digestOf: DigestOf): DigestOf {
  const known = new Map<string, Promise<string | undefined>>();
  return (path) => {
    const digest = known.get(path) ?? digestOf(path);
    known.set(path, digest);
    return digest;
  };
}

/** Content first, the entry that names it last: a run that is cut off leaves nothing that points nowhere. */
export async function keep(
  folder: StoreFolder,
  key: string,
  files: FileDigests,
  { figures, artifacts }: ModelResult,
): Promise<void> {
  const named: { name: string; sha256: string }[] = [];
  for (const { name, content } of artifacts) {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const sha256 = sha256Hex(bytes);
    if (!(await folder.read(`blobs/${sha256}`))) await folder.write(`blobs/${sha256}`, bytes);
    named.push({ name, sha256 });
  }
  const entry: Entry = { format: FORMAT, files, figures, artifacts: named };
  await folder.write(`results/${key}/${keyOf(files)}.json`, JSON.stringify(entry));
}

/** Undefined for what is no entry of this format, or only a part of one. */
export async function readEntry(folder: StoreFolder, path: string): Promise<Entry | undefined> {
  const entry = (await readJson(folder, path)) as Partial<Entry> | undefined;
  const isWhole = entry?.format === FORMAT && entry.files && entry.figures && Array.isArray(entry.artifacts);
  return isWhole ? (entry as Entry) : undefined;
}

async function readArtifacts(folder: StoreFolder, { artifacts }: Entry): Promise<StoredArtifact[] | undefined> {
  const found: StoredArtifact[] = [];
  for (const { name, sha256 } of artifacts) {
    const content = await folder.read(`blobs/${sha256}`);
    if (!content || sha256Hex(content) !== sha256) return undefined;
    found.push({ name, content });
  }
  return found;
}
