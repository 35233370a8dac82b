// Whole square roots of 64 bits, where float64 holds neither the number nor its root's square.
import { expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { squareRoot } from '../../../src/micro/arithmetic/square-root.ts';

/** Rounded: the whole number whose distance to the root is less than a half. */
function isRounded(root: bigint, x: bigint): boolean {
  const [below, above] = [2n * root - 1n, 2n * root + 1n];
  return (root === 0n || below * below < 4n * x) && 4n * x < above * above;
}

const source = random(1, 'roots');
const half = () => BigInt(source.uint32());
const numbers = Array.from({ length: 2000 }, (_, i) => (half() << 32n) | half() | (i % 2 === 0 ? 0xffffffffn : 0n));

test('roots are rounded to the nearest', () => {
  const wrong = numbers.map((x) => x >> BigInt(source.below(64))).filter((x) => !isRounded(squareRoot(x), x));
  expect(wrong).toEqual([]);
});

test('around squares, which float64 rounds, they are right', () => {
  for (const x of numbers.slice(0, 500)) {
    const root = x >> 32n;
    for (const near of [-1n, 0n, 1n]) {
      const square = root * root + near;
      if (square >= 0n) expect(isRounded(squareRoot(square), square)).toBe(true);
    }
  }
});

test('the largest stay in 32 bits, and those of 32 bits in 16', () => {
  expect(squareRoot(2n ** 64n - 1n)).toBe(4294967295n);
  expect(squareRoot(2n ** 32n - 1n)).toBe(65535n);
  expect(squareRoot(2n ** 32n)).toBe(65536n);
  expect(squareRoot(0n)).toBe(0n);
});
