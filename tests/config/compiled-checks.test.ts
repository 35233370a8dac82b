// The bundle's compiled checks beside those of the sources, which ajv compiles when they are asked for.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { describeProblem, problemsOf } from '../../src/base/problem.ts';
import { CHECKS, digestOfCheck } from '../../src/config/generate.ts';
import type { parseSpec } from '../../src/config/parse.ts';
import { ROOT } from '../docs/pages.ts';
import { bundleSources } from '../github/runner.ts';

let bundle = '';
beforeAll(async () => {
  bundle = await bundleSources();
}, 120_000);

test.each(['cli.cjs', 'action.cjs'])('%s has all of them', (name) => {
  const text = readFileSync(join(bundle, name), 'utf8');
  expect(CHECKS.map(digestOfCheck).filter((digest) => !text.includes(digest))).toEqual([]);
});

/** Other tests take the bundle's checks; here ajv compiles those of the sources. */
async function sources(folder: string): Promise<{ readonly parseSpec: typeof parseSpec }> {
  const { COMMON } = (await import(pathToFileURL(join(ROOT, 'scripts/bundle.mjs')).href)) as { COMMON: BuildOptions };
  const outfile = join(folder, 'parse.cjs');
  await build({ ...COMMON, entryPoints: ['src/config/parse.ts'], outfile, format: 'cjs' });
  return createRequire(import.meta.url)(outfile);
}

const MISTAKEN = `version: 2
seed: -1
models:
  9lives: {}
  digits:
    data: { test: { npz: 5 }, trian: {} }
    student: { layers: [{ dense: { units: 0, activation: relu7 } }], tflite: m.tflite }
    distill: { epochs: many }
    budgets: { size: { max: 16 KiB, level: never } }
`;

test('the bundle finds the mistakes in kd.yaml that the sources find', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kd-gate-checks-'));
  writeFileSync(join(folder, 'kd.yaml'), MISTAKEN);
  const { status, stderr } = spawnSync(process.execPath, [join(bundle, 'cli.cjs'), 'run'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const own = await sources(folder);
  const problems = problemsOf(own.parseSpec(MISTAKEN, 'kd.yaml')).map(describeProblem);
  expect(status).toBe(2);
  expect(problems.length).toBeGreaterThan(5);
  for (const problem of problems) expect(stderr).toContain(problem);
});
