// The workspace's results kept as HEAD's, for runs that will compare with it.
import { isFolder } from '../base/listing.ts';
import { normalPath, pathBeside } from '../base/path.ts';
import type { Machine } from '../gate/machine.ts';
import type { Report } from '../report/report.ts';
import { commitKey, keepCommit } from '../store/commits.ts';
import type { FileDigests } from '../store/reads.ts';
import { type Store, storing } from '../store/store.ts';
import { keepPointsOf } from './points.ts';
import { recordOf } from './record.ts';
import { cleanHead, gitBeside, isWhollyTracked, pathInTree, trackedOf } from './repository.ts';

/**
 * Nothing is kept outside of a repository, when tracked files are changed, or when kd.yaml isn't tracked: then the
 * results aren't HEAD's. `files`: what the models were made from, by path in kd.yaml.
 */
export async function keepHead(
  machine: Machine,
  store: Store,
  specFile: string,
  report: Report,
  files: FileDigests,
  isWhole: boolean,
): Promise<void> {
  const git = gitBeside(machine, specFile);
  const [specInTree, commit] = await Promise.all([pathInTree(machine, git, specFile), cleanHead(git)]);
  if (specInTree === undefined || commit === undefined) return;
  const inTree = (path: string) => pathBeside(specInTree, path);
  const paths = [...files.keys()];
  const tracked = await trackedOf(git, [normalPath(specInTree), ...paths.filter(isFile).map(inTree)]);
  if (!tracked.has(normalPath(specInTree))) return;
  const folders = new Set<string>();
  for (const path of paths.filter(isFolder)) if (await isWhollyTracked(git, inTree(path))) folders.add(path);
  const untracked = new Map([...files].filter(([path]) => !tracked.has(inTree(path)) && !folders.has(path)));
  const key = commitKey(commit, specInTree, report.tool, store.build);
  const record = recordOf(report, untracked, isWhole);
  await storing(store, () => keepCommit(store.folder, key, record));
  await keepPointsOf(git, store, { commit, specInTree }, report.tool, record);
}

const isFile = (path: string) => !isFolder(path);
