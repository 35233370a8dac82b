// Files: reads that stay inside the workspace and are bounded, writes that leave the old file or the new one.
import { randomBytes } from 'node:crypto';
import { access, constants, lstat, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isFolder } from '../base/listing.ts';
import { attemptLater, must, type Outcome, reject } from '../base/problem.ts';
import { excerpt } from '../base/quote.ts';
import { listFolder } from './list-folder.ts';

/** Reads a file, or lists a folder; symbolic links must not lead out of `workspace`. Paths are relative to `folder`. */
export function readInside(
  workspace: string,
  folder: string,
  path: string,
  maxBytes: number,
): Promise<Outcome<Uint8Array>> {
  return attemptLater(async () => {
    const file = must(await locateInside(workspace, folder, path));
    return must(isFolder(path) ? await listFolder(file, excerpt(path)) : await readBounded(file, path, maxBytes));
  });
}

/** The real path of a file inside the workspace. */
export function locateInside(workspace: string, folder: string, path: string): Promise<Outcome<string>> {
  return attemptLater(async () => {
    const root = await realpath(workspace);
    const wanted = resolve(folder, path);
    const name = excerpt(path);
    const refuse = () => reject('file/outside', `${name} leads out of the workspace; copy the file into it`);
    // Before anything is looked up: nobody learns from the message what lies outside.
    if (!isWithin(resolve(workspace), wanted) && !isWithin(root, wanted)) refuse();
    const real = await realpath(wanted).catch(async () => {
      // Nor whether a file outside is there, to which a link leads.
      if ((await linkOnTheWay(resolve(workspace), wanted)) !== undefined) refuse();
      const kind = isFolder(path) ? 'folder' : 'file';
      return reject('file/missing', `there is no ${kind} ${name}; paths are relative to the folder of kd.yaml`);
    });
    if (!isWithin(root, real)) refuse();
    // actions/checkout leaves its token in .git/config, and messages quote what they can't read.
    if (liesInGit(root, real)) reject('file/in-git', `${name} lies in .git, where nothing is read; name another file`);
    return real;
  });
}

/** As `locateInside`, and the file may have only so many bytes, so that none is read for nothing. */
export function locateBounded(
  workspace: string,
  folder: string,
  path: string,
  maxBytes: number,
): Promise<Outcome<string>> {
  return attemptLater(async () => {
    const file = must(await locateInside(workspace, folder, path));
    const status = await stat(file).catch(() => undefined);
    if (isFolder(path)) {
      if (status?.isDirectory()) return file;
      reject('file/not-a-file', `${excerpt(path)} is not a folder; name the folder that holds the files`);
    }
    if (status && status.size > maxBytes) rejectLarge(excerpt(path), status.size, maxBytes);
    return file;
  });
}

function rejectLarge(name: string, bytes: number, most: number): never {
  return reject('file/too-large', `${name} has ${bytes} bytes; at most ${most} are read`);
}

