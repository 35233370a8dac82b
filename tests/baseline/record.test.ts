// A commit's record.
import { expect, test } from 'vitest';
import { recordOf } from '../../src/baseline/record.ts';
import { CASES } from '../report/cases.ts';

test('names files in the order of their paths, whichever was read first', () => {
  const digest = 'ab'.repeat(32);
  const read = ['data/train.npz', 'Data.npz', 'data/test.npz'].map((path) => [path, digest] as const);
  const { untracked } = recordOf(CASES.pass, new Map(read), true);
  expect([...untracked.keys()]).toEqual(['Data.npz', 'data/test.npz', 'data/train.npz']);
});
