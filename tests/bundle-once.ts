// Once before all tests: the bundle of the sources, which tests that start processes share and none may change.
import { spawnSync } from 'node:child_process';
import { realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startLoopback } from './github/loopback/server.ts';
import { OVER, pullRequest, runPull } from './github/pull-request.ts';
import { bundleSources, specText } from './github/runner.ts';

let folder = '';

export async function setup(): Promise<void> {
  folder = realpathSync(await bundleSources());
  process.env.KD_GATE_TEST_BUNDLE = folder;
  const { NODE_OPTIONS = '' } = process.env;
  process.env.NODE_OPTIONS = `${NODE_OPTIONS} --require ${join(import.meta.dirname, 'code-cache.cjs')}`;
  await recordCode(folder);
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true });
}

/** What most processes of the tests do, for `code-cache.cjs`. */
async function recordCode(bundle: string): Promise<void> {
  const isRecorded = { KD_GATE_TEST_RECORD: '1' };
  const loopback = await startLoopback();
  const { repository, pull } = pullRequest({ loopback }, specText(), specText({ budgets: OVER, units: 13 }));
  await runPull({ loopback }, bundle, repository.checkout('refs/pull/7/merge'), pull, {}, {}, isRecorded);
  await loopback.close();
  spawnSync(process.execPath, [join(bundle, 'cli.cjs'), 'run', '--base', 'main'], {
    cwd: repository.work,
    env: { ...process.env, ...isRecorded },
  });
}
