// Test sets that are too small for what a budget asks, by the rule of three.
import { expect, test } from 'vitest';
import { tooFewFor, tooFewHours, tooFewOthers } from '../../../src/budget/metrics/too-small.ts';

test('300 samples without a mistake show 99 %, and one less does not', () => {
  expect(tooFewFor(0.99, 300)).toBeUndefined();
  expect(tooFewFor(0.99, 299)).toBe(
    '299 test samples are few for 99%: even if all are right, no more than 99% is shown (rule of three); ' +
      'test on at least 300',
  );
  expect(tooFewFor(0.9, 12, 'test samples of the class')).toBe(
    '12 test samples of the class are few for 90%: even if all are right, no more than 75% is shown (rule of three); ' +
      'test on at least 30',
  );
});

test('all or nothing needs no number of samples', () => {
  for (const [least, samples] of [
    [1, 5],
    [0, 5],
    [0.9, 0],
  ])
    expect(tooFewFor(least, samples)).toBeUndefined();
});

test('a rate of false positives needs three in as many samples', () => {
  expect(tooFewOthers(0.01, 300)).toBeUndefined();
  expect(tooFewOthers(0.01, 100)).toBe(
    '100 samples of other classes are few for a rate of 1%: even if none passes, no less than 3% is shown ' +
      '(rule of three); test on at least 300',
  );
});

test('false accepts an hour need three times as many hours', () => {
  expect(tooFewHours(0.5, 6)).toBeUndefined();
  expect(tooFewHours(0.5, 1.5)).toBe(
    '1.5 h of other classes are few for 0.5 false accepts an hour: even if none passes, no less than 2 is shown ' +
      '(rule of three); test on at least 6 h',
  );
  expect(tooFewHours(0.5, 0)).toBeUndefined();
});
