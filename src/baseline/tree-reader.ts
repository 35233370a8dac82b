// The files of a commit that is measured: its own, and from the workspace what git doesn't track.
import { sha256OfFile } from '../base/digest.ts';
import { isFolder, readListing, writeListing } from '../base/listing.ts';
import { pathBeside } from '../base/path.ts';
import { attemptLater, must, type Outcome } from '../base/problem.ts';
import type { ReadFile } from '../base/read-file.ts';
import type { RunGit } from '../gate/machine.ts';
import { digestsFrom } from '../store/reads.ts';
import { isTracked, trackedOf } from './repository.ts';

export interface Trees {
  readonly git: RunGit;
  readonly specInTree: string;
  readonly readInTree: ReadFile;
  readonly readInWorkspace: ReadFile;
}

export interface TreeReader {
  readonly read: ReadFile;
  /** The digests of what came from the workspace, by path in kd.yaml; of folders, a part of which may have. */
  readonly untracked: ReadonlyMap<string, string>;
}

/** Data that another step fetched is in the workspace only; a file that git tracks is the commit's, or not there. */
export function treeReader({ git, specInTree, readInTree, readInWorkspace }: Trees): TreeReader {
  const untracked = new Map<string, string>();
  /** Of the workspace, in folders. */
  const loose = new Set<string>();
  const looseNames = async (folder: string): Promise<readonly string[]> => {
    const listing = await readInWorkspace(folder);
    if (!listing.ok) return [];
    const tracked = await trackedOf(git, [pathBeside(specInTree, folder)]);
    return readListing(listing.value).filter((name) => !tracked.has(pathBeside(specInTree, folder + name)));
  };
  const list = (folder: string): Promise<Outcome<Uint8Array>> =>
    attemptLater(async () => {
      const own = await readInTree(folder);
      if (!own.ok && !isMissing(own)) return must(own);
      const names = await looseNames(folder);
      if (names.length === 0) return must(own);
      for (const name of names) loose.add(folder + name);
      const digest = await digestsFrom(readInWorkspace)(folder);
      if (digest !== undefined) untracked.set(folder, digest);
      return writeListing([...new Set([...(own.ok ? readListing(own.value) : []), ...names])]);
    });
  const read: ReadFile = async (path, mostBytes) => {
    if (isFolder(path)) return list(path);
    const own = await readInTree(path, mostBytes);
    if (!isMissing(own)) return own;
    if (loose.has(path)) return readInWorkspace(path, mostBytes);
    if (await isTracked(git, pathBeside(specInTree, path))) return own;
    const other = await readInWorkspace(path, mostBytes);
    if (other.ok) untracked.set(path, await sha256OfFile(other.value));
    return other;
  };
  return { read, untracked };
}

function isMissing(outcome: Outcome<unknown>): boolean {
  return !outcome.ok && outcome.problems.every(({ code }) => code === 'file/missing');
}
