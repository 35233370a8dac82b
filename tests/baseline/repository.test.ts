import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanHead, headOf, isTracked, trackedOf } from '../../src/baseline/repository.ts';
import { branched, gitIn } from './repositories.ts';

test('only a clean HEAD names the results of the workspace', async () => {
  const { repository, fork } = branched(0, 0);
  const run = gitIn(repository.work);
  writeFileSync(join(repository.work, 'loose'), 'x');
  expect(await cleanHead(run)).toBe(fork);
  expect(await isTracked(run, 'kd.yaml')).toBe(true);
  expect(await isTracked(run, 'loose')).toBe(false);
  const many = Array.from({ length: 45 }, (_, i) => `missing-${i}`);
  expect([...(await trackedOf(run, ['loose', ...many, 'kd.yaml'])).values()]).toContain('kd.yaml');
  expect((await trackedOf(run, ['loose', ...many, 'kd.yaml'])).has('loose')).toBe(false);
  writeFileSync(join(repository.work, 'kd.yaml'), 'x');
  expect(await cleanHead(run)).toBeUndefined();
  expect(await headOf(run)).toEqual({ commit: fork, isClean: false });
});
