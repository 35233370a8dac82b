// Equal arrays have one number, however many of their length there are.
import { expect, test } from 'vitest';
import { numberEqualBytes } from '../../src/base/equal-bytes.ts';

test('equal bytes have the number of the first of them, beyond those that are compared too', () => {
  const numberOf = numberEqualBytes();
  const texts = Array.from({ length: 40 }, (_, i) => `of one length ${String(i % 20).padStart(2, '0')}`);
  const numbers = texts.map((text) => numberOf(new TextEncoder().encode(text)));
  expect(numbers).toEqual([...numbers.slice(0, 20), ...numbers.slice(0, 20)]);
  expect(new Set(numbers).size).toBe(20);
});

test('bytes of different lengths differ, and none equal none', () => {
  const numberOf = numberEqualBytes();
  const lengths = [0, 1, 2, 1, 0];
  expect(lengths.map((length) => numberOf(new Uint8Array(length)))).toEqual([0, 1, 2, 1, 0]);
});

test('many that differ in their last byte take no more than their bytes do', () => {
  const numberOf = numberEqualBytes();
  // Each compared with all before would read 3,000 others of 1,000 bytes, 6,000 times: half a minute.
  const started = performance.now();
  for (let i = 0; i < 6000; i++) {
    const bytes = new Uint8Array(1000);
    bytes.set([i & 255, i >> 8], 998);
    expect(numberOf(bytes)).toBe(i);
  }
  // A large one that stands there again and again is read once.
  const large = new Uint8Array(2 ** 24);
  for (let i = 0; i < 10_000; i++) expect(numberOf(large)).toBe(6000);
  expect(performance.now() - started).toBeLessThan(10_000);
});
