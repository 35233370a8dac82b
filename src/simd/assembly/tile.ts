// The inner loops of every matrix product: 4 rows times 8 columns in registers, B in panels of 8 columns. k ascends
// from zero, so that the bits are those of the plain loop. Unrolling over k was slower (V8 then spills).
import { limited } from './elementwise';

/** What the tiles share, inlined by decree; methods, because Biome can't parse AssemblyScript's decorators on
 * functions. */
class Tile {
  @inline
  static store(
    s00: v128,
    s01: v128,
    s10: v128,
    s11: v128,
    s20: v128,
    s21: v128,
    s30: v128,
    s31: v128,
    bias: usize,
    lower: f32,
    upper: f32,
    c0: usize,
    c1: usize,
    c2: usize,
    c3: usize,
  ): void {
    const low = f32x4.splat(lower);
    const high = f32x4.splat(upper);
    const bias0 = v128.load(bias);
    const bias1 = v128.load(bias, 16);
    v128.store(c0, limited(f32x4.add(s00, bias0), low, high));
    v128.store(c0, limited(f32x4.add(s01, bias1), low, high), 16);
    v128.store(c1, limited(f32x4.add(s10, bias0), low, high));
    v128.store(c1, limited(f32x4.add(s11, bias1), low, high), 16);
    v128.store(c2, limited(f32x4.add(s20, bias0), low, high));
    v128.store(c2, limited(f32x4.add(s21, bias1), low, high), 16);
    v128.store(c3, limited(f32x4.add(s30, bias0), low, high));
    v128.store(c3, limited(f32x4.add(s31, bias1), low, high), 16);
  }

  /** The products of 4 neighbouring floats at `a` with 8 at `b`. They are added to the sums at `sums`, or where that is
   * 0 to zero, and then go where `store` puts them; a constant, so that one of the two ways stays in each copy. */
  @inline
  static columns(
    a: usize,
    stepA: usize,
    jumpA: usize,
    rows: i32,
    columns: i32,
    b: usize,
    stepB: usize,
    sums: usize,
    bias: usize,
    lower: f32,
    upper: f32,
    c0: usize,
    c1: usize,
    c2: usize,
    c3: usize,
  ): void {
    let s00 = f32x4.splat(0);
    let s01 = s00;
    let s10 = s00;
    let s11 = s00;
    let s20 = s00;
    let s21 = s00;
    let s30 = s00;
    let s31 = s00;
    if (sums !== 0) {
      s00 = v128.load(sums);
      s01 = v128.load(sums, 16);
      s10 = v128.load(sums, 32);
      s11 = v128.load(sums, 48);
      s20 = v128.load(sums, 64);
      s21 = v128.load(sums, 80);
      s30 = v128.load(sums, 96);
      s31 = v128.load(sums, 112);
    }
    const rowBytes = <usize>columns * stepB;
    for (; rows > 0; rows--) {
      const stop = b + rowBytes;
      while (b < stop) {
        const b0 = v128.load(b);
        const b1 = v128.load(b, 16);
        let x = v128.load_splat<f32>(a);
        s00 = f32x4.add(s00, f32x4.mul(x, b0));
        s01 = f32x4.add(s01, f32x4.mul(x, b1));
        x = v128.load_splat<f32>(a, 4);
        s10 = f32x4.add(s10, f32x4.mul(x, b0));
        s11 = f32x4.add(s11, f32x4.mul(x, b1));
        x = v128.load_splat<f32>(a, 8);
        s20 = f32x4.add(s20, f32x4.mul(x, b0));
        s21 = f32x4.add(s21, f32x4.mul(x, b1));
        x = v128.load_splat<f32>(a, 12);
        s30 = f32x4.add(s30, f32x4.mul(x, b0));
        s31 = f32x4.add(s31, f32x4.mul(x, b1));
        a += stepA;
        b += stepB;
      }
      a += jumpA;
    }
    if (sums === 0) {
      Tile.store(s00, s01, s10, s11, s20, s21, s30, s31, bias, lower, upper, c0, c1, c2, c3);
    } else {
      v128.store(sums, s00);
      v128.store(sums, s01, 16);
      v128.store(sums, s10, 32);
      v128.store(sums, s11, 48);
      v128.store(sums, s20, 64);
      v128.store(sums, s21, 80);
      v128.store(sums, s30, 96);
      v128.store(sums, s31, 112);
    }
  }
}

/** Rows at `a0` .. `a3`, each as `runs` runs of `runLength` floats that start at the byte offsets of the table
 * `offsets`. Adds the bias, limits to [lower, upper] and stores 8 floats at each of `c0` .. `c3`. */
export function tileOfRows(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  offsets: usize,
  runs: i32,
  runLength: i32,
  b: usize,
  bias: usize,
  lower: f32,
  upper: f32,
  c0: usize,
  c1: usize,
  c2: usize,
  c3: usize,
): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  const runBytes = (<usize>runLength) << 5;
  for (const end = offsets + ((<usize>runs) << 2); offsets < end; offsets += 4) {
    const offset = load<i32>(offsets);
    let p0 = a0 + offset;
    let p1 = a1 + offset;
    let p2 = a2 + offset;
    let p3 = a3 + offset;
    const stop = b + runBytes;
    while (b < stop) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let a = v128.load_splat<f32>(p0);
      s00 = f32x4.add(s00, f32x4.mul(a, b0));
      s01 = f32x4.add(s01, f32x4.mul(a, b1));
      a = v128.load_splat<f32>(p1);
      s10 = f32x4.add(s10, f32x4.mul(a, b0));
      s11 = f32x4.add(s11, f32x4.mul(a, b1));
      a = v128.load_splat<f32>(p2);
      s20 = f32x4.add(s20, f32x4.mul(a, b0));
      s21 = f32x4.add(s21, f32x4.mul(a, b1));
      a = v128.load_splat<f32>(p3);
      s30 = f32x4.add(s30, f32x4.mul(a, b0));
      s31 = f32x4.add(s31, f32x4.mul(a, b1));
      p0 += 4;
      p1 += 4;
      p2 += 4;
      p3 += 4;
      b += 32;
    }
  }
  Tile.store(s00, s01, s10, s11, s20, s21, s30, s31, bias, lower, upper, c0, c1, c2, c3);
}

/** As `tileOfRows` for four rows that were packed: 4 floats for each of `k`. */
export function tileOfPackedRows(
  a: usize,
  k: i32,
  b: usize,
  bias: usize,
  lower: f32,
  upper: f32,
  c0: usize,
  c1: usize,
  c2: usize,
  c3: usize,
): void {
  Tile.columns(a, 16, 0, 1, k, b, 32, 0, bias, lower, upper, c0, c1, c2, c3);
}

/** 4 neighbouring floats at `a` times 8 at `b`: the products of `rows` times `columns` positions, added to the 4 x 8
 * sums at `sums`, which is not 0. From column to column `a` moves by `stepA`, after each row by `jumpA` more; `b` moves
 * by `stepB` always. */
export function tileOfColumns(
  a: usize,
  stepA: usize,
  jumpA: usize,
  rows: i32,
  columns: i32,
  b: usize,
  stepB: usize,
  sums: usize,
): void {
  Tile.columns(a, stepA, jumpA, rows, columns, b, stepB, sums, 0, 0, 0, 0, 0, 0, 0);
}
