// The files of a set's folders: read in order, few at once, and their digests noted for the digest of the set.
import { sha256OfFile } from '../base/digest.ts';
import { folderText } from '../base/folder-text.ts';
import { inTurn } from '../base/in-turn.ts';
import { folderPath, isFolder, readListing } from '../base/listing.ts';
import { attemptLater, must, withProblems } from '../base/problem.ts';
import { quote } from '../base/quote.ts';
import { MOST_BYTES_IN_FOLDER, type ReadFile } from '../base/read-file.ts';
import type { ReadEach } from './reader.ts';

export interface FolderReads {
  readonly readEach: ReadEach;
  /** What is digested of a file or, by its path and listing, of a folder. */
  contentOf(path: string, file: Uint8Array): Promise<Uint8Array>;
}

export function folderReads(read: ReadFile): FolderReads {
  const digests = new Map<string, string>();
  return {
    async readEach(paths, take, mostBytes = MOST_BYTES_IN_FOLDER) {
      const begin = (path: string) => read(path, Math.min(mostBytes, MOST_BYTES_IN_FOLDER));
      await inTurn(paths, begin, async (outcome, path, index) => {
        const file = must(outcome);
        digests.set(path, await sha256OfFile(file));
        await take(file, index);
      });
    },
    async contentOf(path, file) {
      if (!isFolder(path)) return file;
      return folderText(readListing(file), async (name) => {
        const known = digests.get(path + name);
        if (known !== undefined) return known;
        const outcome = await read(path + name, MOST_BYTES_IN_FOLDER);
        return outcome.ok ? sha256OfFile(outcome.value) : undefined;
      });
    },
  };
}

/** Of a folder, the files that are read. */
export interface FolderFiles {
  /** As kd.yaml names it. */
  readonly folder: string;
  /** Of its listing. */
  readonly names: readonly string[];
  /** Of each. */
  readonly mostBytes?: number;
}

/** Inside an `attempt`. What `read` finds wrong with a file starts with its name; `take` has what it made of it. */
export function readFiles<Result>(
  readEach: ReadEach,
  { folder, names, mostBytes }: FolderFiles,
  read: (file: Uint8Array, index: number) => Result | Promise<Result>,
  take: (result: Result, index: number) => void = () => {},
): Promise<void> {
  const below = folderPath(folder);
  return readEach(
    names.map((name) => below + name),
    async (file, index) => {
      const outcome = await attemptLater(async () => read(file, index));
      const named = `${quote(names[index])}: `;
      take(must(withProblems(outcome, (problem) => ({ ...problem, message: named + problem.message }))), index);
    },
    mostBytes,
  );
}
