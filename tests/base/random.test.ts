import { describe, expect, test } from 'vitest';
import { permutation, random } from '../../src/base/random.ts';

describe('random', () => {
  test('the same seed and stream give the same numbers, other streams others', () => {
    const draw = (seed: number, stream: string) =>
      Array.from(
        { length: 5 },
        (
          (r) => () =>
            r.uint32()
        )(random(seed, stream)),
      );
    expect(draw(1, 'init')).toEqual(draw(1, 'init'));
    expect(draw(1, 'init')).not.toEqual(draw(1, 'shuffle'));
    expect(draw(1, 'init')).not.toEqual(draw(2, 'init'));
  });

  test('uniform numbers have mean 1/2 and variance 1/12', () => {
    const r = random(7, 'test');
    const xs = Array.from({ length: 100_000 }, () => r.uniform());
    const mean = xs.reduce((a, b) => a + b) / xs.length;
    // Five standard errors: sqrt(1/12/100000) = 0.00091.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.0046);
    expect(Math.abs(xs.reduce((a, x) => a + (x - mean) ** 2, 0) / xs.length - 1 / 12)).toBeLessThan(0.0012);
    expect(Math.min(...xs.slice(0, 1000))).toBeGreaterThanOrEqual(0);
  });

  test('normal numbers have mean 0, variance 1 and 68.27% within one', () => {
    const r = random(3, 'normal');
    const xs = Array.from({ length: 100_000 }, () => r.normal());
    expect(Math.abs(xs.reduce((a, b) => a + b) / xs.length)).toBeLessThan(0.016);
    expect(Math.abs(xs.reduce((a, x) => a + x * x, 0) / xs.length - 1)).toBeLessThan(0.023);
    expect(Math.abs(xs.filter((x) => Math.abs(x) < 1).length / xs.length - 0.6827)).toBeLessThan(0.0074);
  });

  test('a permutation holds every index once', () => {
    const order = permutation(1000, random(1, 'shuffle'));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect([...order.slice(0, 10)]).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

test('a sequence goes on from a state of it', () => {
  const source = random(7, 'state');
  for (let i = 0; i < 5; i++) source.normal();
  const next = random(7, 'state', source.state());
  expect([next.uint32(), next.uniform(), next.normal()]).toEqual([source.uint32(), source.uniform(), source.normal()]);
});
