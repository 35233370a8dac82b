import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cos, exp, log, sin } from '../../src/base/elementary.ts';

const close = (a: number, b: number, ulps: number) =>
  Math.abs(a - b) <= ulps * 2 ** -52 * Math.max(Math.abs(b), 2 ** -1022);
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

// Math.* of this machine is right to 1 ulp, so 2 ulp is the bound that every correct pair keeps.
describe('elementary functions agree with the C library', () => {
  test('exp', () =>
    fc.assert(
      fc.property(between(-700, 709), (x) => close(exp(x), Math.exp(x), 2)),
      { seed: 1 },
    ));
  test('log', () =>
    fc.assert(
      fc.property(between(1e-300, 1e300), (x) => close(log(x), Math.log(x), 2)),
      { seed: 1 },
    ));
  test('sin and cos', () =>
    fc.assert(
      fc.property(
        between(-1000, 1000),
        (x) => Math.abs(sin(x) - Math.sin(x)) < 4e-16 && Math.abs(cos(x) - Math.cos(x)) < 4e-16,
      ),
      { seed: 1 },
    ));
});

test.each([
  [exp(0), 1],
  [exp(Number.NEGATIVE_INFINITY), 0],
  [exp(1000), Number.POSITIVE_INFINITY],
  [exp(Number.NaN), Number.NaN],
  [log(1), 0],
  [log(0), Number.NEGATIVE_INFINITY],
  [log(-1), Number.NaN],
  [log(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY],
  [cos(0), 1],
  [sin(0), 0],
])('special value %#', (value, expected) => expect(value).toBe(expected));

test('exp of the smallest and largest finite results', () => {
  expect(exp(-745)).toBe(5e-324);
  expect(close(exp(709.7), 1.6549840276802644e308, 2)).toBe(true);
});
