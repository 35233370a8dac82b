import { expect, test } from 'vitest';
import { keepCommit, recallCommit } from '../../src/store/commits.ts';
import { figures } from '../report/cases.ts';
import { memoryFolder, now } from './memory-folder.ts';

test('a commit is found while its untracked files are the same', async () => {
  const folder = memoryFolder();
  const record = { untracked: { 'data/x.npz': 'aa' }, results: { digits: figures({}) }, isWhole: true };
  await keepCommit(folder, 'c1', record);
  expect(await recallCommit(folder, 'c1', now({ 'data/x.npz': 'aa' }))).toEqual(record);
  expect(await recallCommit(folder, 'c1', now({ 'data/x.npz': 'bb' }))).toBeUndefined();
  expect(await recallCommit(folder, 'c2', now({ 'data/x.npz': 'aa' }))).toBeUndefined();
});

test.each([
  ['cut off', '{"format":1,"untracked":{}'],
  ['of another format', '{"format":0,"untracked":{},"results":{},"isWhole":true}'],
  ['without results', '{"format":1,"untracked":{},"isWhole":true}'],
])('a record that is %s is as good as not there', async (_, text) => {
  const folder = memoryFolder();
  await folder.write('commits/c1.json', text);
  expect(await recallCommit(folder, 'c1', now({}))).toBeUndefined();
});
