// The inner loop of every matrix product where two vectors of 128 bits become one of 256 (src/host/wide-vectors.ts): 4
// rows times the 16 columns of two panels. k ascends from zero, so that the bits are those of tile.ts.
import { limited } from './elementwise';

class WideTile {
  /** As `Tile.columns` for the panels at `b` and `b` + `panelBytes`; their sums follow each other. */
  @inline
  static columns(
    a: usize,
    stepA: usize,
    jumpA: usize,
    rows: i32,
    columns: i32,
    b: usize,
    stepB: usize,
    panelBytes: usize,
    sums: usize,
    bias: usize,
    lower: f32,
    upper: f32,
    c0: usize,
    c1: usize,
    c2: usize,
    c3: usize,
  ): void {
    const zero = f32x4.splat(0);
    let s00 = zero;
    let s01 = zero;
    let s02 = zero;
    let s03 = zero;
    let s10 = zero;
    let s11 = zero;
    let s12 = zero;
    let s13 = zero;
    let s20 = zero;
    let s21 = zero;
    let s22 = zero;
    let s23 = zero;
    let s30 = zero;
    let s31 = zero;
    let s32 = zero;
    let s33 = zero;
    if (sums !== 0) {
      s00 = v128.load(sums);
      s01 = v128.load(sums, 16);
      s02 = v128.load(sums, 128);
      s03 = v128.load(sums, 144);
      s10 = v128.load(sums, 32);
      s11 = v128.load(sums, 48);
      s12 = v128.load(sums, 160);
      s13 = v128.load(sums, 176);
      s20 = v128.load(sums, 64);
      s21 = v128.load(sums, 80);
      s22 = v128.load(sums, 192);
      s23 = v128.load(sums, 208);
      s30 = v128.load(sums, 96);
      s31 = v128.load(sums, 112);
      s32 = v128.load(sums, 224);
      s33 = v128.load(sums, 240);
    }
    const rowBytes = <usize>columns * stepB;
    let next = b + panelBytes;
    for (; rows > 0; rows--) {
      const stop = b + rowBytes;
      while (b < stop) {
        const b0 = v128.load(b);
        const b1 = v128.load(b, 16);
        const b2 = v128.load(next);
        const b3 = v128.load(next, 16);
        let x = v128.load_splat<f32>(a);
        s00 = f32x4.add(s00, f32x4.mul(x, b0));
        s01 = f32x4.add(s01, f32x4.mul(x, b1));
        s02 = f32x4.add(s02, f32x4.mul(x, b2));
        s03 = f32x4.add(s03, f32x4.mul(x, b3));
        x = v128.load_splat<f32>(a, 4);
        s10 = f32x4.add(s10, f32x4.mul(x, b0));
        s11 = f32x4.add(s11, f32x4.mul(x, b1));
        s12 = f32x4.add(s12, f32x4.mul(x, b2));
        s13 = f32x4.add(s13, f32x4.mul(x, b3));
        x = v128.load_splat<f32>(a, 8);
        s20 = f32x4.add(s20, f32x4.mul(x, b0));
        s21 = f32x4.add(s21, f32x4.mul(x, b1));
        s22 = f32x4.add(s22, f32x4.mul(x, b2));
        s23 = f32x4.add(s23, f32x4.mul(x, b3));
        x = v128.load_splat<f32>(a, 12);
        s30 = f32x4.add(s30, f32x4.mul(x, b0));
        s31 = f32x4.add(s31, f32x4.mul(x, b1));
        s32 = f32x4.add(s32, f32x4.mul(x, b2));
        s33 = f32x4.add(s33, f32x4.mul(x, b3));
        a += stepA;
        b += stepB;
        next += stepB;
      }
      a += jumpA;
    }
    if (sums === 0) {
      const low = f32x4.splat(lower);
      const high = f32x4.splat(upper);
      const bias0 = v128.load(bias);
      const bias1 = v128.load(bias, 16);
      const bias2 = v128.load(bias, 32);
      const bias3 = v128.load(bias, 48);
      v128.store(c0, limited(f32x4.add(s00, bias0), low, high));
      v128.store(c0, limited(f32x4.add(s01, bias1), low, high), 16);
      v128.store(c0, limited(f32x4.add(s02, bias2), low, high), 32);
      v128.store(c0, limited(f32x4.add(s03, bias3), low, high), 48);
      v128.store(c1, limited(f32x4.add(s10, bias0), low, high));
      v128.store(c1, limited(f32x4.add(s11, bias1), low, high), 16);
      v128.store(c1, limited(f32x4.add(s12, bias2), low, high), 32);
      v128.store(c1, limited(f32x4.add(s13, bias3), low, high), 48);
      v128.store(c2, limited(f32x4.add(s20, bias0), low, high));
      v128.store(c2, limited(f32x4.add(s21, bias1), low, high), 16);
      v128.store(c2, limited(f32x4.add(s22, bias2), low, high), 32);
      v128.store(c2, limited(f32x4.add(s23, bias3), low, high), 48);
      v128.store(c3, limited(f32x4.add(s30, bias0), low, high));
      v128.store(c3, limited(f32x4.add(s31, bias1), low, high), 16);
      v128.store(c3, limited(f32x4.add(s32, bias2), low, high), 32);
      v128.store(c3, limited(f32x4.add(s33, bias3), low, high), 48);
    } else {
      v128.store(sums, s00);
      v128.store(sums, s01, 16);
      v128.store(sums, s02, 128);
      v128.store(sums, s03, 144);
      v128.store(sums, s10, 32);
      v128.store(sums, s11, 48);
      v128.store(sums, s12, 160);
      v128.store(sums, s13, 176);
      v128.store(sums, s20, 64);
      v128.store(sums, s21, 80);
      v128.store(sums, s22, 192);
      v128.store(sums, s23, 208);
      v128.store(sums, s30, 96);
      v128.store(sums, s31, 112);
      v128.store(sums, s32, 224);
      v128.store(sums, s33, 240);
    }
  }
}

/** As `tileOfPackedRows` for the two panels at `b` and `b` + `panelBytes`: 16 floats at each of `c0` .. `c3`. */
export function wideTileOfPackedRows(
  a: usize,
  k: i32,
  b: usize,
  panelBytes: usize,
  bias: usize,
  lower: f32,
  upper: f32,
  c0: usize,
  c1: usize,
  c2: usize,
  c3: usize,
): void {
  WideTile.columns(a, 16, 0, 1, k, b, 32, panelBytes, 0, bias, lower, upper, c0, c1, c2, c3);
}

/** As `tileOfColumns` for the two panels at `b` and `b` + `panelBytes`, whose sums follow each other. */
export function wideTileOfColumns(
  a: usize,
  stepA: usize,
  jumpA: usize,
  rows: i32,
  columns: i32,
  b: usize,
  stepB: usize,
  panelBytes: usize,
  sums: usize,
): void {
  WideTile.columns(a, stepA, jumpA, rows, columns, b, stepB, panelBytes, sums, 0, 0, 0, 0, 0, 0, 0);
}
