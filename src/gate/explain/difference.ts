// How far a board's numbers are from those that the simulator gives.

/** What the board said, number by number. */
export interface BoardNumbers {
  readonly values: ArrayLike<number>;
  /** How far a number may be off because of how it was printed; 0 of stored integers. */
  tolerance(i: number): number;
}

export interface Difference {
  /** How many numbers differ, of how many. */
  readonly values: number;
  readonly of: number;
  /** The largest, in the unit of the numbers. */
  readonly most: number;
  /** The index of the first that differs; absent where none does. */
  readonly first?: { readonly index: number; readonly board: number; readonly expected: number };
}

export function differenceOf({ values, tolerance }: BoardNumbers, expected: ArrayLike<number>): Difference {
  let [count, most] = [0, 0];
  let first: Difference['first'];
  for (let i = 0; i < values.length; i++) {
    const off = Math.abs(values[i] - expected[i]);
    if (off <= tolerance(i) || (Number.isNaN(values[i]) && Number.isNaN(expected[i]))) continue;
    count++;
    most = Number.isNaN(off) ? Number.POSITIVE_INFINITY : Math.max(most, off);
    first ??= { index: i, board: values[i], expected: expected[i] };
  }
  return { values: count, of: values.length, most, ...(first && { first }) };
}

/** The fewest numbers first, then the smallest difference. */
export function byDifference(a: { readonly difference: Difference }, b: { readonly difference: Difference }): number {
  return a.difference.values - b.difference.values || a.difference.most - b.difference.most;
}
