// The transform beside its definition, and laws that hold for every signal.
import { describe, expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { dctMatrix } from '../../../src/data/features/dct.ts';
import { realFft } from '../../../src/data/features/fft.ts';

const noise = (seed: number, length: number) => {
  const source = random(seed, 'signal');
  return Float64Array.from({ length }, () => source.normal());
};

/** X[k] = sum of x[n] e^(-2 pi i k n / N), as it is defined. */
function definition(x: Float64Array, k: number) {
  const angles = Array.from(x, (_, n) => (-2 * Math.PI * ((k * n) % x.length)) / x.length);
  const sum = (f: (angle: number) => number) => angles.reduce((all, angle, n) => all + x[n] * f(angle), 0);
  return { re: sum(Math.cos), im: sum(Math.sin) };
}

describe('the transform of real values', () => {
  test.each([2, 4, 8, 16, 64, 256, 1024])('of %i values is what the definition says', (length) => {
    const x = noise(length, length);
    const { re, im } = realFft(length)(x);
    expect(re.length).toBe(length / 2 + 1);
    for (let k = 0; k <= length / 2; k++) {
      const expected = definition(x, k);
      expect(re[k]).toBeCloseTo(expected.re, 10);
      expect(im[k]).toBeCloseTo(expected.im, 10);
    }
  });

  test('of a pulse is flat, of a constant it is one bin, of a cosine another', () => {
    const fft = realFft(16);
    expect([...fft(Float64Array.of(1, ...Array(15).fill(0))).re]).toEqual(Array(9).fill(1));
    expect([...fft(new Float64Array(16).fill(3)).re]).toEqual([48, ...Array(8).fill(0)]);
    const { re } = fft(Float64Array.from({ length: 16 }, (_, i) => Math.cos((2 * Math.PI * 3 * i) / 16)));
    for (const [k, value] of re.entries()) expect(value).toBeCloseTo(k === 3 ? 8 : 0, 12);
  });

  // Parseval's theorem: the energy is that of the spectrum, whose inner bins stand for two each.
  test.each(Array.from({ length: 20 }, (_, seed) => seed))('keeps the energy of any signal (seed %i)', (seed) => {
    const length = 2 ** (1 + (seed % 12));
    const x = noise(seed + 100, length);
    const { re, im } = realFft(length)(x);
    const power = re.reduce((sum, _, k) => sum + (re[k] ** 2 + im[k] ** 2) * (k % (length / 2) === 0 ? 1 : 2), 0);
    expect(power / length / x.reduce((sum, v) => sum + v * v, 0)).toBeCloseTo(1, 12);
  });

  test('is linear, and moves with the signal by a turn of its phase', () => {
    const fft = realFft(64);
    const [x, y] = [noise(1, 64), noise(2, 64)];
    const copy = (time: Float64Array) => [...fft(time).re];
    const [ofX, ofY, ofBoth] = [copy(x), copy(y), copy(x.map((v, i) => 2 * v - y[i]))];
    for (const [k, value] of ofBoth.entries()) expect(value).toBeCloseTo(2 * ofX[k] - ofY[k], 11);
    const magnitudes = (time: Float64Array) => {
      const { re, im } = fft(time);
      return Array.from(re, (_, k) => Math.hypot(re[k], im[k]));
    };
    const turned = magnitudes(x.map((_, i) => x[(i + 5) % 64]));
    for (const [k, value] of magnitudes(x).entries()) expect(turned[k]).toBeCloseTo(value, 11);
  });
});

test('the cosine transform is orthogonal but for its first row, which is larger by the root of 2', () => {
  const matrix = dctMatrix(8, 8);
  for (let i = 0; i < 8; i++) {
    for (let j = 0; j < 8; j++) {
      let product = 0;
      for (let n = 0; n < 8; n++) product += matrix[i * 8 + n] * matrix[j * 8 + n];
      expect(product).toBeCloseTo(i !== j ? 0 : i === 0 ? 2 : 1, 12);
    }
  }
});
