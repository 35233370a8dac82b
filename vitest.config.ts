import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 60_000,
    pool: 'threads',
    // Its JSON files are imported in a way that Node itself refuses.
    server: { deps: { inline: ['@actions/workflow-parser'] } },
  },
});
