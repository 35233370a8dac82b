// What the models of a commit measured, in the few figures that people follow: small, and kept longer than results are.
import type { PointFigures } from '../report/history.ts';
import { contradictionsInPoint } from '../report/points.ts';
import type { Tool } from '../report/report.ts';
import { MOST_ENTRY_BYTES, type StoreFolder } from './folder.ts';
import { keyOf } from './keys.ts';
import { MOST_BEFORE } from './schemas.ts';
import { seal, unseal } from './seal.ts';

/** `points/KEY.json`. Another version of kd-gate reads them too: they are shown, and nothing is judged by them. */
export interface CommitPoints {
  /** Of kd-gate that measured them. */
  readonly version: string;
  readonly kernelsSha256: string;
  /** Those before this one, each the first parent of the one in front of it: a shallow clone doesn't know them. */
  readonly before: readonly string[];
  /** By the model's name. */
  readonly models: ReadonlyMap<string, PointFigures>;
  /** All models of the commit's kd.yaml are in it. */
  readonly isWhole: boolean;
}

/** `specInTree`: kd.yaml's path from the repository's root. */
export function pointsKey(commit: string, specInTree: string): string {
  return keyOf({ points: commit, spec: specInTree });
}

/** Undefined where there are none, or damaged ones: nothing hangs on them. */
export async function recallPoints(folder: StoreFolder, key: string): Promise<CommitPoints | undefined> {
  const bytes = await folder.read(pathOf(key), MOST_ENTRY_BYTES);
  const entry = bytes && unseal('points', key, bytes);
  if (!entry || entry.models.some(({ figures }) => contradictionsInPoint(figures).length > 0)) return undefined;
  const { version, kernelsSha256, before, isWhole } = entry;
  const models = new Map(entry.models.map(({ name, figures }) => [name, figures]));
  return models.size < entry.models.length ? undefined : { version, kernelsSha256, before, models, isWhole };
}

/** What other jobs of the same kd-gate found of other models stays; what another one found goes. */
export async function keepPoints(folder: StoreFolder, key: string, points: CommitPoints): Promise<void> {
  const known = await recallPoints(folder, key);
  const others = known && isOf(known, points) ? known : undefined;
  const { version, kernelsSha256, before } = points;
  const models = [...new Map([...(others?.models ?? []), ...points.models])];
  const text = seal('points', key, {
    version,
    kernelsSha256,
    before: longer(before, others?.before ?? []).slice(0, MOST_BEFORE),
    models: models.map(([name, figures]) => ({ name, figures })),
    isWhole: points.isWhole || others?.isWhole === true,
  });
  if (text !== undefined && text.length <= MOST_ENTRY_BYTES) await folder.write(pathOf(key), text);
}

/** Whether this kd-gate measured them. */
export function isOf(
  points: Pick<CommitPoints, 'version' | 'kernelsSha256'>,
  tool: Pick<Tool, 'version' | 'kernelsSha256'>,
): boolean {
  return points.version === tool.version && points.kernelsSha256 === tool.kernelsSha256;
}

function longer<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  return b.length > a.length ? b : a;
}

function pathOf(key: string): string {
  return `points/${key}.json`;
}
