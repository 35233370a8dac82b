// Which files a result is made from, noted while it is made, and whether they are the same later.
import { sha256OfFile } from '../base/digest.ts';
import { folderText } from '../base/folder-text.ts';
import { isFolder, readListing } from '../base/listing.ts';
import { MOST_BYTES_IN_FOLDER, type ReadFile } from '../base/read-file.ts';

/** SHA-256 of the content of each file that a result was made from, by its path in kd.yaml: a stranger's, so a Map. A
 * folder has one, of all that lies in it (base/folder-text.ts), in place of those of its files. */
export type FileDigests = ReadonlyMap<string, string>;

/** SHA-256 of a file or a folder as it is now; undefined where it can't be read. */
export type DigestOf = (path: string) => Promise<string | undefined>;

export interface RecordedReads {
  /** The same reader. */
  readonly read: ReadFile;
  /** Of what it read; what else lies in a folder that it listed is read for this. */
  digests(): Promise<FileDigests>;
}

export function recordReads(read: ReadFile): RecordedReads {
  const files = new Map<string, string>();
  const listings = new Map<string, Uint8Array>();
  return {
    async read(path, mostBytes) {
      const outcome = await read(path, mostBytes);
      if (outcome.ok && isFolder(path)) listings.set(path, outcome.value);
      else if (outcome.ok) files.set(path, await sha256OfFile(outcome.value));
      return outcome;
    },
    async digests() {
      const digests = new Map(files);
      const digestOf = digestsFrom((path) => read(path, MOST_BYTES_IN_FOLDER));
      for (const [folder, listing] of listings) {
        const names = readListing(listing);
        const text = await folderText(names, async (name) => files.get(folder + name) ?? digestOf(folder + name));
        for (const name of names) digests.delete(folder + name);
        digests.set(folder, await sha256OfFile(text));
      }
      return inOrder(digests);
    },
  };
}

/** Reads a file, or all files of a folder, anew at each call. */
export function digestsFrom(read: ReadFile): DigestOf {
  const digestOfFile = async (path: string, mostBytes?: number) => {
    const outcome = await read(path, mostBytes);
    return outcome.ok ? sha256OfFile(outcome.value) : undefined;
  };
  return async (path) => {
    if (!isFolder(path)) return digestOfFile(path);
    const listing = await read(path);
    if (!listing.ok) return undefined;
    const digestOf = (name: string) => digestOfFile(path + name, MOST_BYTES_IN_FOLDER);
    return sha256OfFile(await folderText(readListing(listing.value), digestOf));
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
