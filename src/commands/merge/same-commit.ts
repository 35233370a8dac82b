// Whether a report was made of what is checked out: its commit, and the content of the files that its models come from.
import type { Problem } from '../../base/problem.ts';
import { MOST_FILE_BYTES } from '../../base/read-file.ts';
import { headOf } from '../../baseline/repository.ts';
import type { Spec } from '../../config/spec.ts';
import type { Io } from '../../gate/io.ts';
import type { RunGit } from '../../gate/machine.ts';
import type { ModelReport, Report } from '../../report/report.ts';
import { digestsFrom, once } from '../../store/reads.ts';
import { pathsOf } from '../run/model-files.ts';

/** What is checked out. Each file is read once, whatever the number of reports. */
export interface Checkout {
  /** Undefined outside of a repository. */
  readonly commit: string | undefined;
  /** Undefined where the file isn't there: data may be with the job that needs it alone. */
  digestOf(path: string): Promise<string | undefined>;
}

/** `folder`: of kd.yaml. */
export async function checkoutOf(io: Io, git: RunGit, folder: string): Promise<Checkout> {
  const digestOf = once(digestsFrom((path, most = MOST_FILE_BYTES) => io.readInside(folder, path, most)));
  return {
    commit: (await headOf(git))?.commit,
    digestOf,
  };
}

/** Problems: `report/other-commit`, `report/other-files`; paths are kd.yaml's, never the report's. */
export async function otherThan(checkout: Checkout, spec: Spec, report: Report): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const { commit } = checkout;
  if (commit !== undefined && report.head?.commit !== commit) {
    const made = report.head ? `was made of commit ${report.head.commit.slice(0, 7)}` : 'names no commit';
    const message = `${made}, but ${commit.slice(0, 7)} is checked out; run its job again on this commit`;
    problems.push({ code: 'report/other-commit', message });
  }
  for (const model of report.models) problems.push(...(await otherFiles(checkout, spec, model)));
  return problems;
}

async function otherFiles(checkout: Checkout, spec: Spec, { name, files = [] }: ModelReport): Promise<Problem[]> {
  if (!Object.hasOwn(spec.models, name)) return [];
  const paths = pathsOf(spec.models[name]);
  const made = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  const problems: Problem[] = [];
  const say = (message: string) => problems.push({ code: 'report/other-files', message });
  if (files.some(({ path }) => !paths.includes(path)) || made.size < files.length) {
    say(`${name} lists files that kd.yaml does not name for it`);
  }
  for (const path of paths) {
    const now = await checkout.digestOf(path);
    if (now === undefined || now === made.get(path)) continue;
    const what = made.has(path) ? `was made of another ${path}` : `does not tell which ${path} it was made of`;
    say(`${name} ${what}; run its job again`);
  }
  return problems;
}
