// The result store as the gate asks it.
import type { ReadFile } from '../base/read-file.ts';
import { keep, type ModelResult, recall } from './entries.ts';
import type { StoreFolder } from './folder.ts';
import { keyOf } from './keys.ts';
import { prune } from './prune.ts';
import { digestsFrom, type FileDigests } from './reads.ts';

/** Results of earlier runs by the digest of what they depend on. */
export interface Results {
  recall(key: string): Promise<ModelResult | undefined>;
  keep(key: string, files: FileDigests, result: ModelResult): Promise<void>;
}

export interface Store {
  readonly folder: StoreFolder;
  /** SHA-256 of the program; results of another build are never found. */
  readonly build: string;
}

export interface OpenResults extends Results {
  /** Drops what is old when something new was stored. */
  close(): Promise<void>;
}

/** `read`: the files as they are now, which a stored result must have been made from. */
export function resultsOf({ folder, build }: Store, read: ReadFile): OpenResults {
  const digestOf = digestsFrom(read);
  let isNew = false;
  return {
    recall: (key) => recall(folder, keyOf({ key, build }), digestOf),
    async keep(key, files, result) {
      isNew = true;
      await keep(folder, keyOf({ key, build }), files, result);
    },
    async close() {
      if (isNew) await prune(folder);
    },
  };
}
