// The assignment of rows to columns with the greatest sum (Kuhn 1955), by shortest augmenting paths (Jonker, Volgenant
// 1987), in the time of n^3.

/** `gains`: square. The column of each row; among equal sums always the same. */
export function bestOrder(gains: readonly ArrayLike<number>[]): readonly number[] {
  const n = gains.length;
  // Rows and columns count from 1; row 0 stands for none, column 0 is where each search starts.
  const [ofRow, ofColumn] = [new Float64Array(n + 1), new Float64Array(n + 1)];
  const rowOf = new Int32Array(n + 1);
  for (let row = 1; row <= n; row++) augment(gains, row, { ofRow, ofColumn, rowOf });
  const order = new Array<number>(n).fill(0);
  for (let column = 1; column <= n; column++) order[rowOf[column] - 1] = column - 1;
  return order;
}

interface Matching {
  /** The potentials: no cost is less than the sum of its row's and its column's. */
  readonly ofRow: Float64Array;
  readonly ofColumn: Float64Array;
  readonly rowOf: Int32Array;
}

function augment(gains: readonly ArrayLike<number>[], row: number, { ofRow, ofColumn, rowOf }: Matching): void {
  const n = gains.length;
  const least = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const before = new Int32Array(n + 1);
  const isDone = new Uint8Array(n + 1);
  rowOf[0] = row;
  let at = 0;
  while (rowOf[at] !== 0) {
    isDone[at] = 1;
    const own = rowOf[at];
    let [step, next] = [Number.POSITIVE_INFINITY, 0];
    for (let column = 1; column <= n; column++) {
      if (isDone[column]) continue;
      const reduced = -gains[own - 1][column - 1] - ofRow[own] - ofColumn[column];
      if (reduced < least[column]) {
        least[column] = reduced;
        before[column] = at;
      }
      if (least[column] < step) [step, next] = [least[column], column];
    }
    for (let column = 0; column <= n; column++) {
      if (isDone[column]) {
        ofRow[rowOf[column]] += step;
        ofColumn[column] -= step;
      } else least[column] -= step;
    }
    at = next;
  }
  for (; at !== 0; at = before[at]) rowOf[at] = rowOf[before[at]];
}
