// Lengths of code words against every set of lengths that a code can have.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeLengths } from '../../../src/compress/decode/code-lengths.ts';

const cost = (counts: readonly number[], lengths: readonly number[]) =>
  counts.reduce((sum, count, i) => sum + count * lengths[i], 0);

/** The cheapest of all lengths up to `limit` that fall as counts rise and fulfil Kraft's inequality. */
function cheapest(counts: readonly number[], limit: number): number {
  const from = (symbol: number, most: number, room: number): number => {
    if (symbol === counts.length) return room < 0 ? Number.POSITIVE_INFINITY : 0;
    let best = Number.POSITIVE_INFINITY;
    for (let length = 1; length <= most; length++) {
      const left = room - 2 ** (limit - length);
      if (left >= 0) best = Math.min(best, counts[symbol] * length + from(symbol + 1, length, left));
    }
    return best;
  };
  return from(0, limit, 2 ** limit);
}

test('Huffman lengths where there is room: 1 1 2 3 5 8 take 5 5 4 3 2 1', () => {
  expect(codeLengths([1, 1, 2, 3, 5, 8], 15)).toEqual([5, 5, 4, 3, 2, 1]);
});

test('with three bits at most the same take 47 bits', () => {
  expect(cost([1, 1, 2, 3, 5, 8], codeLengths([1, 1, 2, 3, 5, 8], 3))).toBe(47);
});

test('never dearer than the cheapest code, and always a code', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 7 }),
      fc.integer({ min: 3, max: 6 }),
      (draws, limit) => {
        const counts = draws.toSorted((a, b) => a - b);
        const lengths = codeLengths(counts, limit);
        expect(Math.max(...lengths)).toBeLessThanOrEqual(limit);
        expect(lengths.reduce((sum, length) => sum + 2 ** -length, 0)).toBe(1);
        expect(cost(counts, lengths)).toBe(cheapest(counts, limit));
      },
    ),
    { seed: 7, numRuns: 200 },
  );
});
