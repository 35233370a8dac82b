// The machine: files inside the workspace, atomic writes, the kernels module. The only place, with the entries, that touches Node.
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { done, failed, type Outcome } from './base/problem.ts';

const here = dirname(fileURLToPath(import.meta.url));
/** The bundle lies in dist/ beside the kernels; the sources lie one folder away. */
const DIST = here.endsWith(`${sep}src`) ? join(here, '..', 'dist') : here;

export const WORKER_FILE = join(DIST, 'worker.cjs');

export async function readKernels(): Promise<Uint8Array> {
  return readFile(join(DIST, 'kernels.wasm'));
}

export function coreCount(): number {
  return availableParallelism();
}

/** Reads a file; symbolic links must not lead out of `workspace`. Paths are relative to `folder`, which lies inside it. */
export async function readInside(
  workspace: string,
  folder: string,
  path: string,
  maxBytes: number,
): Promise<Outcome<Uint8Array>> {
  const root = await realpath(workspace);
  const wanted = resolve(folder, path);
  let real: string;
  try {
    real = await realpath(wanted);
  } catch {
    return failed({
      code: 'file/missing',
      message: `there is no file ${path}; paths are relative to the folder of kd.yaml`,
    });
  }
  const inside = relative(root, real);
  if (inside.startsWith('..') || isAbsolute(inside)) {
    return failed({ code: 'file/outside', message: `${path} leads out of the workspace; copy the file into it` });
  }
  return readBounded(real, path, maxBytes);
}

/** Reads a file that the user named on the command line, wherever it is. */
export async function readBounded(file: string, shown: string, maxBytes: number): Promise<Outcome<Uint8Array>> {
  try {
    const handle = await open(file, 'r');
    try {
      const status = await handle.stat();
      if (!status.isFile()) return failed({ code: 'file/not-a-file', message: `${shown} is not a file` });
      if (status.size > maxBytes) {
        const message = `${shown} has ${status.size} bytes; at most ${maxBytes} are read`;
        return failed({ code: 'file/too-large', message });
      }
      return done(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason =
      code === 'ENOENT' ? 'does not exist' : code === 'EACCES' ? 'may not be read' : `cannot be read (${code})`;
    return failed({ code: 'file/unreadable', message: `${shown} ${reason}` });
  }
}

/** Writes beside the target and renames, so that a run that is cut off leaves the old file or the new one, never half of it. */
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
