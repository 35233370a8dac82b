// The folder that results are stored in, as the store needs it; the host makes it.
import type { Outcome } from '../base/problem.ts';

/** What lies in it, beside a .gitignore. */
export const STORE_FOLDERS = ['results', 'teachers', 'checkpoints', 'commits', 'points', 'blobs'] as const;

/** More is neither stored nor read: an entry of a million samples and a thousand operators has 350 KB. */
export const MOST_ENTRY_BYTES = 4 * 1024 * 1024;
/** Figures of 64 models. */
export const MOST_RECORD_BYTES = 32 * 1024 * 1024;
/** As of one file of data. */
export const MOST_BLOB_BYTES = 1024 * 1024 * 1024;

/** Of a training that was cut off: three times the parameters, and the best network, of 16 million of them. */
export const MOST_CHECKPOINT_BYTES = 256 * 1024 * 1024;

/** Paths have slashes and start inside the folder. No symbolic link is followed, neither itself nor below. */
export interface StoreFolder {
  /** Problems: `store/link` and `store/not-a-folder`, of the folder itself and those of `STORE_FOLDERS`. */
  check(): Promise<Outcome<void>>;
  /** Undefined for what isn't there, can't be read, is no file, or has more bytes. */
  read(path: string, mostBytes: number): Promise<Uint8Array | undefined>;
  /** Leaves the old file or the new one, never half of it; the enclosing attempt where the system refuses. */
  write(path: string, content: Uint8Array | string): Promise<void>;
  /** Names in a folder, the one written last first; empty where there is no folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Only files. What the system refuses stays. */
  remove(path: string): Promise<void>;
}
