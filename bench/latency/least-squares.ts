// Least squares with coefficients that can't be negative: no loop executes a negative number of instructions.
// C. Lawson, R. Hanson, Solving Least Squares Problems (1974), chapter 23.

/** Minimizes |rows x - targets| with x >= 0. */
export function nonNegativeLeastSquares(rows: readonly (readonly number[])[], targets: readonly number[]): number[] {
  const n = rows[0]?.length ?? 0;
  // Columns of equal length, so that the tolerance means the same for each.
  const scale = Array.from({ length: n }, (_, j) => Math.hypot(...rows.map((row) => row[j])) || 1);
  const a = rows.map((row) => row.map((value, j) => value / scale[j]));
  const gram = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => a.reduce((sum, row) => sum + row[i] * row[j], 0)),
  );
  const moment = Array.from({ length: n }, (_, i) => a.reduce((sum, row, r) => sum + row[i] * targets[r], 0));
  let x = new Array<number>(n).fill(0);
  const passive = new Set<number>();
  const tolerance = 1e-9 * Math.max(1e-300, ...moment.map(Math.abs));
  for (let step = 0; step < 20 * n; step++) {
    const gradient = moment.map((m, i) => m - gram[i].reduce((sum, g, j) => sum + g * x[j], 0));
    const candidates = gradient.map((g, i) => (passive.has(i) ? -1 : g));
    const best = candidates.indexOf(Math.max(...candidates));
    if (best < 0 || candidates[best] <= tolerance) break;
    passive.add(best);
    for (;;) {
      const indices = [...passive];
      const solved = solve(
        indices.map((i) => indices.map((j) => gram[i][j] + (i === j ? 1e-10 : 0))),
        indices.map((i) => moment[i]),
      );
      if (solved.every((value) => value > 0)) {
        x = x.map(() => 0);
        indices.forEach((i, k) => {
          x[i] = solved[k];
        });
        break;
      }
      let alpha = 1;
      indices.forEach((i, k) => {
        if (solved[k] <= 0) alpha = Math.min(alpha, x[i] / (x[i] - solved[k] || 1));
      });
      indices.forEach((i, k) => {
        x[i] += alpha * (solved[k] - x[i]);
        if (x[i] <= 1e-12 && solved[k] <= 0) passive.delete(i);
      });
      if (passive.size === 0) break;
    }
  }
  return x.map((value, j) => value / scale[j]);
}

/** Gaussian elimination with row pivoting. */
function solve(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  const m = matrix.map((row, i) => [...row, right[i]]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(m[r][c]) > Math.abs(m[pivot][c])) pivot = r;
    [m[c], m[pivot]] = [m[pivot], m[c]];
    for (let r = c + 1; r < n; r++) {
      const factor = m[r][c] / m[c][c];
      for (let k = c; k <= n; k++) m[r][k] -= factor * m[c][k];
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let r = n - 1; r >= 0; r--) {
    x[r] = (m[r][n] - x.slice(r + 1).reduce((sum, value, k) => sum + value * m[r][r + 1 + k], 0)) / m[r][r];
  }
  return x;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
