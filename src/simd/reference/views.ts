// Typed views of the linear memory and the fused activations, as all float twins use them. `f32` is Math.fround: each result of a single
// operation is rounded, which equals float32 hardware for + - * / and sqrt.
import type { Window } from '../training.ts';

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

export function readWindow(buffer: SharedArrayBuffer, address: number): Window {
  const [h, w, inC, kh, kw, strideH, strideW, dilationH, dilationW, padTop, padLeft, outH, outW, outC] = new Int32Array(
    buffer,
    address,
    14,
  );
  return { h, w, inC, kh, kw, strideH, strideW, dilationH, dilationW, padTop, padLeft, outH, outW, outC };
}

/** Four partial sums over the rows r mod 4, added as (0 + 1) + (2 + 3): shorter chains for precision and for the hardware. */
export function sumOfRows(rows: number, term: (row: number) => number): number {
  const partial = [0, 0, 0, 0];
  for (let r = 0; r < rows; r++) partial[r & 3] = f32(partial[r & 3] + term(r));
  return f32(f32(partial[0] + partial[1]) + f32(partial[2] + partial[3]));
}
