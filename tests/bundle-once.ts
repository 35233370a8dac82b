// Once before all tests: the bundle of the sources, which tests that start processes share and none may change.
import { rmSync } from 'node:fs';
import { bundleSources } from './github/runner.ts';

let folder = '';

export async function setup(): Promise<void> {
  folder = await bundleSources();
  process.env.KD_GATE_TEST_BUNDLE = folder;
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true });
}
