// Real repositories for the tests: a main branch and one that left it.
import { execFile } from 'node:child_process';
import type { RunGit } from '../../src/gate/machine.ts';
import { git, makeRepository, type Repository, specText } from '../github/runner.ts';

export const gitIn =
  (cwd: string): RunGit =>
  (args, encoding = 'utf8') =>
    new Promise((resolve) => {
      execFile('git', [...args], { cwd, encoding }, (error, out, err) => {
        resolve({ status: error ? Number(error.code ?? 127) : 0, out, err });
      });
    });

/** Main moves on by `after` commits once the branch has left it; the branch has `ahead` of its own. */
export function branched(after: number, ahead: number): { repository: Repository; fork: string; tip: string } {
  const repository = makeRepository();
  const fork = repository.commit('main', specText());
  let tip = fork;
  for (let i = 0; i < ahead; i++) repository.commit('smaller', specText({ units: 20 + i }));
  git(repository.work, 'checkout', '--quiet', 'main');
  for (let i = 0; i < after; i++) tip = repository.commit('main', specText(), { note: String(i) });
  return { repository, fork, tip };
}
