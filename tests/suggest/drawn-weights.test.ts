// Weights that stand for those of a training: how many differ, and how many are zero.
import { describe, expect, test } from 'vitest';
import { drawnWeights } from '../../src/suggest/drawn-weights.ts';

const LENGTH = 100_000;

describe('drawn weights', () => {
  test.each([4, 8, 16, 32, 127])('of %i clusters are steps of one size within the range of int8', (clusters) => {
    const values = [...new Set(drawnWeights(LENGTH, 0, { sparsity: 0, clusters }))].sort((a, b) => a - b);
    expect(values.length).toBeLessThanOrEqual(clusters);
    expect(values.length).toBeGreaterThanOrEqual(clusters - 1);
    const step = 254 / (clusters - 1);
    const gaps = values.slice(1).map((value, i) => value - values[i]);
    // The last is cut where the range ends.
    expect(Math.max(...gaps)).toBeLessThanOrEqual(step + 1);
    expect(Math.min(...gaps.slice(1, -1))).toBeGreaterThanOrEqual(step - 1);
  });

  test.each([0.3, 0.5, 0.7])('are zero as often as pruning makes them: %f', (sparsity) => {
    const zeros = drawnWeights(LENGTH, 3, { sparsity }).filter((value) => value === 0).length;
    expect(Math.abs(zeros / LENGTH - sparsity)).toBeLessThan(0.02);
  });

  test('of two layers differ', () => {
    expect(drawnWeights(1000, 1, { sparsity: 0 })).not.toEqual(drawnWeights(1000, 2, { sparsity: 0 }));
  });
});
