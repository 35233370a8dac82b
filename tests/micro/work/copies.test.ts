import { describe, expect, test } from 'vitest';
import { profileOf } from '../../../src/micro/profile.ts';
import { type Copies, countCopies } from '../../../src/micro/work/copies.ts';
import { M0, M4 } from './counts.ts';

const counts = (id: string, ...copies: readonly Copies[]) => countCopies(copies, profileOf(id));

// By hand from memcpy-armv7m.S, memcpy.c and memset.c of newlib.
describe('what memcpy and memset do', () => {
  test('aligned: 64, 16 and 4 bytes at a time, and what is left', () => {
    // 64 + 2 * 16 + 4 + 3 = 103
    expect(counts(M4, { bytes: 103 })).toEqual({ blocks64: 1, blocks16: 2, words: 1, singles: 3 });
    expect(counts(M0, { bytes: 103 })).toEqual({ blocks16: 6, words: 1, singles: 3, inWords: 1 });
  });

  test('from a place within a word: single bytes to the next one, or all of them', () => {
    // 3 bytes, then 64 + 2 * 16 + 4 = 100
    expect(counts(M4, { bytes: 103, from: 2, to: 1 })).toEqual({
      blocks64: 1,
      blocks16: 2,
      words: 1,
      singles: 3,
      unaligned: 1,
    });
    expect(counts(M4, { bytes: 7, to: 1 })).toEqual({ singles: 7, unaligned: 1 });
    expect(counts(M0, { bytes: 103, to: 1 })).toEqual({ singles: 103 });
    expect(counts(M0, { bytes: 15 })).toEqual({ singles: 15 });
  });

  test('rows of 10 bytes: every second one begins on a word', () => {
    // 4 rows at 0, 10, 20, 30; at 10 and 30 two bytes come first, then two words.
    expect(counts(M4, { bytes: 10, along: [{ count: 4, from: 10, to: 10 }] })).toEqual({
      words: 8,
      singles: 8,
      unaligned: 2,
    });
  });

  test('fills begin with single bytes too', () => {
    // From 3: one byte, then 16 + 4 + 2.
    expect(counts(M4, { bytes: 23, to: 3, isFill: true })).toEqual({
      fills: 1,
      fillBlocks16: 1,
      fillWords: 1,
      fillSingles: 3,
    });
  });

  test('as many copies as nobody has time for', () => {
    const along = [1, 2, 3].map((step) => ({ count: 2 ** 40, from: step, to: step }));
    expect(counts(M0, { bytes: 1, along }).singles).toBe(2 ** 120);
  });
});
