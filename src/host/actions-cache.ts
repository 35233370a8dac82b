// The Actions cache as the result store asks it; loaded only by a run that uses it.
import * as cache from '@actions/cache';
import type { CacheService } from '../github/cache.ts';

/** Calls leave by the exceptions of @actions/cache. */
export function actionsCache(): CacheService {
  return {
    isAvailable: () => cache.isFeatureAvailable(),
    restore: (paths, key, restoreKeys) => cache.restoreCache([...paths], key, [...restoreKeys]),
    save: async (paths, key) => {
      await cache.saveCache([...paths], key);
    },
  };
}
