// The folder of stored results on the disk. No symbolic link is followed in it, whoever put it there.
import { constants, lstat, mkdir, open, opendir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { attemptLater, type Outcome, reject } from '../base/problem.ts';
import { STORE_FOLDERS, type StoreFolder } from '../store/folder.ts';
import { writeWhole } from './files.ts';

/** More names of one folder are not looked at. */
const MOST_NAMES = 100_000;

/** A folder that git ignores by itself. */
export function storeFolderAt(root: string): StoreFolder {
  return {
    check: () => checkFolders(root),
    read: async (path, mostBytes) =>
      (await areFolders(root, dirname(path))) ? readPlain(join(root, path), mostBytes) : undefined,
    async write(path, content) {
      try {
        await makeFolders(root, dirname(path));
        await ignoreAll(root);
        await writeWhole(join(root, path), content);
      } catch (error) {
        reject('store/unwritable', `${join(root, path)} can't be written (${reasonOf(error)})`);
      }
    },
    list: async (inside) => ((await areFolders(root, inside)) ? listNewestFirst(join(root, inside)) : []),
    async remove(path) {
      const isOurs = (await areFolders(root, dirname(path))) && (await statusOf(join(root, path)))?.isFile();
      if (isOurs) await rm(join(root, path), { force: true }).catch(() => {});
    },
  };
}

/** Not by way of a second file, which git would see where the run is killed meanwhile; an empty one is such a run's. */
async function ignoreAll(root: string): Promise<void> {
  const path = join(root, '.gitignore');
  const status = await statusOf(path);
  if (status && (status.size > 0 || !status.isFile())) return;
  const { O_WRONLY, O_CREAT, O_NOFOLLOW } = constants;
  const file = await open(path, O_WRONLY | O_CREAT | O_NOFOLLOW, 0o644);
  await file.writeFile('*\n').finally(() => file.close());
}

const statusOf = (path: string) => lstat(path).catch(() => undefined);

function reasonOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : 'unknown failure';
}

function checkFolders(root: string): Promise<Outcome<void>> {
  return attemptLater(async () => {
    for (const path of [root, ...STORE_FOLDERS.map((folder) => join(root, folder))]) {
      const status = await statusOf(path);
      if (status?.isSymbolicLink()) {
        reject('store/link', `${path} is a symbolic link, which is not followed; remove it`);
      }
      if (status && !status.isDirectory()) {
        reject('store/not-a-folder', `${path} is not a folder; name one that is, or one that is not there yet`);
      }
    }
  });
}

/** From the root to `folder`, as `a/b`. */
function pathsTo(root: string, folder: string): string[] {
  const parts = folder === '.' ? [] : folder.split('/');
  return [root, ...parts.map((_, i) => join(root, ...parts.slice(0, i + 1)))];
}

async function areFolders(root: string, folder: string): Promise<boolean> {
  for (const path of pathsTo(root, folder)) if (!(await statusOf(path))?.isDirectory()) return false;
  return true;
}

async function makeFolders(root: string, folder: string): Promise<void> {
  await mkdir(dirname(root), { recursive: true });
  for (const path of pathsTo(root, folder)) {
    const failure = await mkdir(path).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(await statusOf(path))?.isDirectory()) throw failure ?? new Error('it is no folder');
  }
}

/** Undefined for a link, a folder, a pipe, or a file that is too large. */
async function readPlain(file: string, mostBytes: number): Promise<Uint8Array | undefined> {
  if (!(await statusOf(file))?.isFile()) return undefined;
  // Windows has no O_NOFOLLOW.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (constants.O_NOFOLLOW ?? 0);
  const handle = await open(file, flags).catch(() => undefined);
  try {
    const status = await handle?.stat();
    return status?.isFile() && status.size <= mostBytes ? await handle?.readFile() : undefined;
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}

async function listNewestFirst(folder: string): Promise<readonly string[]> {
  const names = (await namesIn(folder)).filter((name) => !name.endsWith('.tmp'));
  const timed = await Promise.all(
    names.map(async (name) => ({ name, writtenMs: (await statusOf(join(folder, name)))?.mtimeMs ?? 0 })),
  );
  return timed.sort((a, b) => b.writtenMs - a.writtenMs || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
}

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(folder)) {
      names.push(name);
      if (names.length >= MOST_NAMES) break;
    }
  } catch {
    // A folder that can't be read has nothing in it for the store.
  }
  return names;
}
