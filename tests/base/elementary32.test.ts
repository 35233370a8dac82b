import { expect, test } from 'vitest';
import { exp } from '../../src/base/elementary.ts';
import { expm1f, tanhf } from '../../src/base/elementary32.ts';

/** Distance in units of the last place of a float32. */
function ulps(found: number, exact: number): number {
  const unit = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(exact))), -126) - 23);
  return Math.abs(found - exact) / unit;
}

const places = Array.from({ length: 400 }, (_, i) => Math.fround((i - 200) * 0.0437)).filter((x) => x !== 0);

test('expm1 and tanh lie within 2 units of the last place as in the C library', () => {
  for (const x of places) {
    expect(ulps(expm1f(x), exp(x) - 1)).toBeLessThan(2);
    const t = exp(2 * x);
    expect(ulps(tanhf(x), (t - 1) / (t + 1))).toBeLessThan(2);
  }
});

test('the ends', () => {
  expect([expm1f(-0), expm1f(1e-9), expm1f(-200), expm1f(200)]).toEqual([-0, 1e-9, -1, Number.POSITIVE_INFINITY]);
  expect([tanhf(-0), tanhf(50), tanhf(-50), tanhf(Number.NaN)]).toEqual([-0, 1, -1, Number.NaN]);
});
