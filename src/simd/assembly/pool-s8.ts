// int8 pools, eight or sixteen channels at a time.
import { Layer } from './layer';

/** Halves away from zero; the division drops the fraction. */
function mean(sum: i32, count: i32, layer: Layer): i32 {
  const half = count >> 1;
  return min(max((sum > 0 ? sum + half : sum - half) / count, layer.min), layer.max);
}

/** One window of `rows` times `columns` positions from `x` on. */
function averageWindow(layer: Layer, x: usize, rows: i32, columns: i32, y: usize): void {
  const inC = layer.inC;
  const rowBytes = <usize>layer.w * <usize>inC;
  const count = rows * columns;
  if (count <= 0) return;
  let c = 0;
  for (; c + 8 <= inC; c += 8) {
    let s0 = i32x4.splat(0);
    let s1 = i32x4.splat(0);
    for (let r = 0; r < rows; r++) {
      let at = x + <usize>c + <usize>r * rowBytes;
      for (let k = 0; k < columns; k++) {
        const v = v128.load8x8_s(at);
        s0 = i32x4.add(s0, i32x4.extend_low_i16x8_s(v));
        s1 = i32x4.add(s1, i32x4.extend_high_i16x8_s(v));
        at += <usize>inC;
      }
    }
    const out = y + <usize>c;
    store<i8>(out, <i8>mean(i32x4.extract_lane(s0, 0), count, layer));
    store<i8>(out, <i8>mean(i32x4.extract_lane(s0, 1), count, layer), 1);
    store<i8>(out, <i8>mean(i32x4.extract_lane(s0, 2), count, layer), 2);
    store<i8>(out, <i8>mean(i32x4.extract_lane(s0, 3), count, layer), 3);
    store<i8>(out, <i8>mean(i32x4.extract_lane(s1, 0), count, layer), 4);
    store<i8>(out, <i8>mean(i32x4.extract_lane(s1, 1), count, layer), 5);
    store<i8>(out, <i8>mean(i32x4.extract_lane(s1, 2), count, layer), 6);
    store<i8>(out, <i8>mean(i32x4.extract_lane(s1, 3), count, layer), 7);
  }
  for (; c < inC; c++) {
    let sum = 0;
    for (let r = 0; r < rows; r++) {
      let at = x + <usize>c + <usize>r * rowBytes;
      for (let k = 0; k < columns; k++) {
        sum += <i32>load<i8>(at);
        at += <usize>inC;
      }
    }
    store<i8>(y + <usize>c, <i8>mean(sum, count, layer));
  }
}

function maxWindow(layer: Layer, x: usize, rows: i32, columns: i32, y: usize): void {
  const inC = layer.inC;
  const rowBytes = <usize>layer.w * <usize>inC;
  let c = 0;
  for (; c + 16 <= inC; c += 16) {
    let best = i8x16.splat(-128);
    for (let r = 0; r < rows; r++) {
      let at = x + <usize>c + <usize>r * rowBytes;
      for (let k = 0; k < columns; k++) {
        best = i8x16.max_s(best, v128.load(at));
        at += <usize>inC;
      }
    }
    v128.store(y + <usize>c, i8x16.min_s(i8x16.max_s(best, i8x16.splat(<i8>layer.min)), i8x16.splat(<i8>layer.max)));
  }
  for (; c < inC; c++) {
    let best = -128;
    for (let r = 0; r < rows; r++) {
      let at = x + <usize>c + <usize>r * rowBytes;
      for (let k = 0; k < columns; k++) {
        best = max(best, <i32>load<i8>(at));
        at += <usize>inC;
      }
    }
    store<i8>(y + <usize>c, <i8>min(max(best, layer.min), layer.max));
  }
}

function pool(layer: Layer, x: usize, y: usize, isMax: bool): void {
  const h = layer.h;
  const w = layer.w;
  const inC = layer.inC;
  const rowBytes = <usize>w * <usize>inC;
  for (let n = 0; n < layer.samples; n++) {
    for (let oh = 0; oh < layer.outH; oh++) {
      const top = oh * layer.strideH - layer.padTop;
      const row = max(top, 0);
      const rows = max(min(top + layer.kh, h) - row, 0);
      for (let ow = 0; ow < layer.outW; ow++) {
        const left = ow * layer.strideW - layer.padLeft;
        const column = max(left, 0);
        const columns = max(min(left + layer.kw, w) - column, 0);
        const at = x + <usize>row * rowBytes + <usize>column * <usize>inC;
        if (isMax) maxWindow(layer, at, rows, columns, y);
        else averageWindow(layer, at, rows, columns, y);
        y += <usize>inC;
      }
    }
    x += <usize>h * rowBytes;
  }
}

export function averagePoolS8(layer: Layer, x: usize, y: usize): void {
  pool(layer, x, y, false);
}

export function maxPoolS8(layer: Layer, x: usize, y: usize): void {
  pool(layer, x, y, true);
}
