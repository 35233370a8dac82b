import { describe, expect, test } from 'vitest';
import {
  canonical,
  keep,
  keepCommit,
  keyOf,
  prune,
  type Result,
  recall,
  recallCommit,
  type Shelf,
} from '../../src/store/entries.ts';
import { figures } from '../report/cases.ts';

interface MemoryShelf extends Shelf {
  readonly files: Map<string, Uint8Array>;
}

function memoryShelf(): MemoryShelf {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    read: async (path) => files.get(path),
    write: async (path, content) => {
      files.delete(path);
      files.set(path, typeof content === 'string' ? new TextEncoder().encode(content) : content);
    },
    list: async (folder) => {
      const inside = [...files.keys()].reverse().filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(inside.map((path) => path.slice(folder.length + 1).split('/')[0]))];
    },
    remove: async (path) => {
      files.delete(path);
    },
  };
}

const RESULT: Result = {
  figures: figures({}),
  artifacts: [
    { name: 'model.tflite', content: Uint8Array.from([1, 2, 3]) },
    { name: 'model_settings.h', content: '#define ARENA 1\n' },
  ],
};
const KEY = keyOf({ model: 'digits' });
const files = { 'data/train.npz': 'aa', 'data/test.npz': 'bb' };
const now = (digests: Record<string, string>) => async (path: string) => digests[path];

describe('a result', () => {
  test('is found while its files are the same', async () => {
    const shelf = memoryShelf();
    await keep(shelf, KEY, files, RESULT);
    const found = await recall(shelf, KEY, now(files));
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
    const shelf = memoryShelf();
    await keep(shelf, KEY, files, RESULT);
    expect(await recall(shelf, key, now(digests))).toBeUndefined();
  });

  test('of each state of the files is kept', async () => {
    const shelf = memoryShelf();
    const changed = { ...files, 'data/test.npz': 'cc' };
    await keep(shelf, KEY, files, RESULT);
    await keep(shelf, KEY, changed, { ...RESULT, figures: figures({ sizeBytes: 1 }) });
    expect((await recall(shelf, KEY, now(files)))?.figures.model.sizeBytes).toBe(12_480);
    expect((await recall(shelf, KEY, now(changed)))?.figures.model.sizeBytes).toBe(1);
  });

  test.each([
    ['the entry is cut off', /^results/],
    ['an artifact is cut off', /^blobs/],
  ])('is not found when %s', async (_, which) => {
    const shelf = memoryShelf();
    await keep(shelf, KEY, files, RESULT);
    for (const [path, content] of shelf.files) if (which.test(path)) shelf.files.set(path, content.slice(0, -2));
    expect(await recall(shelf, KEY, now(files))).toBeUndefined();
  });

  test('a run that is cut off at any write leaves nothing that points nowhere', async () => {
    for (let writes = 0; writes <= 3; writes++) {
      const shelf = memoryShelf();
      let left = writes;
      const failing: Shelf = {
        ...shelf,
        write: async (path, content) => {
          if (left-- === 0) throw new Error('cut off');
          await shelf.write(path, content);
        },
      };
      await keep(failing, KEY, files, RESULT).catch(() => {});
      expect((await recall(shelf, KEY, now(files))) !== undefined).toBe(writes === 3);
    }
  });
});

test('a commit is found while its untracked files are the same', async () => {
  const shelf = memoryShelf();
  const record = { untracked: { 'data/x.npz': 'aa' }, results: { digits: figures({}) }, isWhole: true };
  await keepCommit(shelf, 'c1', record);
  expect(await recallCommit(shelf, 'c1', now({ 'data/x.npz': 'aa' }))).toEqual(record);
  expect(await recallCommit(shelf, 'c1', now({ 'data/x.npz': 'bb' }))).toBeUndefined();
  expect(await recallCommit(shelf, 'c2', now({ 'data/x.npz': 'aa' }))).toBeUndefined();
});

test('pruning keeps what was written last and drops content that nothing names', async () => {
  const shelf = memoryShelf();
  for (let i = 0; i < 40; i++) {
    const artifacts = [{ name: 'm', content: Uint8Array.from([i]) }];
    await keep(shelf, KEY, { x: String(i) }, { figures: figures({}), artifacts });
  }
  await shelf.write('blobs/orphan', 'x');
  await prune(shelf);
  expect((await shelf.list(`results/${KEY}`)).length).toBe(32);
  expect((await shelf.list('blobs')).length).toBe(32);
  expect(await recall(shelf, KEY, now({ x: '39' }))).toBeDefined();
  expect(await recall(shelf, KEY, now({ x: '0' }))).toBeUndefined();
});

test('keys do not depend on the order in which kd.yaml writes them', () => {
  expect(canonical({ b: [1, { d: 2, c: undefined }], a: 'x' })).toBe('{"a":"x","b":[1,{"d":2}]}');
  expect(keyOf({ a: 1, b: 2 })).toBe(keyOf({ b: 2, a: 1 }));
});
