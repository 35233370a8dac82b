import { describe, expect, test } from 'vitest';
import { describeProgress, progressOn } from '../../src/gate/progress.ts';

describe('describeProgress', () => {
  test.each([
    [{ model: 'digits', stage: 'train' }, 0, 'digits: train'],
    [{ model: 'digits', stage: 'train', done: 5, total: 10 }, 6000, 'digits: train  5/10, 6 s left'],
    [{ model: 'digits', stage: 'train', done: 10, total: 10, note: 'ok' }, 6000, 'digits: train  10/10, ok'],
    [{ model: 'digits', stage: 'train', done: 1, total: 100 }, 6000, 'digits: train  1/100, 10 min left'],
  ])('%j', (event, elapsed, line) => expect(describeProgress(event, elapsed, false)).toBe(line));
});

test('a terminal line is redrawn at most ten times a second, and always at the end', () => {
  const written: string[] = [];
  let now = 0;
  const { listen } = progressOn({ isTerminal: true, write: (t) => written.push(t), nowMs: () => now });
  for (let done = 0; done <= 100; done++) {
    listen({ model: 'm', stage: 's', done, total: 100 });
    now += 10;
  }
  expect(written.length).toBeGreaterThan(8);
  expect(written.length).toBeLessThan(15);
  expect(written.at(-1)).toContain('100/100');
});

test('a log gets one line a stage, not one an epoch', () => {
  const written: string[] = [];
  const { listen } = progressOn({ isTerminal: false, write: (t) => written.push(t), nowMs: () => 0 });
  for (let done = 0; done < 50; done++) listen({ model: 'm', stage: 's', done, total: 100 });
  expect(written).toEqual(['m: s  0/100\n']);
});
