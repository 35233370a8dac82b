// float32 arithmetic, sums and fused activations, as all float twins use them. `f32` is Math.fround: each result of a
// single operation is rounded, which equals float32 hardware for + - * / and sqrt.

export const f32 = Math.fround;

/** NaN passes, so that a network that diverged shows it. */
export function activate(value: number, activation: number): number {
  const positive = activation !== 0 && value < 0 ? 0 : value;
  return activation === 2 && positive > 6 ? 6 : positive;
}

/** Whether the activation that made `y` let the gradient through. */
export function passes(y: number, activation: number): boolean {
  return activation === 0 || (y > 0 && (activation === 1 || y < 6));
}

/** The sums of 32 rows each, in order, are added up in order, which is more precise than one long chain. */
export function sumOfRows(rows: number, term: (row: number) => number): number {
  let total = 0;
  for (let begin = 0; begin < rows; begin += 32) {
    let sum = 0;
    for (let r = begin; r < Math.min(begin + 32, rows); r++) sum = f32(sum + term(r));
    total = f32(total + sum);
  }
  return total;
}
