// A task that defaults and methods are measured on: a kd.yaml and the files that it names.
import { readFile } from 'node:fs/promises';
import { attemptLater, reject } from '../../src/base/problem.ts';
import type { ReadFile } from '../../src/base/read-file.ts';

export interface Task {
  readonly name: string;
  /** A kd.yaml with one model; `distill` in it is left to the defaults. */
  readonly spec: string;
  readonly read: ReadFile;
}

/** Reads from a folder of files that may not be shipped. */
export function readFrom(folder: string): ReadFile {
  return (path) =>
    attemptLater(async () => {
      try {
        return new Uint8Array(await readFile(`${folder}/${path}`));
      } catch {
        return reject('file/missing', `${folder}/${path} is missing; this task's data are not part of the repository`);
      }
    });
}
