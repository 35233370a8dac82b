// Whether a folder of stored results may be used, by what git says of it.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attemptLater, type Problem } from '../../src/base/problem.ts';
import { openStore } from '../../src/commands/run/open-store.ts';
import type { GitAnswer } from '../../src/gate/machine.ts';
import { processIo, processMachine } from '../../src/host/process.ts';
import { tellOnce } from '../../src/store/store.ts';

const NO_GIT: GitAnswer = { status: 127, out: '', err: '' };
const engine = {
  version: '1.2.3',
  kernelsSha256: 'ab'.repeat(32),
  buildSha256: 'cd'.repeat(32),
  makeKernels: () => {
    throw new Error('nothing is computed');
  },
  trainerOn: () => () => Promise.reject(new Error('nothing is trained')),
  evaluateOn: () => () => Promise.reject(new Error('nothing is simulated')),
};

/** A folder `.kd-gate` in a new one, and what opening it says when git answers so. */
async function opened(answer: GitAnswer, part: { readonly isCheckout?: boolean; readonly isThere?: boolean } = {}) {
  const { isCheckout = false, isThere = true } = part;
  const root = mkdtempSync(join(tmpdir(), 'kd-gate-open-'));
  if (isThere) mkdirSync(join(root, '.kd-gate'));
  if (isCheckout) writeFileSync(join(root, '.git'), 'gitdir: elsewhere');
  const told: Problem[] = [];
  const machine = { ...processMachine(), gitIn: () => async () => answer };
  const path = join(root, '.kd-gate');
  const outcome = await attemptLater(() =>
    openStore(processIo(root), machine, engine, path, { tell: tellOnce(told), resumes: false }),
  );
  return { outcome, told: told.map(({ code }) => code), isUsed: outcome.ok && outcome.value !== undefined };
}

describe('a store', () => {
  test.each<[string, GitAnswer, { isCheckout?: boolean; isThere?: boolean }]>([
    ['in which git tracks nothing', { status: 0, out: '', err: '' }, {}],
    ['outside of a repository', { status: 128, out: '', err: 'fatal: not a git repository (or any parent)' }, {}],
    ['without git, outside of a checkout', NO_GIT, {}],
    ['that is not there yet', NO_GIT, { isCheckout: true, isThere: false }],
  ])('%s is used', async (_, answer, part) => {
    expect(await opened(answer, part)).toMatchObject({ isUsed: true, told: [] });
  });

  test('in which git tracks a file is a mistake', async () => {
    const { outcome, told } = await opened({ status: 0, out: 'commits/x.json\0', err: '' });
    expect(outcome).toMatchObject({ ok: false, problems: [{ code: 'store/tracked' }] });
    expect(told).toEqual([]);
  });

  test.each<[string, GitAnswer, boolean]>([
    [
      'git refuses to look at the repository',
      { status: 128, out: '', err: 'fatal: detected dubious ownership' },
      false,
    ],
    ['there is no git to ask in a checkout', NO_GIT, true],
  ])('is not used when %s, which is told', async (_, answer, isCheckout) => {
    expect(await opened(answer, { isCheckout })).toMatchObject({ isUsed: false, told: ['store/unchecked'] });
  });
});
