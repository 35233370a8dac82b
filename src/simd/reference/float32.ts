// float32 arithmetic, sums and fused activations, as all float twins use them. `f32` is Math.fround: each result of a
// single operation is rounded, which equals float32 hardware for + - * / and sqrt.

import { SUM_ROWS, sumsOf } from '../sums.ts';

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

/** Sum number `block` of a term of each row (sums.ts). */
export function sumOfBlock(block: number, rows: number, term: (row: number) => number): number {
  let sum = 0;
  for (let r = block * SUM_ROWS; r < Math.min((block + 1) * SUM_ROWS, rows); r++) sum = f32(sum + term(r));
  return sum;
}

/** The sums of all blocks, in order. */
export function sumOfRows(rows: number, term: (row: number) => number): number {
  let total = 0;
  for (let block = 0; block < sumsOf(rows); block++) total = f32(total + sumOfBlock(block, rows, term));
  return total;
}
