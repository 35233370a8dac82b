import { defineConfig } from 'vitest/config';
import { DATA } from './scripts/data.mjs';

export default defineConfig({
  define: DATA,
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/bundle-once.ts'],
    testTimeout: 60_000,
    pool: 'threads',
    // Its JSON files are imported in a way that Node itself refuses.
    server: { deps: { inline: ['@actions/workflow-parser'] } },
  },
});
