// Files without a name in the system's folder for such: opened and unlinked, so that their room is free again when the
// process ends, even where it is killed.
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reject } from '../base/problem.ts';
import type { ReadSpool, Spool } from '../base/spool.ts';

function refuse(error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  const where = `samples that don't fit into memory can't be written to ${tmpdir()} (${code ?? message})`;
  return reject('file/unwritable', `${where}; make room, or set TMPDIR to a folder with room`);
}

export function openSpool(): Spool {
  const files: number[] = [];
  return {
    create() {
      const path = join(tmpdir(), `kd-gate-samples-${process.pid}-${randomBytes(8).toString('hex')}`);
      let file = 0;
      try {
        file = openSync(path, 'wx+', 0o600);
        files.push(file);
        unlinkSync(path);
      } catch (error) {
        refuse(error);
      }
      let end = 0;
      const append = (bytes: Uint8Array) => {
        try {
          for (let at = 0; at < bytes.length; ) {
            const written = writeSync(file, bytes, at, bytes.length - at, end);
            at += written;
            end += written;
          }
        } catch (error) {
          refuse(error);
        }
      };
      return { file, append };
    },
    read: readSpool,
    close() {
      for (const file of files.splice(0)) closeSync(file);
    },
  };
}

/** Threads of a process share its open files. */
export const readSpool: ReadSpool = (file, position, into) => {
  for (let at = 0; at < into.length; ) {
    const count = readSync(file, into, at, into.length - at, position + at);
    if (count === 0) throw new Error('a file of samples is shorter than what was written');
    at += count;
  }
};
