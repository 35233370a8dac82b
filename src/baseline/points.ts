// The points of commits: kept beside their results, and found again as the history of what a run is compared with.
import type { RunGit } from '../gate/machine.ts';
import { type HistoryPoint, MOST_POINTS } from '../report/history.ts';
import { pointFiguresOf } from '../report/points.ts';
import type { Tool } from '../report/report.ts';
import type { CommitRecord } from '../store/commits.ts';
import { type CommitPoints, keepPoints, pointsKey, recallPoints } from '../store/points.ts';
import { MOST_BEFORE } from '../store/schemas.ts';
import { type Store, storing } from '../store/store.ts';
import { type KnownBefore, lineOf } from './line.ts';

/** A commit, and kd.yaml's path from the repository's root. */
export interface SpecAtCommit {
  readonly commit: string;
  readonly specInTree: string;
}

/** More commits are not looked at for the points of a report. */
const MOST_LOOKED_AT = MOST_BEFORE + 1;

/** Never fails: what can't be stored is told. */
export async function keepPointsOf(
  git: RunGit,
  store: Store,
  { commit, specInTree }: SpecAtCommit,
  tool: Tool,
  { results, isWhole }: Pick<CommitRecord, 'results' | 'isWhole'>,
): Promise<void> {
  const line = await lineOf(git, commit, MOST_LOOKED_AT, behindIn(store, specInTree));
  await storing(store, () =>
    keepPoints(store.folder, pointsKey(commit, specInTree), {
      ...{ version: tool.version, kernelsSha256: tool.kernelsSha256, isWhole },
      before: line.slice(1),
      models: new Map([...results].map(([name, figures]) => [name, pointFiguresOf(figures)])),
    }),
  );
}

/**
 * Of each of the models, the oldest first, from the commit and those before it on its line. `renamed`: models that had
 * another name on the commit, new to old; the old name is looked for where the new one isn't there.
 */
export async function historyBefore(
  git: RunGit,
  store: Pick<Store, 'folder'>,
  { commit, specInTree }: SpecAtCommit,
  models: readonly string[],
  renamed: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, readonly HistoryPoint[]>> {
  const line = await lineOf(git, commit, MOST_LOOKED_AT, behindIn(store, specInTree));
  const histories = new Map<string, HistoryPoint[]>(models.map((name) => [name, []]));
  for (const id of line) {
    const points = await recallPoints(store.folder, pointsKey(id, specInTree));
    for (const [name, history] of histories) {
      const point = points && historyPointOf(id, points, name, renamed.get(name));
      if (point && history.length < MOST_POINTS) history.unshift(point);
    }
  }
  return histories;
}

/** Undefined where the model was not there. */
export function historyPointOf(
  commit: string,
  { models, version }: CommitPoints,
  name: string,
  oldName = name,
): HistoryPoint | undefined {
  const figures = models.get(name) ?? models.get(oldName);
  return figures && { commit, version, ...figures };
}

/** What stored points tell of the commits before theirs. */
export function behindIn({ folder }: Pick<Store, 'folder'>, specInTree: string): KnownBefore {
  return async (commit) => (await recallPoints(folder, pointsKey(commit, specInTree)))?.before ?? [];
}
