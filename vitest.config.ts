import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { DATA } from './scripts/data.mjs';

/** Tests of the sources take the checks that the shared bundle brings compiled: ajv takes a second for those of a file. */
const compiledChecks = {
  name: 'compiled-checks',
  load(id: string) {
    const bundle = process.env.KD_GATE_TEST_BUNDLE;
    if (!bundle || !/[\\/]base[\\/]compiled-checks\.ts$/.test(id)) return undefined;
    const file = JSON.stringify(join(bundle, 'checks.cjs'));
    return `import { createRequire } from 'node:module';
export const COMPILED = new Map(Object.entries(createRequire(import.meta.url)(${file})));`;
  },
};

export default defineConfig({
  plugins: [compiledChecks],
  define: DATA,
  test: {
    include: ['tests/**/*.test.ts'],
    // No module of src has a state, so that a worker imports each once, and not once for each file of tests.
    isolate: false,
    globalSetup: ['tests/bundle-once.ts'],
    testTimeout: 60_000,
    // To start a process takes longer out of a large one, which all threads together would be.
    pool: 'forks',
    // One less than the cores by default: on two that is one, which waits most of the time for programs it started.
    maxWorkers: '100%',
    // Its JSON files are imported in a way that Node itself refuses.
    server: { deps: { inline: ['@actions/workflow-parser'] } },
  },
});
