import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/base/digest.ts';
import { keep, type ModelResult, recall } from '../../src/store/entries.ts';
import { FORMAT, keyOf } from '../../src/store/keys.ts';
import type { FileDigests } from '../../src/store/reads.ts';
import { type Change, edited, redigested, storeWith } from './forge.ts';
import { filesOf, type MemoryStore, memoryStore, now } from './memory-folder.ts';
import { askedOf, FILES, KEY, resultOf } from './results.ts';

const RESULT = resultOf();
const CHANGED = new Map([...FILES, ['data/test.npz', 'cc'.repeat(32)]]);
const find = (store: MemoryStore, files: FileDigests = FILES, key = KEY, result: ModelResult = RESULT) =>
  recall(store, key, askedOf(result), now(files));
const codes = ({ told }: MemoryStore) => told.map(({ code }) => code);

describe('a result', () => {
  test('is found while its files are the same', async () => {
    const store = memoryStore();
    await keep(store.folder, KEY, FILES, RESULT);
    const found = await find(store);
    expect(found?.figures).toEqual(RESULT.figures);
    expect(found?.artifacts.map(({ name, content }) => [name, [...Buffer.from(content)]])).toEqual([
      ['model.tflite', [1, 2, 3]],
      ['model_settings.h', [...Buffer.from('#define ARENA 1\n')]],
    ]);
    expect(store.told).toEqual([]);
  });

  test.each<[string, string, FileDigests]>([
    ['a file changed', KEY, CHANGED],
    ['a file is gone', KEY, filesOf({ 'data/train.npz': 'aa'.repeat(32) })],
    ['the key is another', keyOf({ model: 'other' }), FILES],
  ])('is not found when %s, of which nothing is told', async (_, key, files) => {
    const store = memoryStore();
    await keep(store.folder, KEY, FILES, RESULT);
    expect(await find(store, files, key)).toBeUndefined();
    expect(store.told).toEqual([]);
  });

  test('of each state of the files is kept', async () => {
    const store = memoryStore();
    await keep(store.folder, KEY, FILES, RESULT);
    await keep(store.folder, KEY, CHANGED, resultOf({}, Uint8Array.of(1)));
    expect((await find(store))?.figures.model.sizeBytes).toBe(3);
    expect((await find(store, CHANGED))?.figures.model.sizeBytes).toBe(1);
  });

  test.each([
    ['the entry is cut off', /^results/],
    ['an artifact is cut off', /^blobs/],
  ])('is not found when %s, and found again when it is stored anew', async (_, which) => {
    const store = memoryStore();
    await keep(store.folder, KEY, FILES, RESULT);
    const { files } = store.folder;
    for (const [path, content] of files) if (which.test(path)) files.set(path, content.slice(0, -2));
    expect(await find(store)).toBeUndefined();
    expect(codes(store)).toEqual(['store/damaged']);
    await keep(store.folder, KEY, FILES, RESULT);
    expect((await find(store))?.figures).toEqual(RESULT.figures);
  });

  test('a run that is cut off at any write leaves nothing that points nowhere', async () => {
    for (let writes = 0; writes <= 3; writes++) {
      const store = memoryStore();
      let left = writes;
      const failing = {
        ...store.folder,
        write: async (path: string, content: Uint8Array | string) => {
          if (left-- === 0) throw new Error('cut off');
          await store.folder.write(path, content);
        },
      };
      await keep(failing, KEY, FILES, RESULT).catch(() => {});
      expect((await find(store)) !== undefined).toBe(writes === 3);
    }
  });
});

test('a file is read once, however many entries name it', async () => {
  const store = memoryStore();
  const stateOf = (digit: string) => filesOf({ 'data/train.npz': digit.repeat(64) });
  for (const digit of ['1', '2', '3']) await keep(store.folder, KEY, stateOf(digit), RESULT);
  const asked: string[] = [];
  const digestOf = async (path: string) => {
    asked.push(path);
    return '1'.repeat(64);
  };
  expect(await recall(store, KEY, askedOf(RESULT), digestOf)).toBeDefined();
  expect(asked).toEqual(['data/train.npz']);
});

const EVIL = new TextEncoder().encode('x');
const ARENA = ['figures', 'model', 'profiles', 'cortex-m4f/cmsis_nn'] as const;
const to = (value: unknown) => () => value;
const list = (change: (items: unknown[]) => unknown[]) => (before: unknown) => change(before as unknown[]);
const plus = (more: number) => (before: unknown) => Number(before) + more;
const artifact = (name: string) => list((all) => [...all, { name, sha256: sha256Hex(EVIL) }]);

