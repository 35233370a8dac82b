// kd.yaml as a command's user names it.
import { must, reject } from '../base/problem.ts';
import type { Io } from '../gate/io.ts';
import { readSpec, type SpecText } from '../gate/read-spec.ts';
import { SPEC_FILE } from './defaults.ts';

/** Runs inside an attempt. Where nobody named a file and there is none, the problem says how to get one. */
export async function readSpecFile(io: Io, file: string): Promise<SpecText> {
  if (file === SPEC_FILE && !(await io.exists(file))) {
    reject('file/unreadable', `${file} does not exist; \`kd-gate init\` writes a first one`);
  }
  return must(await readSpec(io, file));
}
