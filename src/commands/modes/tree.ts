// Whether the tree that is measured is the commit that the results are shown at; nothing is measured where it isn't.
import { isFolder } from '../../base/listing.ts';
import { listFirst } from '../../base/one-of.ts';
import { normalPath, pathBeside } from '../../base/path.ts';
import { attemptLater, done, type Outcome, type Problem, reject } from '../../base/problem.ts';
import { changedFiles, headCommit, isExpected } from '../../baseline/head.ts';
import { findRepository, isTracked } from '../../baseline/repository.ts';
import { filesOfModel } from '../../config/files.ts';
import type { Io } from '../../gate/io.ts';
import type { RunGit } from '../../gate/machine.ts';
import { expectedCommitOf } from '../../github/expected-commit.ts';
import type { Workflow } from '../../github/workflow.ts';
import { readSpecFile } from '../spec-file.ts';
import type { Runner } from './mode.ts';

export interface ClaimedTree {
  /** Of an event that is about no commit, `sha` is what is checked out. */
  readonly workflow: Outcome<Workflow>;
  readonly warnings: readonly Problem[];
}

/** Problem: `measure/tree`, which says what to write in the workflow. */
export function checkTree(
  { io, machine }: Runner,
  spec: string,
  workflow: Outcome<Workflow>,
): Promise<Outcome<ClaimedTree>> {
  return attemptLater(async () => {
    // A kd.yaml that is not there is told by whoever reads it.
    if (!workflow.ok || !(await io.exists(spec))) return { workflow, warnings: [] };
    // actions/checkout may have been told a folder of its own.
    const git = machine.gitIn(io.folderOf(spec) || '.');
    const [head, warnings] = await Promise.all([headCommit(git), warningsOfChanges(io, git, spec)]);
    const expected = expectedCommitOf(workflow.value);
    const { event } = workflow.value;
    if (head === undefined) {
      if (expected && event !== 'push') reject('measure/tree', NO_REPOSITORY);
      const warning = { code: 'measure/tree', message: NO_REPOSITORY } as const;
      return { workflow, warnings: expected ? [warning] : [] };
    }
    if (expected && !(await isExpected(git, head, expected))) reject('measure/tree', remedy(workflow.value, head));
    return { workflow: expected ? workflow : done({ ...workflow.value, sha: head }), warnings };
  });
}

const NO_REPOSITORY =
  'there is no git repository around kd.yaml, so nobody can tell which commit this is; install git before ' +
  'actions/checkout, which downloads an archive without one';

const HEAD_REF = `"ref: \${{ github.event.pull_request.head.sha }}" under "with:" of actions/checkout`;

function remedy({ event, sha, pullRequest }: Workflow, head: string): string {
  const [is, wanted] = [head.slice(0, 7), sha.slice(0, 7)];
  if (!pullRequest) {
    return `the checkout is ${is}, not ${wanted}, which this ${event} is about; take "ref:" away from actions/checkout`;
  }
  const what = `the checkout is ${is}, which is neither ${wanted}, the head of pull request ${pullRequest.number}`;
  const which = `${what}, nor GitHub's merge of it`;
  if (event !== 'pull_request_target') {
    return `${which}; take "ref:" and "repository:" away from actions/checkout, or write ${HEAD_REF}`;
  }
  return (
    `${which}; write "on: pull_request" instead of pull_request_target (docs/workflows.md says how forks get their ` +
    `comment), or, where no other step runs anything of it, ${HEAD_REF}`
  );
}

const MOST_NAMED = 5;

/** Of files that kd.yaml names, and of kd.yaml: what is measured is then not quite the commit. */
async function warningsOfChanges(io: Io, git: RunGit, spec: string): Promise<readonly Problem[]> {
  const repository = await findRepository(git);
  if (!repository) return [];
  const name = spec.replaceAll('\\', '/').split('/').pop() ?? spec;
  const specInTree = normalPath(`${repository.prefix}${name}`);
  const [hasSpec, changedNow] = await Promise.all([isTracked(git, specInTree), changedFiles(git)]);
  if (!hasSpec) {
    const message = `${spec} is not in the commit: another step wrote it, and it alone says what is judged`;
    return [{ code: 'measure/tree', message }];
  }
  const read = changedNow.length > 0 ? [specInTree, ...(await filesBeside(io, spec, specInTree))] : [];
  const isRead = (file: string) =>
    read.some((path) => path === file || (isFolder(`/${path}`) && file.startsWith(path)));
  const both = changedNow.filter(isRead);
  if (both.length === 0) return [];
  const files = listFirst(both, MOST_NAMED);
  return [{ code: 'measure/tree', message: `changed since the checkout, so not as in the commit: ${files}` }];
}

/** What kd.yaml names, from the repository's root; nothing where it is mistaken, which the run itself tells. */
async function filesBeside(io: Io, spec: string, specInTree: string): Promise<readonly string[]> {
  const outcome = await attemptLater(() => readSpecFile(io, spec));
  if (!outcome.ok) return [];
  const models = Object.values(outcome.value.spec.models);
  const named = models.flatMap((model) => [...filesOfModel(model).map(({ path }) => path), ...model.boards]);
  return named.map((path) => pathBeside(specInTree, path));
}
