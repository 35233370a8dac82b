// Which files a result is made from, noted while it is made, and whether they are the same later.
import { sha256OfFile } from '../base/digest.ts';
import type { ReadFile } from '../base/read-file.ts';

/** SHA-256 of the content of each file that a result was made from, by its path in kd.yaml: a stranger's, so a Map. */
export type FileDigests = ReadonlyMap<string, string>;

/** SHA-256 of a file as it is now; undefined where it can't be read. */
export type DigestOf = (path: string) => Promise<string | undefined>;

/** The same reader, and the digests of what it read. */
export function recordReads(read: ReadFile): { readonly read: ReadFile; digests(): FileDigests } {
  const digests = new Map<string, string>();
  return {
    async read(path) {
      const outcome = await read(path);
      if (outcome.ok) digests.set(path, await sha256OfFile(outcome.value));
      return outcome;
    },
    digests: () => inOrder(digests),
  };
}

/** Reads a file anew at each call. */
export function digestsFrom(read: ReadFile): DigestOf {
  return async (path) => {
    const outcome = await read(path);
    return outcome.ok ? sha256OfFile(outcome.value) : undefined;
  };
}

/** Whether all files have the content that they had; stops at the first that doesn't. */
export async function haveSameContent(files: FileDigests, digestOf: DigestOf): Promise<boolean> {
  for (const [path, digest] of files) if ((await digestOf(path)) !== digest) return false;
  return true;
}

/** The same answers; several entries name the same files, which may be large. */
export function once(digestOf: DigestOf): DigestOf {
  const known = new Map<string, Promise<string | undefined>>();
  return (path) => {
    const digest = known.get(path) ?? digestOf(path);
    known.set(path, digest);
    return digest;
  };
}

/** As JSON: a list, since a path may be any text, `__proto__` too. */
export type FileList = readonly { readonly path: string; readonly sha256: string }[];

export function listOfFiles(files: FileDigests): FileList {
  return [...inOrder(files)].map(([path, sha256]) => ({ path, sha256 }));
}

export function filesInList(list: FileList): FileDigests {
  return new Map(list.map(({ path, sha256 }) => [path, sha256]));
}

/** Of their paths: files are read side by side, and whichever is ready first must not show. */
export function inOrder(files: FileDigests): FileDigests {
  return new Map([...files].sort(byPath));
}

function byPath([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}
