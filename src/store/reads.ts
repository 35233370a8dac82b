// Which files a result is made from, noted while it is made, and whether they are the same later.
import { sha256Hex } from '../base/digest.ts';
import type { ReadFile } from '../base/read-file.ts';

/** SHA-256 of the content of each file that a result was made from, by its path in kd.yaml. */
export type FileDigests = Readonly<Record<string, string>>;

/** SHA-256 of a file as it is now; undefined where it can't be read. */
export type DigestOf = (path: string) => Promise<string | undefined>;

/** The same reader, and the digests of what it read. */
export function recordReads(read: ReadFile): { readonly read: ReadFile; digests(): FileDigests } {
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

/** Reads a file anew at each call. */
export function digestsFrom(read: ReadFile): DigestOf {
  return async (path) => {
    const outcome = await read(path);
    return outcome.ok ? sha256Hex(outcome.value) : undefined;
  };
}

/** Whether all files have the content that they had; stops at the first that doesn't. */
export async function haveSameContent(files: FileDigests, digestOf: DigestOf): Promise<boolean> {
  for (const [path, digest] of Object.entries(files)) if ((await digestOf(path)) !== digest) return false;
  return true;
}
