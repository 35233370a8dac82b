// The process as commands see it: its streams, files and folders.
import { rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { must, reject } from '../base/problem.ts';
import { excerpt, withoutCommands } from '../base/quote.ts';
import type { Io } from '../gate/io.ts';
import type { Machine } from '../gate/machine.ts';
import {
  checkWritable,
  exists,
  locateBounded,
  readBounded,
  readInside,
  readNamed,
  type Workspace,
  workspaceOf,
  writeWhole,
} from './files.ts';
import { filesNamed } from './files-named.ts';
import { gitIn } from './git.ts';
import { storeFolderAt } from './store-folder.ts';
import { isAbandoned, newTemporaryPath } from './temporary.ts';
import { watchFiles } from './watch-files.ts';

/** What the system refuses is a mistake in the name of the target, not one of kd-gate's. */
function refuseWrite(path: string, error: NodeJS.ErrnoException): never {
  // A refusal of ours, made while it was written, or a bug.
  if (error.syscall === undefined) throw error;
  return reject('file/unwritable', `${excerpt(path)} can't be written (${error.code ?? error.message})`);
}

/**
 * The process as commands see it. `workspace`: what kd.yaml may not lead out of. `mayLeave`: whether what is named may
 * lie elsewhere, as on a command line.
 */
export function processIo(workspace: string, mayLeave = true): Io {
  const inside: Workspace = { workspace, mayLeave };
  const check = async (path: string) => must(await checkWritable(inside, path));
  return {
    env: process.env,
    // The last place before the log of a workflow's step.
    out: (text) => process.stdout.write(withoutCommands(text)),
    err: (text) => process.stderr.write(withoutCommands(text)),
    outIsTerminal: process.stdout.isTTY === true,
    errIsTerminal: process.stderr.isTTY === true,
    nowMs: () => performance.now(),
    cores: availableParallelism(),
    readUserFile: (path, maxBytes) => readBounded(resolve(path), path, maxBytes),
    readNamed: (path, maxBytes) => readNamed(inside, path, maxBytes),
    readInside: (folder, path, maxBytes) => readInside(workspace, folder, path, maxBytes),
    locateInside: (folder, path, maxBytes) => locateBounded(workspace, folder, path, maxBytes),
    checkWritable: (path) => checkWritable(inside, path),
    async write(path, content) {
      await check(path);
      // As it was checked: to the system, `link/..` is the folder above where the link leads.
      await writeWhole(resolve(path), content, () => check(path)).catch((error) => refuseWrite(path, error));
    },
    async remove(path) {
      await check(path);
      await rm(resolve(path), { force: true }).catch((error) => refuseWrite(path, error));
    },
    exists: (path) => exists(resolve(path)),
    folderOf: dirname,
    join,
  };
}

/** Its paths start in the current folder of the process, as it is at the call. */
export function processMachine(mayLeave = true): Machine {
  return {
    gitIn,
    storeFolderAt,
    ioIn: (workspace) => processIo(workspace, mayLeave),
    workspaceOf,
    currentFolder: () => process.cwd(),
    sleep: (ms) => new Promise((wake) => setTimeout(wake, ms)),
    filesNamed,
    watchFiles,
    temporaryFolder: tmpdir,
    newTemporaryPath,
    isAbandoned,
    removeFolder: (path) => rm(path, { recursive: true, force: true }),
    absolutePath: (path) => resolve(path),
    relativePath: (from, to) => relative(from, resolve(from, to)).replaceAll(sep, '/'),
  };
}

/** Whoever reads the output may stop reading, as `head` does; the run goes on, and its status stays the verdict's. */
export function outliveReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    });
  }
}
