// The result store between runs, in the Actions cache: what fails there costs time, never a verdict.
import type { Problem } from '../base/problem.ts';
import { STORE_FOLDERS, type StoreFolder } from '../store/folder.ts';
import { keyOf } from '../store/keys.ts';
import { prune } from '../store/prune.ts';
import type { CacheScope } from './cache-scope.ts';

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
  readonly scope: CacheScope;
  /** The model of a matrix's job: its results lie apart, or jobs that save at once would each keep only their own. */
  readonly part?: string;
  readonly timeoutMs: number;
}

/** Returns the key that was found. */
export async function restoreStore(
  service: CacheService,
  options: CacheOptions,
  problems: Problem[],
): Promise<string | undefined> {
  const { folder, scope, part, timeoutMs } = options;
  if (!service.isAvailable() || scope.restore.length === 0) return undefined;
  // Of each scope the job's own, then anyone's; the newest with a prefix is found.
  const prefixes = scope.restore.flatMap((of) => [
    ...(part === undefined ? [] : [prefixOf(options, of, part)]),
    prefixOf(options, of),
  ]);
  // A key that nothing has.
  return guarded('stored results were not fetched', timeoutMs, problems, () =>
    service.restore([folder], `${prefixes[0]}none`, prefixes),
  );
}

/**
 * Saves what wasn't in the cache yet, where the scope lets this run. A key's content never changes, so the key names
 * its content.
 */
export async function saveStore(
  service: CacheService,
  storeFolder: StoreFolder,
  options: CacheOptions,
  restored: string | undefined,
  problems: Problem[],
): Promise<void> {
  const { folder, scope, part, timeoutMs } = options;
  const { save } = scope;
  if (!service.isAvailable() || save === undefined) return;
  await guarded('results were not stored in the cache', timeoutMs, problems, async () => {
    if (restored?.endsWith(`-${await contentOf(storeFolder)}`)) return;
    await prune(storeFolder);
    const content = await contentOf(storeFolder);
    if (content !== undefined) await service.save([folder], `${prefixOf(options, save, part)}${content}`);
  });
}

function prefixOf({ version }: CacheOptions, scope: string, part?: string): string {
  return `kd-gate-store-${version}-${scope}${part === undefined ? '' : `${part}-`}`;
}

/** Undefined where nothing is stored. */
async function contentOf(storeFolder: StoreFolder): Promise<string | undefined> {
  const names: string[] = [];
  for (const folder of STORE_FOLDERS.filter((name) => name !== 'blobs')) {
    for (const name of await storeFolder.list(folder)) {
      names.push(`${folder}/${name}`);
      for (const state of await storeFolder.list(`${folder}/${name}`)) names.push(`${folder}/${name}/${state}`);
    }
  }
  return names.length === 0 ? undefined : keyOf(names.sort()).slice(0, 32);
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