describe('an entry whose digest was made to fit is a miss, and told once', () => {
  test.each<[string, readonly (string | number)[], Change]>([
    ['figures: {}', ['figures'], to({})],
    ['a size that is text', ['figures', 'model', 'sizeBytes'], to('x')],
    ["a size that is not the model's", ['figures', 'model', 'sizeBytes'], to(2)],
    ['a digest that is not of the model', ['figures', 'model', 'sha256'], to('0'.repeat(64))],
    ['no boards', ['figures', 'boards'], to([])],
    ['another board', ['figures', 'boards', 0, 'id'], to('teensy-4.1')],
    ['a board with more RAM', ['figures', 'boards', 0, 'ramBytes'], plus(1)],
    ['a board that fits though it cannot', ['figures', 'boards', 0, 'flashBytes'], to(1)],
    ['more right answers than samples', ['figures', 'accuracy'], to({ correct: 5000, total: 1000 })],
    ['another count of right answers', ['figures', 'accuracy', 'correct'], to(1000)],
    ['classes that do not add up', ['figures', 'perClass', 0, 'correct'], plus(-1)],
    ['bits that are not the count', ['figures', 'answersBySample'], to('ff'.repeat(125))],
    ['too few bits', ['figures', 'answersBySample'], to('ff')],
    ['another test set for the float student', ['figures', 'floatAccuracy', 'total'], to(1002)],
    ['the name of another model', ['figures', 'name'], to('other')],
    ['MACs that are not the sum', ['figures', 'model', 'macs'], plus(1)],
    ['a share that is no number', ['figures', 'training', 'validationAccuracy'], to(null)],
    ['an arena beyond all numbers', [...ARENA, 'tailBytes'], to(1e300)],
    ['a negative arena', [...ARENA, 'arenaMinBytes'], to(-1)],
    ['an arena larger than the board', [...ARENA, 'arenaMinBytes'], to(262_145)],
    ['no profile of its board', ['figures', 'model', 'profiles'], to({})],
    ['profiles from a prototype', ['figures', 'model', 'profiles'], to(JSON.parse('{"__proto__":{}}'))],
    ['settings with a prototype', ['figures', 'settings'], to(JSON.parse('{"__proto__":"x"}'))],
    ['a key of nobody', ['verdict'], to('pass')],
    ['a figure of nobody', ['figures', 'verdict'], to('pass')],
    ['no model', ['artifacts'], list((all) => all.slice(1))],
    ['an artifact twice', ['artifacts'], list((all) => [...all, all[0]])],
    ['an artifact elsewhere', ['artifacts'], artifact('../../../PWNED')],
    ['an artifact of another name', ['artifacts'], artifact('Makefile')],
    ['an artifact named as a property', ['artifacts'], artifact('__proto__')],
    ['a blob elsewhere', ['artifacts', 0, 'sha256'], to('../../kd.yaml')],
    ['other files than its name', ['files'], list((all) => all.slice(1))],
    ['files that are no list', ['files'], to({ 'data/test.npz': 'bb'.repeat(32) })],
    ['another key', ['key'], to(keyOf('other'))],
    ['a format to come', ['format'], to(FORMAT + 1)],
    ['a list', [], to([])],
    ['null', [], to(null)],
  ])('%s', async (_, path, change) => {
    const store = await storeWith((entry) => redigested(edited(entry, path, change)));
    await store.folder.write(`blobs/${sha256Hex(EVIL)}`, EVIL);
    expect(await find(store)).toBeUndefined();
    expect(store.told).toEqual([
      { code: 'store/damaged', message: 'a stored result was damaged and is measured again' },
    ]);
  });

  test('unless everything in it fits together: who writes the store is believed, which docs/base.md says', async () => {
    const store = await storeWith((entry) =>
      redigested(edited(entry, ['figures', 'settings', 'distill.epochs'], to('21'))),
    );
    expect((await find(store))?.figures.settings).toMatchObject({ 'distill.epochs': '21' });
  });
});

describe('an entry is a miss', () => {
  test.each<[string, readonly (string | number)[], Change]>([
    ['a setting changed', ['figures', 'settings', 'distill.epochs'], to('21')],
    ['a latency was added', ['figures', 'boards', 0, 'latencyMs'], to(1)],
    ['its digest changed', ['digest'], to(keyOf('x'))],
    ['its digest is gone', ['digest'], to(undefined)],
  ])('when %s', async (_, path, change) => {
    const store = await storeWith((entry) => edited(entry, path, change));
    expect(await find(store)).toBeUndefined();
    expect(codes(store)).toEqual(['store/damaged']);
  });

  test('when it was moved under another key', async () => {
    const store = memoryStore();
    const other = keyOf({ model: 'larger budget' });
    await keep(store.folder, KEY, FILES, RESULT);
    for (const [path, content] of [...store.folder.files]) {
      if (path.startsWith('results/')) store.folder.files.set(path.replace(KEY, other), content);
    }
    expect(await find(store, FILES, other)).toBeUndefined();
    expect(codes(store)).toEqual(['store/damaged']);
  });
});

test('what no entry may hold is not stored, so that it is not told to be damaged', async () => {
  const store = memoryStore();
  const figures = { ...RESULT.figures, classes: ['x'.repeat(5000)] };
  await keep(store.folder, KEY, FILES, { ...RESULT, figures });
  expect(await find(store)).toBeUndefined();
  expect(store.told).toEqual([]);
});
