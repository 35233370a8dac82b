import { describe, expect, test } from 'vitest';
import { reject } from '../../src/base/problem.ts';
import { dropCheckpoint, findCheckpoint, keepCheckpoint } from '../../src/store/checkpoints.ts';
import { prune } from '../../src/store/prune.ts';
import { resultsOf } from '../../src/store/results.ts';
import { memoryStore, now } from './memory-folder.ts';
import { askedOf, FILES, KEY, resultOf } from './results.ts';

const CHECKPOINT = {
  history: [
    { epoch: 1, learningRate: 0.1, trainLoss: 2.5 },
    {
      epoch: 2,
      learningRate: 1 / 3,
      trainLoss: 1e-7,
      validation: { loss: 0.25, labelLoss: 0.5, accuracy: { correct: 3, total: 4 } },
    },
  ],
  bestEpoch: 2,
  best: Float32Array.of(1.5, -2),
  trainer: { floats: Float32Array.of(0.1, 1e-40, Number.NaN), numbers: [0.9 ** 7, 4294967295] },
};
const PATH = `checkpoints/${KEY}`;

async function stored() {
  const store = memoryStore();
  await keepCheckpoint(store, KEY, CHECKPOINT);
  return store;
}

describe('a checkpoint', () => {
  test('comes back to the bit, until it is dropped', async () => {
    const store = await stored();
    expect(await findCheckpoint(store, KEY)).toEqual(CHECKPOINT);
    expect([...store.folder.files.keys()]).toEqual([PATH]);
    await dropCheckpoint(store, KEY);
    expect([await findCheckpoint(store, KEY), store.folder.files.size, store.told]).toEqual([undefined, 0, []]);
  });

  test('is not believed under another key', async () => {
    const store = await stored();
    const other = 'b'.repeat(64);
    await store.folder.write(`checkpoints/${other}`, store.folder.files.get(PATH) ?? '');
    expect(await findCheckpoint(store, other)).toBeUndefined();
    expect(store.told.map(({ code }) => code)).toEqual(['store/damaged']);
  });

  test('is not believed with any byte changed, cut off or added', async () => {
    const bytes = (await stored()).folder.files.get(PATH) ?? new Uint8Array(0);
    const changed = Array.from(bytes, (byte, i) => bytes.with(i, byte ^ 1));
    const cut = [0, 1, bytes.indexOf(10), bytes.length - 1].map((length) => bytes.slice(0, length));
    for (const wrong of [...changed, ...cut, Uint8Array.of(...bytes, 0)]) {
      const store = memoryStore();
      await store.folder.write(PATH, wrong);
      expect(await findCheckpoint(store, KEY)).toBeUndefined();
      expect(store.told.map(({ code }) => code)).toEqual(['store/damaged']);
    }
  });

  test('of another build of the program is not found', async () => {
    const store = memoryStore();
    await resultsOf(store).checkpoints?.keep(KEY, CHECKPOINT);
    expect(await resultsOf(store).checkpoints?.find(KEY)).toEqual(CHECKPOINT);
    expect(await resultsOf({ ...store, build: 'ff' }).checkpoints?.find(KEY)).toBeUndefined();
    expect(store.told).toEqual([]);
  });

  test('of a training that ended is there until what came of it is stored', async () => {
    const store = memoryStore();
    const results = resultsOf(store);
    const other = 'b'.repeat(64);
    await results.checkpoints?.keep(other, CHECKPOINT);
    expect(await results.checkpoints?.find(KEY)).toBeUndefined();
    await results.checkpoints?.keep(KEY, CHECKPOINT);
    expect(await results.checkpoints?.find(KEY)).toEqual(CHECKPOINT);
    await results.keep(KEY, FILES, resultOf());
    expect(await results.checkpoints?.find(KEY)).toBeUndefined();
    // Another run's.
    expect(await results.checkpoints?.find(other)).toEqual(CHECKPOINT);
  });

  test('stays where nothing could be stored, and where the next model is measured', async () => {
    const store = memoryStore();
    const full = {
      ...store.folder,
      async write(path: string, content: Uint8Array | string) {
        if (path.startsWith('results/')) reject('store/unwritable', 'no space left');
        await store.folder.write(path, content);
      },
    };
    const results = resultsOf({ ...store, folder: full });
    await results.checkpoints?.find(KEY);
    await results.checkpoints?.keep(KEY, CHECKPOINT);
    await results.keep(KEY, FILES, resultOf());
    expect(store.told.map(({ code }) => code)).toEqual(['store/unwritable']);
    const next = resultsOf(store);
    expect(await next.checkpoints?.find(KEY)).toEqual(CHECKPOINT);
    // This model's run failed; another one comes.
    await next.recall(KEY, askedOf(resultOf()), now(FILES));
    await next.keep(KEY, FILES, resultOf());
    expect(await next.checkpoints?.find(KEY)).toEqual(CHECKPOINT);
  });

  test('is neither written nor read in a store that does not resume, as the action', async () => {
    expect(resultsOf({ ...memoryStore(), resumes: false }).checkpoints).toBeUndefined();
  });
});

test('pruning keeps the eight that were written last', async () => {
  const store = memoryStore();
  const keys = Array.from({ length: 10 }, (_, i) => i.toString(16).padStart(64, '0'));
  for (const key of keys) await keepCheckpoint(store, key, CHECKPOINT);
  await prune(store.folder);
  expect((await store.folder.list('checkpoints')).toSorted()).toEqual(keys.slice(2));
});
