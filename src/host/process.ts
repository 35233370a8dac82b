// The process as commands see it: its streams, files and folders.
import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { reject } from '../base/problem.ts';
import { withoutCommands } from '../base/quote.ts';
import type { Io } from '../gate/io.ts';
import type { Machine } from '../gate/machine.ts';
import { exists, locateInside, readBounded, readInside, workspaceOf, writeWhole } from './files.ts';
import { gitIn } from './git.ts';
import { storeFolderAt } from './store-folder.ts';

/** What the system refuses is a mistake in the name of the target, not one of kd-gate's. */
function refuseWrite(path: string, error: NodeJS.ErrnoException): never {
  return reject('file/unwritable', `${path} can't be written (${error.code ?? error.message})`);
}

/** The process as commands see it. `workspace`: what kd.yaml may not lead out of. */
export function processIo(workspace: string): Io {
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
    readInside: (folder, path, maxBytes) => readInside(workspace, folder, path, maxBytes),
    locateInside: (folder, path) => locateInside(workspace, folder, path),
    write: (path, content) => writeWhole(path, content).catch((error) => refuseWrite(path, error)),
    remove: (path) => rm(path, { force: true }).catch((error) => refuseWrite(path, error)),
    exists,
    folderOf: dirname,
    join,
  };
}

/** Its paths start in the current folder of the process, as it is at the call. */
export function processMachine(): Machine {
  return {
    gitIn,
    storeFolderAt,
    ioIn: processIo,
    workspaceOf,
    currentFolder: () => process.cwd(),
    sleep: (ms) => new Promise((wake) => setTimeout(wake, ms)),
    filesNamed: async (name, folder) => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      const files = entries.filter((entry) => entry.isFile() && entry.name === name);
      return files.map((entry) => join(entry.parentPath, entry.name)).sort();
    },
    newTemporaryPath: () => join(tmpdir(), `kd-gate-base-${randomBytes(8).toString('hex')}`),
    removeFolder: (path) => rm(path, { recursive: true, force: true }),
    relativePath: (from, to) => relative(from, resolve(from, to)).replaceAll(sep, '/'),
  };
}

/** Whoever reads the output may stop reading, as `head` does. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
  }
}
