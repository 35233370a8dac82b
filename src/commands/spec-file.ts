// kd.yaml as a command's user names it.
import { must, reject } from '../base/problem.ts';
import type { Io } from '../gate/io.ts';
import { readSpec, type SpecText } from '../gate/read-spec.ts';
import { SPEC_FILE } from './defaults.ts';

/** Runs inside an attempt. Where nobody named a file and there is none, the problem says how to get one. */
export async function readSpecFile(io: Io, file: string): Promise<SpecText> {
  if (file === SPEC_FILE && !(await io.exists(file))) {
    const above = await specAbove(io);
    const help = above === undefined ? '`kd-gate init` writes a first one' : `there is ${above}; name that one`;
    reject('file/unreadable', `${file} does not exist; ${help}`);
  }
  return must(await readSpec(io, file));
}

/** So many folders up. */
const MOST_ABOVE = 8;

/** The nearest kd.yaml of a folder around the current one. */
async function specAbove(io: Io): Promise<string | undefined> {
  let folder = '..';
  for (let up = 1; up <= MOST_ABOVE; up++) {
    const file = io.join(folder, SPEC_FILE);
    if (await io.exists(file)) return file;
    folder = io.join(folder, '..');
  }
  return undefined;
}
