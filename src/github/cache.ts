// The result store between runs, in the Actions cache: what fails there costs time, never a verdict.
import type { Problem } from '../base/problem.ts';
import type { StoreFolder } from '../store/folder.ts';
import { keyOf } from '../store/keys.ts';
import { prune } from '../store/prune.ts';

/** @actions/cache, as far as it is used. */
export interface CacheService {
  isAvailable(): boolean;
  /** The key that was found; undefined where none was. */
  restore(paths: readonly string[], key: string, restoreKeys: readonly string[]): Promise<string | undefined>;
  save(paths: readonly string[], key: string): Promise<void>;
}

export interface CacheOptions {
  readonly folder: string;
  /** Results of another version are never found, so they aren't fetched either. */
  readonly version: string;
  /** The model of a matrix's job: its results lie apart, or jobs that save at once would each keep only their own. */
  readonly part?: string;
  readonly timeoutMs: number;
}

/** Returns the key that was found. */
export async function restoreStore(
  service: CacheService,
  { folder, version, part, timeoutMs }: CacheOptions,
  problems: Problem[],
): Promise<string | undefined> {
  if (!service.isAvailable()) return undefined;
  const own = prefixOf(version, part);
  // A key that nothing has, so that the newest with a prefix is found: the job's own, then anyone's.
  return guarded('stored results were not fetched', timeoutMs, problems, () =>
    service.restore([folder], `${own}none`, [own, prefixOf(version)]),
  );
}

/** Saves what wasn't in the cache yet. A key's content never changes, so the key names its content. */
export async function saveStore(
  service: CacheService,
  storeFolder: StoreFolder,
  { folder, version, part, timeoutMs }: CacheOptions,
  restored: string | undefined,
  problems: Problem[],
): Promise<void> {
  if (!service.isAvailable()) return;
  await guarded('results were not stored in the cache', timeoutMs, problems, async () => {
    await prune(storeFolder);
    const key = `${prefixOf(version, part)}${await contentOf(storeFolder)}`;
    if (key !== restored) await service.save([folder], key);
  });
}

function prefixOf(version: string, part?: string): string {
  return `kd-gate-store-${version}-${part === undefined ? '' : `${part}-`}`;
}

async function contentOf(storeFolder: StoreFolder): Promise<string> {
  const names: string[] = [];
  for (const key of await storeFolder.list('results')) {
    for (const name of await storeFolder.list(`results/${key}`)) names.push(`${key}/${name}`);
  }
  return keyOf([...names, ...(await storeFolder.list('commits'))].sort()).slice(0, 32);
}

async function guarded<T>(
  what: string,
  timeoutMs: number,
  problems: Problem[],
  run: () => Promise<T>,
): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(new Error(`the cache service did not answer in ${timeoutMs / 1000} s`)), timeoutMs);
  });
  try {
    return await Promise.race([run(), tooLate]);
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 300) : 'unknown failure';
    problems.push({ code: 'cache/failed', message: `${what}: ${reason}` });
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
