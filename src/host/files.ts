// Files: reads that stay inside the workspace and are bounded, writes that leave the old file or the new one.
import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { attemptLater, must, type Outcome, reject } from '../base/problem.ts';

/** Reads a file; symbolic links must not lead out of `workspace`. Paths are relative to `folder` inside of it. */
export function readInside(
  workspace: string,
  folder: string,
  path: string,
  maxBytes: number,
): Promise<Outcome<Uint8Array>> {
  return attemptLater(async () => {
    const file = must(await locateInside(workspace, folder, path));
    return must(await readBounded(file, path, maxBytes));
  });
}

/** The real path of a file inside the workspace. */
export function locateInside(workspace: string, folder: string, path: string): Promise<Outcome<string>> {
  return attemptLater(async () => {
    const root = await realpath(workspace);
    const wanted = resolve(folder, path);
    const refuse = () => reject('file/outside', `${path} leads out of the workspace; copy the file into it`);
    // Before anything is looked up: nobody learns from the message what lies outside.
    if (!isWithin(resolve(workspace), wanted) && !isWithin(root, wanted)) refuse();
    const real = await realpath(wanted).catch(() =>
      reject('file/missing', `there is no file ${path}; paths are relative to the folder of kd.yaml`),
    );
    return isWithin(root, real) ? real : refuse();
  });
}

/** Of two absolute paths, as they are written: links are not followed. */
export function isWithin(root: string, path: string): boolean {
  const inside = relative(root, path);
  return !(inside.startsWith('..') || isAbsolute(inside));
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
      if (status.size > maxBytes) {
        reject('file/too-large', `${name} has ${status.size} bytes; at most ${maxBytes} are read`);
      }
      return await handle.readFile().catch(refuse);
    } finally {
      await handle.close();
    }
  });
}

/** Writes beside the target and renames: a run that is cut off leaves the old file or the new one, never half of it. */
export async function writeWhole(file: string, content: Uint8Array | string): Promise<void> {
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
