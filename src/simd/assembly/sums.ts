// Sums over rows: those of 32 rows each, in order, are added up in order, which is more precise than one long chain.
import { loadPartial, storePartial } from './lanes';

export const SUM_ROWS: i32 = 32;

export function columnSums(dy: usize, out: usize, rows: i32, columns: i32, from: i32, to: i32): void {
  const stride = (<usize>columns) << 2;
  let c = from;
  for (; c + 16 <= to; c += 16) {
    let p = dy + ((<usize>c) << 2);
    let t0 = f32x4.splat(0);
    let t1 = t0;
    let t2 = t0;
    let t3 = t0;
    for (let r = 0; r < rows; r += SUM_ROWS) {
      let s0 = f32x4.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      for (const stop = p + <usize>min(SUM_ROWS, rows - r) * stride; p < stop; p += stride) {
        s0 = f32x4.add(s0, v128.load(p));
        s1 = f32x4.add(s1, v128.load(p, 16));
        s2 = f32x4.add(s2, v128.load(p, 32));
        s3 = f32x4.add(s3, v128.load(p, 48));
      }
      t0 = f32x4.add(t0, s0);
      t1 = f32x4.add(t1, s1);
      t2 = f32x4.add(t2, s2);
      t3 = f32x4.add(t3, s3);
    }
    const o = out + ((<usize>c) << 2);
    v128.store(o, t0);
    v128.store(o, t1, 16);
    v128.store(o, t2, 32);
    v128.store(o, t3, 48);
  }
  for (; c < to; c += 4) {
    const count = to - c;
    let p = dy + ((<usize>c) << 2);
    let total = f32x4.splat(0);
    for (let r = 0; r < rows; r += SUM_ROWS) {
      let sum = f32x4.splat(0);
      const stop = p + <usize>min(SUM_ROWS, rows - r) * stride;
      if (count >= 4) {
        for (; p < stop; p += stride) sum = f32x4.add(sum, v128.load(p));
      } else for (; p < stop; p += stride) sum = f32x4.add(sum, loadPartial(p, count));
      total = f32x4.add(total, sum);
    }
    if (count >= 4) v128.store(out + ((<usize>c) << 2), total);
    else storePartial(out + ((<usize>c) << 2), total, count);
  }
}
