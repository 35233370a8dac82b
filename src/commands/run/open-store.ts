// The folder of stored results before a run: used only where nobody but kd-gate can have filled it.
import { attemptLater, must, problemsOf, reject, rejectAll } from '../../base/problem.ts';
import type { Engine } from '../../gate/engine.ts';
import type { Io } from '../../gate/io.ts';
import type { Machine } from '../../gate/machine.ts';
import type { Store } from '../../store/store.ts';

/**
 * Undefined where it can't be used, which is told. Runs inside an attempt, which a folder leaves that git tracks files
 * in: whoever wrote the commit wrote its results.
 */
export async function openStore(
  io: Io,
  machine: Machine,
  { buildSha256: build }: Engine,
  path: string,
  { tell, resumes }: Pick<Store, 'tell' | 'resumes'>,
): Promise<Store | undefined> {
  const folder = machine.storeFolderAt(path);
  const checked = await attemptLater(async () => {
    must(await folder.check());
    await checkTracking(io, machine, path);
  });
  const problems = problemsOf(checked);
  rejectAll(problems.filter(({ code }) => code === 'store/tracked'));
  for (const { code, message } of problems) tell({ code, message: `${message}; nothing is stored or found there` });
  return problems.length === 0 ? { folder, build, tell, resumes } : undefined;
}

/** Problems: `store/tracked`, and `store/unchecked` where git can't tell. */
async function checkTracking(io: Io, machine: Machine, path: string): Promise<void> {
  if (!(await io.exists(path))) return;
  const { status, out, err } = await machine.gitIn(path)(['ls-files', '-z', '--', '.']);
  if (status === 0 && out === '') return;
  if (status === 0) {
    const cure = `run git rm -r --cached ${path}, or name another folder with --store`;
    reject('store/tracked', `git tracks files in ${path}, so a commit could bring results of its own; ${cure}`);
  }
  const isOutside = status === 127 ? !(await isInCheckout(io, machine, path)) : err.includes('not a git repository');
  if (!isOutside) reject('store/unchecked', `git can't tell whether it tracks files in ${path}`);
}

/** Without git: whether a checkout lies around the folder. */
async function isInCheckout(io: Io, machine: Machine, path: string): Promise<boolean> {
  const start = machine.absolutePath(path);
  for (let folder = start; ; folder = io.folderOf(folder)) {
    if (await io.exists(io.join(folder, '.git'))) return true;
    if (io.folderOf(folder) === folder) return false;
  }
}
