import { expect, test } from 'vitest';
import { inTurn } from '../../src/base/in-turn.ts';

const wait = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

test('results come in the order of the items, whichever is ready first, and few wait', async () => {
  const taken: [string, number, number][] = [];
  let [begun, most] = [0, 0];
  await inTurn(
    [8, 1, 5, 0, 3, 2, 7],
    async (ms) => {
      begun++;
      await wait(ms);
      return `after ${ms}`;
    },
    (result, ms, index) => {
      most = Math.max(most, begun - taken.length);
      taken.push([result, ms, index]);
    },
  );
  expect(taken.map(([result]) => result)).toEqual([8, 1, 5, 0, 3, 2, 7].map((ms) => `after ${ms}`));
  expect(taken.map(([, , index]) => index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(most).toBeLessThanOrEqual(4);
});

test('the first that throws ends it, and what was begun has ended then', async () => {
  let running = 0;
  const work = inTurn(
    [1, 2, 3, 4, 5],
    async (item) => {
      running++;
      await wait(item === 1 ? 3 : 1);
      running--;
      if (item === 2) throw new Error('two');
      return item;
    },
    () => {},
  );
  await expect(work).rejects.toThrow('two');
  expect(running).toBe(0);
});
