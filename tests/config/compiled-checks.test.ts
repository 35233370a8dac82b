// The bundle's compiled checks beside those of the sources, which ajv compiles when they are asked for.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { describeProblem, problemsOf } from '../../src/base/problem.ts';
import { CHECKS, digestOfCheck } from '../../src/config/generate.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { bundleSources } from '../github/runner.ts';

// Other tests take the bundle's; here ajv compiles those of the sources.
vi.mock('../../src/base/compiled-checks.ts', () => ({ COMPILED: new Map() }));

let bundle = '';
beforeAll(async () => {
  bundle = await bundleSources();
}, 120_000);

test.each(['cli.cjs', 'action.cjs'])('%s has all of them', (name) => {
  const text = readFileSync(join(bundle, name), 'utf8');
  expect(CHECKS.map(digestOfCheck).filter((digest) => !text.includes(digest))).toEqual([]);
});

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

test('the bundle finds the mistakes in kd.yaml that the sources find', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kd-gate-checks-'));
  writeFileSync(join(folder, 'kd.yaml'), MISTAKEN);
  const { status, stderr } = spawnSync(process.execPath, [join(bundle, 'cli.cjs'), 'run'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const problems = problemsOf(parseSpec(MISTAKEN, 'kd.yaml')).map(describeProblem);
  expect(status).toBe(2);
  expect(problems.length).toBeGreaterThan(5);
  for (const problem of problems) expect(stderr).toContain(problem);
});
