// Calibration methods: what each cuts off, by hand; the papers are named in the methods.
import { describe, expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { asymmetric } from '../../../src/compress/affine.ts';
import type { ValueRange } from '../../../src/compress/calibrate.ts';
import { addTo, BINS, emptyHistogram } from '../../../src/compress/calibration/histogram.ts';
import type { CalibrationName } from '../../../src/compress/calibration/index.ts';
import { CALIBRATIONS, calibrationOf } from '../../../src/compress/calibration/index.ts';

const settings = { percentile: 99, scaleOf: (range: ValueRange) => asymmetric(range).scale };

function clip(name: CalibrationName, values: readonly number[], percentile = 99): ValueRange | undefined {
  const histogram = emptyHistogram({ min: Math.min(...values), max: Math.max(...values) });
  addTo(histogram, Float32Array.from(values));
  const method: { clip?: (typeof CALIBRATIONS)[1]['clip'] } = calibrationOf(name);
  return method.clip?.(histogram, { ...settings, percentile });
}

/** Bell-shaped between -6 and 6: the sum of twelve uniform numbers (central limit). */
function bell(count: number): number[] {
  const source = random(1, 'bell');
  return Array.from(
    { length: count },
    () => Array.from({ length: 12 }, () => source.uniform()).reduce((a, b) => a + b) - 6,
  );
}

test('every method names its source', () => {
  for (const { source } of CALIBRATIONS) expect(source).toMatch(/20\d\d/);
});

test('a histogram counts each value but zero in the bin that holds it', () => {
  const histogram = emptyHistogram({ min: 1, max: 4 });
  // The range is widened to zero: 2048 bins of 1/512.
  addTo(histogram, Float32Array.of(0, 1, 1.001, 4));
  expect([histogram.low, histogram.high]).toEqual([0, 4]);
  expect([512, BINS - 1].map((bin) => histogram.counts[bin])).toEqual([2, 1]);
  expect(histogram.counts.reduce((a, b) => a + b)).toBe(3);
});

describe('percentile', () => {
  test('leaves one percent of evenly spread values beyond each end', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => (i - 5000 + 0.5) / 5000);
    const range = clip('percentile', values);
    expect(range?.max).toBeCloseTo(0.98, 3);
    expect(range?.min).toBeCloseTo(-0.98, 3);
  });

  test('of 100 percent is the whole range', () => {
    const range = clip('percentile', [-1, 0.5, 2], 100);
    expect(range?.min).toBe(-1);
    expect(range?.max).toBe(2);
  });

  test('never passes zero from the other side', () => {
    expect(
      clip(
        'percentile',
        Array.from({ length: 1000 }, (_, i) => i + 1),
        90,
      )?.min,
    ).toBe(0);
  });
});

describe('mse', () => {
  // One value of 100 in 100,001: cut off at c its squared error is (100 - c)^2, that of each other c^2 / 255^2 / 12.
  // With n = 1e5 the sum is least at c = 100 / (1 + n / 780300) = 88.6.
  test('cuts an outlier where its error equals what finer steps gain', () => {
    const values = [...Array.from({ length: 100_000 }, (_, i) => ((i % 100) + 1) / 100), 100];
    expect(clip('mse', values)?.max).toBeCloseTo(88.6, 0);
  });

  test('keeps values that are spread evenly', () => {
    const range = clip(
      'mse',
      Array.from({ length: 10_000 }, (_, i) => i / 10_000),
    );
    expect(range?.max).toBeGreaterThan(0.98);
  });
});

describe('entropy', () => {
  test('cuts a lone outlier far beyond a bell', () => {
    const range = clip('entropy', [...bell(50_000), 60]);
    expect(range?.max).toBeLessThan(20);
    expect(range?.max).toBeGreaterThan(3);
  });

  test('keeps values that are spread evenly', () => {
    const range = clip(
      'entropy',
      Array.from({ length: 100_000 }, (_, i) => (i + 0.5) / 100_000),
    );
    expect(range?.max).toBeGreaterThan(0.98);
  });
});

test.each(CALIBRATIONS.map(({ name }) => name))('%s never widens the range', (name) => {
  const values = bell(5000);
  const range = clip(name, values);
  expect(range?.min ?? 0).toBeGreaterThanOrEqual(Math.min(...values));
  expect(range?.max ?? 0).toBeLessThanOrEqual(Math.max(...values));
});
