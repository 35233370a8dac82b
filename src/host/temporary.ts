// Folders for checkouts, named so that a later run knows those of a run that was killed.
import { randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const NAME = /^kd-gate-base-(\d{1,10})-[0-9a-f]{16}$/;

export function newTemporaryPath(): string {
  return join(tmpdir(), `kd-gate-base-${process.pid}-${randomBytes(8).toString('hex')}`);
}

/** Whether `newTemporaryPath` named it in a process that is gone; never one of this process or of anyone else. */
export function isAbandoned(path: string): boolean {
  const owner = NAME.exec(basename(path))?.[1];
  const isHere = [tmpdir(), realpathSync(tmpdir())].includes(dirname(path));
  return owner !== undefined && isHere && !isRunning(Number(owner));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Whoever may not be asked is there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
