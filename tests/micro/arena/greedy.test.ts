import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PlannerBuffer, planGreedily } from '../../../src/micro/arena/greedy.ts';

const buffers = (
  ...rows: [bytes: number, firstUse: number, lastUse: number, fixedOffset?: number][]
): PlannerBuffer[] =>
  rows.map(([bytes, firstUse, lastUse, fixedOffset]) => ({ bytes, firstUse, lastUse, fixedOffset }));

// Cases and figures of tensorflow/lite/micro/memory_planner/greedy_memory_planner_test.cc.
describe('the planner of the runtime', () => {
  test('buffers that do not live together share their place', () => {
    expect(planGreedily(buffers([10, 0, 1], [20, 2, 3]))).toEqual({ offsets: [0, 0], headBytes: 20 });
  });

  test('the largest goes first, the others into the lowest gap', () => {
    const plan = planGreedily(buffers([10, 0, 1], [20, 1, 2], [30, 2, 3], [40, 3, 4], [50, 0, 1]));
    expect(plan).toEqual({ offsets: [50, 70, 40, 0, 0], headBytes: 90 });
  });

  test('a buffer that overlaps both neighbours in time', () => {
    expect(planGreedily(buffers([100, 0, 1], [50, 2, 3], [20, 1, 2])).headBytes).toBe(120);
  });

  test('no buffers take nothing', () => {
    expect(planGreedily([])).toEqual({ offsets: [], headBytes: 0 });
  });
});

describe('any plan', () => {
  const any = fc.array(
    fc
      .record({ bytes: fc.nat(64), firstUse: fc.nat(12), length: fc.nat(6) })
      .map(
        ({ bytes, firstUse, length }): PlannerBuffer => ({ bytes: 16 * bytes, firstUse, lastUse: firstUse + length }),
      ),
    { maxLength: 30 },
  );

  test('no two buffers that live together overlap in memory, and the head holds all', () => {
    fc.assert(
      fc.property(any, (list) => {
        const { offsets, headBytes } = planGreedily(list);
        list.forEach((a, i) => {
          expect(offsets[i] + a.bytes).toBeLessThanOrEqual(headBytes);
          list.slice(0, i).forEach((b, j) => {
            const together = a.firstUse <= b.lastUse && b.firstUse <= a.lastUse;
            const apart = offsets[i] + a.bytes <= offsets[j] || offsets[j] + b.bytes <= offsets[i];
            expect(!together || apart || a.bytes === 0 || b.bytes === 0).toBe(true);
          });
        });
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('offsets from the model stay, and the others go around them', () => {
    const { offsets } = planGreedily(buffers([64, 0, 2, 128], [32, 0, 1], [256, 1, 2]));
    expect(offsets[0]).toBe(128);
    expect(offsets[2]).toBe(192);
    expect(offsets[1]).toBe(0);
  });
});
