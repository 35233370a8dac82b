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

  test("come back with the digests of an ensemble's files", async () => {
    const digests = { teacher1: 'aa'.repeat(32), teacherTest8: 'bb'.repeat(32) };
    const store = await stored({ ...TEACHING, digests });
    expect(await recallTeacher(store, KEY, ASKED, now(FILES))).toEqual({ ...TEACHING, digests });
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

  const error = { mae: 0.5, rmse: 0.75, total: 4 };
  test.each([
    ['all outputs of yes or no', { accuracy: { correct: 7, total: 8 }, exactMatch: { correct: 3, total: 4 } }],
    ['values', { accuracy: undefined, error }],
  ])('come back with the score of %s', async (_, score) => {
    const store = await stored({ ...TEACHING, ...score });
    const { accuracy, exactMatch, error: found } = (await recallTeacher(store, KEY, ASKED, now(FILES))) ?? {};
    expect({ accuracy, exactMatch, error: found }).toEqual({ ...score });
  });

  test.each([
    ['outputs without whole samples', { accuracy: { correct: 7, total: 8 } }],
    ['whole samples of another test set', { accuracy: { correct: 7, total: 8 }, exactMatch: { correct: 3, total: 5 } }],
    ['values of another test set', { accuracy: undefined, error: { ...error, total: 5 } }],
    ['values and classes at once', { error }],
  ])('with a score of %s are a miss', async (_, score) => {
    const store = await stored({ ...TEACHING, ...score });
    expect(await recallTeacher(store, KEY, ASKED, now(FILES))).toBeUndefined();
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
