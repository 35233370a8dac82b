import { defineConfig } from 'vitest/config';
import { DATA } from './scripts/data.mjs';

export default defineConfig({
  define: DATA,
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/bundle-once.ts'],
    testTimeout: 60_000,
    pool: 'threads',
    // One less than the cores by default: on two that is one, which waits most of the time for programs it started.
    maxWorkers: '100%',
    // Its JSON files are imported in a way that Node itself refuses.
    server: { deps: { inline: ['@actions/workflow-parser'] } },
  },
});
