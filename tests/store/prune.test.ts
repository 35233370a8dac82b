import { expect, test } from 'vitest';
import { keep, recall } from '../../src/store/entries.ts';
import { keyOf } from '../../src/store/keys.ts';
import { prune } from '../../src/store/prune.ts';
import { figures } from '../report/cases.ts';
import { memoryFolder, now } from './memory-folder.ts';

const KEY = keyOf({ model: 'digits' });

test('pruning keeps what was written last and drops content that nothing names', async () => {
  const folder = memoryFolder();
  for (let i = 0; i < 40; i++) {
    const artifacts = [{ name: 'm', content: Uint8Array.from([i]) }];
    await keep(folder, KEY, { x: String(i) }, { figures: figures({}), artifacts });
  }
  await folder.write('blobs/orphan', 'x');
  await prune(folder);
  expect((await folder.list(`results/${KEY}`)).length).toBe(32);
  expect((await folder.list('blobs')).length).toBe(32);
  expect(await recall(folder, KEY, now({ x: '39' }))).toBeDefined();
  expect(await recall(folder, KEY, now({ x: '0' }))).toBeUndefined();
});
