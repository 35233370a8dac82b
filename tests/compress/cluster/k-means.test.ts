import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { kMeans, nearest } from '../../../src/compress/cluster/k-means.ts';

const source = () => random(1, 'test');
const clusters = (values: readonly number[], count: number, pinned: readonly number[] = []) =>
  Array.from(kMeans(Float64Array.from(values), count, pinned, source()));

describe('k-means on a line', () => {
  test('three heaps far from each other: their means', () => {
    const found = clusters([0.1, 0.3, 5, 5.2, -4, -4.4], 3);
    expect(found.map((centroid) => centroid.toFixed(9))).toEqual(['-4.200000000', '0.200000000', '5.100000000']);
  });

  test('pinned centroids stay where they are and take members', () => {
    expect(clusters([-0.9, -0.8, 0.02, 0.04, 0.9], 4, [-1, 0, 1])).toHaveLength(4);
    const found = clusters([-0.9, -0.8, 0.02, 0.04, 0.9, 0.5, 0.52], 4, [-1, 0, 1]);
    expect(found.filter((c) => [-1, 0, 1].includes(c))).toEqual([-1, 0, 1]);
    expect(found).toContain(0.51);
  });

  test('fewer different values than clusters: each has its own', () => {
    expect(clusters([2, 1, 2, 1, 3], 16)).toEqual([1, 2, 3]);
    expect(clusters([], 4, [-1, 1])).toEqual([-1, 1]);
  });

  test('ends where every centroid is the mean of what is nearest to it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (values, count) => {
          const centroids = kMeans(Float64Array.from(values), count, [], source());
          expect(centroids.length).toBeLessThanOrEqual(count);
          for (const [k, centroid] of centroids.entries()) {
            const own = values.filter((value) => nearest(centroids, value) === k);
            if (own.length === 0) continue;
            expect(centroid).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / own.length, 9);
          }
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });
});

test('the nearest centroid, of two as near the lower', () => {
  const centroids = Float64Array.from([-1, 0, 2]);
  expect([-5, -0.6, -0.5, -0.4, 0.9, 1, 1.1, 9].map((value) => nearest(centroids, value))).toEqual([
    0, 0, 0, 1, 1, 1, 2, 2,
  ]);
});
