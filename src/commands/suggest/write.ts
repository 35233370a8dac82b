// Where `kd-gate suggest --write` puts kd.yaml with the changes that pass: no other file is lost.
import { must, reject } from '../../base/problem.ts';
import { excerpt } from '../../base/quote.ts';
import { editText } from '../../config/edit-text.ts';
import type { Io } from '../../gate/io.ts';
import type { Machine } from '../../gate/machine.ts';
import { MOST_SPEC_BYTES } from '../../gate/read-spec.ts';
import type { ModelSuggestion } from './perform.ts';

export interface WriteTarget {
  readonly path: string;
  /** Whether it is the kd.yaml that is changed. */
  readonly isSpec: boolean;
}

type Paths = Pick<Machine, 'absolutePath' | 'relativePath' | 'currentFolder' | 'workspaceOf'>;

/**
 * kd.yaml itself, however its path is written, or a new file in its workspace or the current folder. Asked before
 * anything is trained; runs inside an attempt.
 */
export async function writeTarget(io: Io, machine: Paths, file: string, write: string): Promise<WriteTarget> {
  must(await io.checkWritable(write));
  const target = machine.absolutePath(write);
  if (target === machine.absolutePath(file)) return { path: file, isSpec: true };
  const isIn = (folder: string) => !/^(\.\.(\/|$)|\/|[A-Za-z]:)/.test(machine.relativePath(folder, target));
  if (![machine.workspaceOf(file), machine.currentFolder()].some(isIn)) {
    reject('file/outside', `${excerpt(write)} lies outside of the workspace; name a file beside ${excerpt(file)}`);
  }
  if (await io.exists(write)) {
    reject('suggest/exists', `${excerpt(write)} is there already; name another file, or ${excerpt(file)} itself`);
  }
  return { path: write, isSpec: false };
}

/**
 * Whether there was anything to write. `text`: of kd.yaml, as the run read it; what somebody saved there meanwhile
 * stays. Runs inside an attempt.
 */
export async function writeChanges(
  io: Io,
  { text, file }: { readonly text: string; readonly file: string },
  suggestions: readonly ModelSuggestion[],
  { path, isSpec }: WriteTarget,
): Promise<boolean> {
  const changes = suggestions.flatMap(({ proposal }) => (proposal?.passes ? proposal.changes : []));
  if (changes.length === 0) return false;
  must(await io.checkWritable(path));
  const now = await io.readNamed(path, MOST_SPEC_BYTES);
  const isAsBefore = isSpec ? now.ok && new TextDecoder().decode(now.value) === text : !(await io.exists(path));
  if (!isAsBefore) {
    const message = `${excerpt(path)} was saved while its changes were tried, and stays as it is; run it again`;
    reject('suggest/exists', message);
  }
  await io.write(path, must(editText(text, file, changes)));
  return true;
}
