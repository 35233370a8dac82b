// Runs that share the Actions cache, on runners whose temporary folder is the same path and empty at each start.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CacheLoopback, startCache } from './loopback/cache.ts';

export type CacheEnv = Readonly<Record<string, string>> & { readonly RUNNER_TEMP: string };

export async function withCache(run: (cache: CacheLoopback, env: CacheEnv) => Promise<void>): Promise<void> {
  const cache = await startCache();
  const env = {
    ACTIONS_CACHE_SERVICE_V2: 'true',
    ACTIONS_RESULTS_URL: `${cache.url}/`,
    ACTIONS_RUNTIME_TOKEN: 'secret-runtime-token',
    RUNNER_TEMP: mkdtempSync(join(tmpdir(), 'kd-gate-runner-')),
  };
  await run(cache, env).finally(() => cache.close());
}

/** What GitHub tells a run of a push to main. */
export const PUSH = { before: '0'.repeat(40), repository: { default_branch: 'main' } };
export const ON_MAIN = { GITHUB_REF: 'refs/heads/main' };
