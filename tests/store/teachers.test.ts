import { describe, expect, test } from 'vitest';
import { prune } from '../../src/store/prune.ts';
import { keepTeacher, recallTeacher, type StoredTeaching } from '../../src/store/teachers.ts';
import { filesOf, memoryStore, now } from './memory-folder.ts';
import { KEY } from './results.ts';

const FILES = filesOf({ 'teacher.tflite': 'aa'.repeat(32) });
const ASKED = { kind: 'tflite', classes: 2, trainCount: 3, testCount: 4 };
const TEACHING = {
  kind: 'tflite',
  engine: 'here',
  accuracy: { correct: 3, total: 4 },
  digests: { teacher: 'aa'.repeat(32) },
  logits: Float32Array.of(1.5, -2, 0, 1e-30, 3, -0.1),
};

async function stored(teaching: StoredTeaching = TEACHING) {
  const store = memoryStore();
  await keepTeacher(store.folder, KEY, FILES, ASKED, teaching);
  return store;
}

test('what makes it the same teacher again comes back with the answers, or neither does', async () => {
  const store = await stored({ ...TEACHING, state: Float32Array.of(0.5, 3e-9) });
  expect(await recallTeacher(store, KEY, ASKED, now(FILES))).toEqual({
    ...TEACHING,
    state: Float32Array.of(0.5, 3e-9),
  });
  await prune(store.folder);
  expect((await store.folder.list('blobs')).length).toBe(2);
  for (const [path, bytes] of store.folder.files) {
    if (path.startsWith('blobs/') && bytes.length === 8) store.folder.files.delete(path);
  }
  expect(await recallTeacher(store, KEY, ASKED, now(FILES))).toBeUndefined();
  expect(store.told.map(({ code }) => code)).toEqual(['store/damaged']);
});

describe("a teacher's answers", () => {
  test('come back to the bit, as float32 of little endian', async () => {
    const store = await stored();
    expect(await recallTeacher(store, KEY, ASKED, now(FILES))).toEqual(TEACHING);
    // 1.5 is 0x3fc00000 and -2 is 0xc0000000 (IEEE 754).
    const [blob] = [...store.folder.files].filter(([path]) => path.startsWith('blobs/')).map(([, bytes]) => bytes);
    expect([...blob.subarray(0, 8)]).toEqual([0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0]);
    expect(store.told).toEqual([]);
  });

  test('are not found when its file changed, of which nothing is told', async () => {
    const store = await stored();
    const changed = filesOf({ 'teacher.tflite': 'bb'.repeat(32) });
    expect(await recallTeacher(store, KEY, ASKED, now(changed))).toBeUndefined();
    expect(store.told).toEqual([]);
  });

  test.each([
    ['of another kind', { ...ASKED, kind: 'layers' }],
    ['to more samples', { ...ASKED, trainCount: 4 }],
    ['with more classes', { ...ASKED, classes: 3 }],
    ['on another test set', { ...ASKED, testCount: 5 }],
  ])('%s are a miss, and told', async (_, asked) => {
    const store = await stored();
    expect(await recallTeacher(store, KEY, asked, now(FILES))).toBeUndefined();
    expect(store.told.map(({ code }) => code)).toEqual(['store/damaged']);
  });

  test('that are not finite, or were damaged, are a miss', async () => {
    const infinite = await stored({ ...TEACHING, logits: TEACHING.logits.with(2, Number.POSITIVE_INFINITY) });
    const damaged = await stored();
    for (const [path, bytes] of damaged.folder.files) {
      if (path.startsWith('blobs/')) damaged.folder.files.set(path, bytes.with(3, bytes[3] ^ 1));
    }
    for (const store of [infinite, damaged]) {
      expect(await recallTeacher(store, KEY, ASKED, now(FILES))).toBeUndefined();
      expect(store.told.map(({ code }) => code)).toEqual(['store/damaged']);
    }
  });
});
