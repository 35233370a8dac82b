// Which files a model is made from, noted while it is made.
import { sha256Hex } from '../base/digest.ts';
import type { Outcome } from '../base/problem.ts';
import type { FileDigests } from './entries.ts';

type Read = (path: string) => Promise<Outcome<Uint8Array>>;

/** The same reader, and the SHA-256 of what it read, by path. */
export function recordReads(read: Read): { readonly read: Read; digests(): FileDigests } {
  const digests = new Map<string, string>();
  return {
    async read(path) {
      const outcome = await read(path);
      if (outcome.ok) digests.set(path, sha256Hex(outcome.value));
      return outcome;
    },
    digests: () => Object.fromEntries([...digests].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
