// Sums over rows: those of so many rows each, in order, are added up in order, which is more precise than one long
// chain.
export const SUM_ROWS = 32;

/** How many sums of rows there are. */
export function sumsOf(rows: number): number {
  return Math.ceil(rows / SUM_ROWS);
}