/** Of two absolute paths, as they are written: links are not followed. `..x` is a name like any other. */
export function isWithin(root: string, path: string): boolean {
  const inside = relative(root, path);
  return inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

/**
 * Reads a file that a user or a workflow named, such as kd.yaml: where it is written inside of the workspace, no link
 * may lead out of that. Elsewhere only its own folder counts, and only `mayLeave` allows it.
 */
export function readNamed(
  { workspace, mayLeave }: Workspace,
  path: string,
  maxBytes: number,
): Promise<Outcome<Uint8Array>> {
  return attemptLater(async () => {
    const wanted = resolve(path);
    const isElsewhere = mayLeave && !isWithin(resolve(workspace), wanted);
    const root = isElsewhere ? dirname(wanted) : workspace;
    // What isn't there is told as it is for any file on the command line.
    if (isElsewhere && !(await exists(root))) return must(await readBounded(wanted, path, maxBytes));
    const located = await locateInside(root, root, wanted);
    const problem = located.ok ? undefined : located.problems[0];
    if (problem?.code === 'file/in-git') must(located);
    if (problem?.code === 'file/outside') {
      reject('file/outside', `${excerpt(path)} leads out of the workspace; write the file itself there, not a link`);
    }
    return must(await readBounded(located.ok ? located.value : wanted, excerpt(path), maxBytes));
  });
}

/** What files may not lead out of. */
export interface Workspace {
  readonly workspace: string;
  /** Whether somebody at a command line may name files elsewhere; a workflow may not. */
  readonly mayLeave: boolean;
}

/**
 * Whether this path may be written or removed, before anything is there: through no symbolic link, not inside of a
 * repository's `.git`, and inside of the workspace unless somebody named a place elsewhere.
 */
export function checkWritable({ workspace, mayLeave }: Workspace, path: string): Promise<Outcome<void>> {
  return attemptLater(async () => {
    const wanted = resolve(path);
    const name = excerpt(path);
    const root = [resolve(workspace), process.cwd()].find((folder) => isWithin(folder, wanted));
    if (root === undefined && !mayLeave) {
      reject('file/outside', `${name} lies outside of the workspace, where nothing is written; name a folder inside`);
    }
    if (liesInGit(root ?? sep, wanted)) {
      reject('file/outside', `${name} lies in .git, where nothing is written; name another folder`);
    }
    const link = root && (await linkOnTheWay(root, wanted));
    if (link) {
      const shown = excerpt(relative(root, link));
      reject('file/outside', `${shown} is a symbolic link, and nothing is written through one; remove it`);
    }
  });
}

/** The first part of the path below `root` that is a symbolic link; the last counts too. */
async function linkOnTheWay(root: string, path: string): Promise<string | undefined> {
  let at = root;
  for (const part of partsBetween(root, path)) {
    at = join(at, part);
    const status = await lstat(at).catch(() => undefined);
    if (!status) return undefined;
    if (status.isSymbolicLink()) return at;
  }
  return undefined;
}

/** As file systems that don't tell capitals apart see it. */
function liesInGit(root: string, path: string): boolean {
  return partsBetween(root, path).some((part) => part.toLowerCase() === '.git');
}

function partsBetween(root: string, path: string): readonly string[] {
  return relative(root, path)
    .split(sep)
    .filter((part) => part !== '' && part !== '..');
}

/** Reads a file that the user named on the command line, wherever it is. `name`: as the user wrote it. */
export function readBounded(file: string, name: string, maxBytes: number): Promise<Outcome<Uint8Array>> {
  return attemptLater(async () => {
    const refuse = ({ code }: NodeJS.ErrnoException) => {
      const reason =
        code === 'ENOENT' ? 'does not exist' : code === 'EACCES' ? 'may not be read' : `cannot be read (${code})`;
      return reject('file/unreadable', `${name} ${reason}`);
    };
    // Opening a pipe that nobody writes to would wait for ever.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch(refuse);
    try {
      const status = await handle.stat().catch(refuse);
      if (!status.isFile()) reject('file/not-a-file', `${name} is not a file`);
      if (status.size > maxBytes) rejectLarge(name, status.size, maxBytes);
      return await handle.readFile().catch(refuse);
    } finally {
      await handle.close();
    }
  });
}

/** Writes beside the target and renames: a run that is cut off leaves the old file or the new one, never half of it. */
export async function writeWhole(
  file: string,
  content: Uint8Array | string,
  check: () => Promise<void> = async () => {},
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Once more, right before: folders may have become links since.
    await check();
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Whether anything is there, a folder too. */
export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** What kd.yaml may not lead out of, on the command line: the current folder, or its own where it lies elsewhere. */
export function workspaceOf(spec: string): string {
  const current = process.cwd();
  const file = resolve(spec);
  return isWithin(current, file) ? current : dirname(file);
}
