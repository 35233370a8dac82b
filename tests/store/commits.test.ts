import { expect, test } from 'vitest';
import { commitKey, keepCommit, recallCommit } from '../../src/store/commits.ts';
import { TOOL } from '../report/cases.ts';
import { filesOf, memoryStore, now } from './memory-folder.ts';
import { resultOf } from './results.ts';

const C1 = commitKey('1'.repeat(40), 'kd.yaml', TOOL, 'ef');
const C2 = commitKey('2'.repeat(40), 'kd.yaml', TOOL, 'ef');
const untracked = filesOf({ 'data/x.npz': 'aa'.repeat(32) });
const record = { untracked, results: new Map([['digits', resultOf().figures]]), isWhole: true };
const damaged = [{ code: 'store/damaged', message: 'a stored result was damaged and is measured again' }];

test('a commit is found while its untracked files are the same', async () => {
  const store = memoryStore();
  await keepCommit(store.folder, C1, record);
  expect(await recallCommit(store, C1, now(untracked))).toEqual(record);
  expect(await recallCommit(store, C1, now(filesOf({ 'data/x.npz': 'bb'.repeat(32) })))).toBeUndefined();
  expect(await recallCommit(store, C2, now(untracked))).toBeUndefined();
  expect(store.told).toEqual([]);
});

test.each<[string, (text: string) => string]>([
  ['cut off', (text) => text.slice(0, -2)],
  ['of another format', (text) => text.replace('"format":3', '"format":2')],
  ['without results', (text) => text.replace(/"results":.*"isWhole"/, '"isWhole"')],
  ['said to be whole', (text) => text.replace('"isWhole":false', '"isWhole":true')],
  ['changed in a figure', (text) => text.replace('"sizeBytes":3', '"sizeBytes":2')],
  ["another commit's", (text) => text.replaceAll(C1, C2)],
])('a record that is %s is as good as not there, and told', async (_, change) => {
  const store = memoryStore();
  await keepCommit(store.folder, C1, { ...record, isWhole: false });
  const text = new TextDecoder().decode(store.folder.files.get(`commits/${C1}.json`));
  expect(change(text)).not.toBe(text);
  await store.folder.write(`commits/${C1}.json`, change(text));
  expect(await recallCommit(store, C1, now(untracked))).toBeUndefined();
  expect(store.told).toEqual(damaged);
});

test('a record that was moved under the key of another commit is not found there', async () => {
  const store = memoryStore();
  await keepCommit(store.folder, C1, record);
  await store.folder.write(`commits/${C2}.json`, store.folder.files.get(`commits/${C1}.json`) ?? '');
  expect(await recallCommit(store, C2, now(untracked))).toBeUndefined();
  expect(store.told).toEqual(damaged);
});
