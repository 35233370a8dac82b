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

/** The walk of CalculateOffsetsIfNeeded and NextSimultaneouslyActiveBuffer, entry by entry. */
function planAsWritten(list: readonly PlannerBuffer[]): number[] {
  const offsets = new Array<number>(list.length);
  const ids = list.map((_, id) => id);
  const fixed = ids.filter((id) => list[id].fixedOffset !== undefined);
  const free = ids.filter((id) => list[id].fixedOffset === undefined);
  free.sort((a, b) => list[b].bytes - list[a].bytes || b - a);
  const placed: number[] = [];
  for (const id of [...fixed, ...free]) {
    const wanted = list[id];
    let candidate = wanted.fixedOffset ?? 0;
    for (const other of wanted.fixedOffset === undefined ? placed : []) {
      const { bytes, firstUse, lastUse } = list[other];
      if (firstUse > wanted.lastUse || wanted.firstUse > lastUse) continue;
      if (offsets[other] - candidate >= wanted.bytes) break;
      candidate = Math.max(candidate, offsets[other] + bytes);
    }
    offsets[id] = candidate;
    const behind = placed.findIndex((other) => offsets[other] > candidate);
    placed.splice(behind < 0 ? placed.length : behind, 0, id);
  }
  return offsets;
}

describe('the same plan as the walk through all placed buffers that the runtime does', () => {
  const lists = (most: { bytes: number; first: number; length: number; count: number }) =>
    fc.array(
      fc.record({
        bytes: fc.nat(most.bytes).map((units) => 16 * units),
        firstUse: fc.nat(most.first).map((scope) => scope - 1),
        length: fc.nat(most.length),
        fixedOffset: fc.option(
          fc.nat(30).map((units) => 16 * units),
          { nil: undefined, freq: 6 },
        ),
      }),
      { maxLength: most.count },
    );

  test.each([
    ['a few short lives', { bytes: 12, first: 12, length: 4, count: 40 }, 2000],
    ['long lives', { bytes: 40, first: 60, length: 60, count: 120 }, 300],
    ['two sizes', { bytes: 1, first: 30, length: 30, count: 100 }, 300],
    ['many', { bytes: 200, first: 500, length: 40, count: 800 }, 20],
  ])('%s', (_, most, numRuns) => {
    fc.assert(
      fc.property(lists(most), (rows) => {
        const list = rows.map(({ length, ...row }): PlannerBuffer => ({ ...row, lastUse: row.firstUse + length }));
        expect(planGreedily(list).offsets).toEqual(planAsWritten(list));
      }),
      { seed: 1, numRuns },
    );
  });
});

test('10,000 buffers alive at once stand one behind the other, the last added first', () => {
  const list = Array.from({ length: 10_000 }, (_, i): PlannerBuffer => ({ bytes: 16, firstUse: i, lastUse: 20_000 }));
  const { offsets, headBytes } = planGreedily(list);
  expect(offsets).toEqual(list.map((_, i) => 16 * (9999 - i)));
  expect(headBytes).toBe(160_000);
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
