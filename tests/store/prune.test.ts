import { expect, test } from 'vitest';
import { keep, recall } from '../../src/store/entries.ts';
import { prune } from '../../src/store/prune.ts';
import { keepTeacher } from '../../src/store/teachers.ts';
import { filesOf, memoryStore, now } from './memory-folder.ts';
import { askedOf, KEY, resultOf } from './results.ts';

const stateOf = (i: number) => filesOf({ x: i.toString(16).padStart(64, '0') });

test('pruning keeps what was written last and drops content that nothing names', async () => {
  const store = memoryStore();
  const { folder } = store;
  for (let i = 0; i < 40; i++) await keep(folder, KEY, stateOf(i), resultOf({}, Uint8Array.from([i])));
  const asked = { kind: 'layers', classes: 2, trainCount: 1, testCount: 1 };
  const teaching = { kind: 'layers', engine: 'trained here', logits: Float32Array.of(1, 2), digests: {} };
  await keepTeacher(folder, KEY, filesOf({}), asked, teaching);
  await folder.write(`blobs/${'0'.repeat(64)}`, 'x');
  await prune(folder);
  expect((await folder.list(`results/${KEY}`)).length).toBe(32);
  expect((await folder.list(`teachers/${KEY}`)).length).toBe(1);
  // A model of each state, the settings that all of them share, and the teacher's answers.
  expect((await folder.list('blobs')).length).toBe(32 + 1 + 1);
  const result = askedOf(resultOf());
  expect(await recall(store, KEY, result, now(stateOf(39)))).toBeDefined();
  expect(await recall(store, KEY, result, now(stateOf(0)))).toBeUndefined();
});

test('pruning removes nothing that the store did not name itself', async () => {
  const { folder } = memoryStore();
  const others = ['blobs/orphan', 'commits/notes.txt', 'results/mine/a.txt', `results/${KEY}/b.txt`, 'other/c'];
  for (const path of others) await folder.write(path, 'x');
  await prune(folder);
  expect([...folder.files.keys()]).toEqual(others);
});
