// The result store as the gate asks it.
import { type FileDigests, keep, keyOf, prune, type Result, recall, type Shelf } from './entries.ts';

/** Results of earlier runs by the digest of what they depend on. */
export interface Results {
  recall(key: string): Promise<Result | undefined>;
  keep(key: string, files: FileDigests, result: Result): Promise<void>;
}

export interface Store {
  readonly shelf: Shelf;
  /** Results of another build are never found. */
  readonly build: string;
}

export interface OpenResults extends Results {
  /** Drops what is old when something new was stored. */
  close(): Promise<void>;
}

/** `digestOf`: SHA-256 of a file as it is now, by its path in kd.yaml. */
export function resultsOf(
  { shelf, build }: Store,
  digestOf: (path: string) => Promise<string | undefined>,
): OpenResults {
  let isNew = false;
  return {
    recall: (key) => recall(shelf, keyOf({ key, build }), digestOf),
    async keep(key, files, result) {
      isNew = true;
      await keep(shelf, keyOf({ key, build }), files, result);
    },
    async close() {
      if (isNew) await prune(shelf);
    },
  };
}
