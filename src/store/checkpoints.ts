// A training, by the digest of what it depends on: one file, `checkpoints/KEY`, until what came of it is stored.
import { concatBytes } from '@noble/hashes/utils.js';
import { sha256OfFile } from '../base/digest.ts';
import { bytesOfFloats, floatsOfBytes } from './floats.ts';
import { MOST_CHECKPOINT_BYTES, MOST_ENTRY_BYTES } from './folder.ts';
import type { CheckpointEntry } from './schemas.ts';
import { seal, unseal } from './seal.ts';
import { type Store, tellDamage } from './store.ts';

export interface StoredCheckpoint {
  readonly history: CheckpointEntry['history'];
  readonly bestEpoch: number;
  /** The best network's parameters. */
  readonly best: Float32Array;
  readonly trainer: { readonly floats: Float32Array; readonly numbers: readonly number[] };
}

type Place = Pick<Store, 'folder' | 'tell'>;

const LINE_END = 0x0a;

/** Undefined where there is none, or a damaged one, which is told. */
export async function findCheckpoint({ folder, tell }: Place, key: string): Promise<StoredCheckpoint | undefined> {
  const bytes = await folder.read(pathOf(key), MOST_CHECKPOINT_BYTES);
  const found = bytes && (await parse(key, bytes));
  if (bytes && !found) tellDamage({ tell });
  return found;
}

/** In the place of the one before. What is too large to be read again isn't stored. */
export async function keepCheckpoint({ folder }: Pick<Store, 'folder'>, key: string, checkpoint: StoredCheckpoint) {
  const { history, bestEpoch, best, trainer } = checkpoint;
  const bytes = concatBytes(bytesOfFloats(best), bytesOfFloats(trainer.floats));
  const floats = { sha256: await sha256OfFile(bytes), count: best.length + trainer.floats.length };
  const body = { history, bestEpoch, numbers: trainer.numbers, best: best.length, floats };
  const line = seal('checkpoint', key, body);
  if (line === undefined || line.length > MOST_ENTRY_BYTES) return;
  const whole = concatBytes(new TextEncoder().encode(`${line}\n`), bytes);
  if (whole.length <= MOST_CHECKPOINT_BYTES) await folder.write(pathOf(key), whole);
}

export function dropCheckpoint({ folder }: Pick<Store, 'folder'>, key: string): Promise<void> {
  return folder.remove(pathOf(key));
}

function pathOf(key: string): string {
  return `checkpoints/${key}`;
}

async function parse(key: string, bytes: Uint8Array): Promise<StoredCheckpoint | undefined> {
  const end = bytes.indexOf(LINE_END);
  const entry = end < 0 || end > MOST_ENTRY_BYTES ? undefined : unseal('checkpoint', key, bytes.subarray(0, end));
  const rest = bytes.slice(end + 1);
  if (!entry || rest.length !== 4 * entry.floats.count || entry.best > entry.floats.count) return undefined;
  if ((await sha256OfFile(rest)) !== entry.floats.sha256) return undefined;
  const floats = floatsOfBytes(rest);
  const { history, bestEpoch, best, numbers } = entry;
  return { history, bestEpoch, best: floats.slice(0, best), trainer: { floats: floats.slice(best), numbers } };
}
