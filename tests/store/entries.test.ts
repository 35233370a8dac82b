import { describe, expect, test } from 'vitest';
import { keep, type ModelResult, recall } from '../../src/store/entries.ts';
import type { StoreFolder } from '../../src/store/folder.ts';
import { keyOf } from '../../src/store/keys.ts';
import { figures } from '../report/cases.ts';
import { memoryFolder, now } from './memory-folder.ts';

const RESULT: ModelResult = {
  figures: figures({}),
  artifacts: [
    { name: 'model.tflite', content: Uint8Array.from([1, 2, 3]) },
    { name: 'model_settings.h', content: '#define ARENA 1\n' },
  ],
};
const KEY = keyOf({ model: 'digits' });
const files = { 'data/train.npz': 'aa', 'data/test.npz': 'bb' };

describe('a result', () => {
  test('is found while its files are the same', async () => {
    const folder = memoryFolder();
    await keep(folder, KEY, files, RESULT);
    const found = await recall(folder, KEY, now(files));
    expect(found?.figures).toEqual(RESULT.figures);
    expect(found?.artifacts.map(({ name, content }) => [name, [...Buffer.from(content)]])).toEqual([
      ['model.tflite', [1, 2, 3]],
      ['model_settings.h', [...Buffer.from('#define ARENA 1\n')]],
    ]);
  });

  test.each<[string, string, Record<string, string>]>([
    ['a file changed', KEY, { ...files, 'data/test.npz': 'cc' }],
    ['a file is gone', KEY, { 'data/train.npz': 'aa' }],
    ['the key is another', keyOf({ model: 'other' }), files],
  ])('is not found when %s', async (_, key, digests) => {
    const folder = memoryFolder();
    await keep(folder, KEY, files, RESULT);
    expect(await recall(folder, key, now(digests))).toBeUndefined();
  });

  test('of each state of the files is kept', async () => {
    const folder = memoryFolder();
    const changed = { ...files, 'data/test.npz': 'cc' };
    await keep(folder, KEY, files, RESULT);
    await keep(folder, KEY, changed, { ...RESULT, figures: figures({ sizeBytes: 1 }) });
    expect((await recall(folder, KEY, now(files)))?.figures.model.sizeBytes).toBe(12_480);
    expect((await recall(folder, KEY, now(changed)))?.figures.model.sizeBytes).toBe(1);
  });

  test.each([
    ['the entry is cut off', /^results/],
    ['an artifact is cut off', /^blobs/],
  ])('is not found when %s', async (_, which) => {
    const folder = memoryFolder();
    await keep(folder, KEY, files, RESULT);
    for (const [path, content] of folder.files) if (which.test(path)) folder.files.set(path, content.slice(0, -2));
    expect(await recall(folder, KEY, now(files))).toBeUndefined();
  });

  test('a run that is cut off at any write leaves nothing that points nowhere', async () => {
    for (let writes = 0; writes <= 3; writes++) {
      const folder = memoryFolder();
      let left = writes;
      const failing: StoreFolder = {
        ...folder,
        write: async (path, content) => {
          if (left-- === 0) throw new Error('cut off');
          await folder.write(path, content);
        },
      };
      await keep(failing, KEY, files, RESULT).catch(() => {});
      expect((await recall(folder, KEY, now(files))) !== undefined).toBe(writes === 3);
    }
  });
});

test('a file is read once, however many entries name it', async () => {
  const folder = memoryFolder();
  for (const digest of ['1', '2', '3']) await keep(folder, KEY, { 'data/train.npz': digest }, RESULT);
  const asked: string[] = [];
  const digestOf = async (path: string) => {
    asked.push(path);
    return '1';
  };
  expect(await recall(folder, KEY, digestOf)).toBeDefined();
  expect(asked).toEqual(['data/train.npz']);
});
