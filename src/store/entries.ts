// Results by the digest of what they depend on: an unchanged model costs no training.
import type { Figures } from '../report/measurements.ts';
import type { ArtifactName } from './artifact-names.ts';
import { keepBlob, readBlob } from './blobs.ts';
import { type AskedModel, areFiguresOf, isConsistent } from './consistency.ts';
import { MOST_BLOB_BYTES, type StoreFolder } from './folder.ts';
import { type DigestOf, type FileDigests, listOfFiles } from './reads.ts';
import type { Entry } from './schemas.ts';
import { keepState, recallState } from './states.ts';
import type { Store } from './store.ts';

export interface StoredArtifact {
  readonly name: ArtifactName;
  readonly content: Uint8Array | string;
}

/** What the gate makes of a model, before any budget. */
export interface ModelResult {
  readonly figures: Figures;
  readonly artifacts: readonly StoredArtifact[];
}

/** A result whose files all have the content that they have now; undefined where there is none, or a damaged one. */
export function recall(
  store: Pick<Store, 'folder' | 'tell'>,
  key: string,
  asked: AskedModel,
  digestOf: DigestOf,
): Promise<ModelResult | undefined> {
  return recallState(store, 'result', key, digestOf, async ({ figures, artifacts: named }) => {
    if (!isConsistent(figures) || !areFiguresOf(figures, asked)) return undefined;
    const artifacts = await readArtifacts(store.folder, named);
    return artifacts && haveModelOf(figures, artifacts) ? { figures, artifacts } : undefined;
  });
}

/** Content first, the entry that names it last. What is too large to be read again isn't stored. */
export async function keep(
  folder: StoreFolder,
  key: string,
  files: FileDigests,
  { figures, artifacts }: ModelResult,
): Promise<void> {
  const contents = artifacts.map(({ name, content }) => ({ name, bytes: bytesOf(content) }));
  if (contents.some(({ bytes }) => bytes.length > MOST_BLOB_BYTES)) return;
  const named: { name: ArtifactName; sha256: string }[] = [];
  for (const { name, bytes } of contents) named.push({ name, sha256: await keepBlob(folder, bytes) });
  await keepState(folder, 'result', key, files, { files: listOfFiles(files), figures, artifacts: named });
}

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

type ReadArtifact = StoredArtifact & { readonly content: Uint8Array; readonly sha256: string };

async function readArtifacts(folder: StoreFolder, named: Entry['artifacts']): Promise<ReadArtifact[] | undefined> {
  const found = new Map<ArtifactName, ReadArtifact>();
  for (const { name, sha256 } of named) {
    const content = await readBlob(folder, sha256);
    if (!content || found.has(name)) return undefined;
    found.set(name, { name, content, sha256 });
  }
  return [...found.values()];
}

/** The figures are of the model that lies beside them. */
function haveModelOf({ model }: Figures, artifacts: readonly ReadArtifact[]): boolean {
  const file = artifacts.find(({ name }) => name === 'model.tflite');
  return file !== undefined && file.sha256 === model.sha256 && file.content.length === model.sizeBytes;
}
