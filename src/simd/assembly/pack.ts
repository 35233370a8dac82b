// Operands laid out for the tiles: B as panels of 8 columns, padded with zeros; rows of A interleaved by four; images
// with their padding.

import { loadPartial } from './lanes';

export const TILE: i32 = 4;
export const PANEL: i32 = 8;

export function panelsOf(columns: i32): i32 {
  return (columns + PANEL - 1) / PANEL;
}

/** Copies `count` floats and fills up to PANEL with zeros. */
function packPartial(source: usize, count: i32, into: usize): void {
  v128.store(into, f32x4.splat(0));
  v128.store(into, f32x4.splat(0), 16);
  for (let i = 0; i < count; i++) store<f32>(into + ((<usize>i) << 2), load<f32>(source + ((<usize>i) << 2)));
}

/** Panels of `columns` columns starting with `source`, whose `rows` rows are `stride` bytes apart. */
export function packPanels(source: usize, stride: usize, rows: i32, columns: i32, into: usize): void {
  for (let j = 0; j < columns; j += PANEL) {
    let p = source + ((<usize>j) << 2);
    const full = columns - j >= PANEL;
    for (let r = 0; r < rows; r++) {
      if (full) {
        v128.store(into, v128.load(p));
        v128.store(into, v128.load(p, 16), 16);
      } else packPartial(p, columns - j, into);
      p += stride;
      into += 32;
    }
  }
}

/** Tiles of four neighbouring floats of `rows` rows, zeros behind the last `columns`. */
export function packColumns(source: usize, stride: usize, rows: i32, columns: i32, into: usize): void {
  for (let c = 0; c < columns; c += TILE) {
    let p = source + ((<usize>c) << 2);
    const end = into + ((<usize>rows) << 4);
    if (columns - c >= TILE) {
      for (; into < end; into += 16) {
        v128.store(into, v128.load(p));
        p += stride;
      }
    } else {
      for (; into < end; into += 16) {
        v128.store(into, loadPartial(p, columns - c));
        p += stride;
      }
    }
  }
}

/** As `packPanels` for the transpose: column j of the panels is the row of `rows` floats at `source` + j * `stride`.
 * `panelBytes`: distance of the panels in `into`, which may hold more rows than these. */
export function packTransposed(
  source: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  into: usize,
  panelBytes: usize,
): void {
  for (let j = 0; j < columns; j += 4) {
    const half = into + <usize>(j / PANEL) * panelBytes + ((<usize>(j & 4)) << 2);
    const p0 = source + <usize>j * stride;
    let r = 0;
    if (columns - j >= 4) {
      const p1 = p0 + stride;
      const p2 = p1 + stride;
      const p3 = p2 + stride;
      for (; r + 4 <= rows; r += 4) {
        const at = (<usize>r) << 2;
        transpose(v128.load(p0 + at), v128.load(p1 + at), v128.load(p2 + at), v128.load(p3 + at), half + (at << 3), 32);
      }
    }
    for (; r < rows; r++) {
      for (let i = 0; i < 4; i++) {
        const value: f32 = j + i < columns ? load<f32>(p0 + <usize>i * stride + ((<usize>r) << 2)) : 0;
        store<f32>(half + ((<usize>r) << 5) + ((<usize>i) << 2), value);
      }
    }
    // The second half of the last panel has no columns of its own.
    if (columns - j <= 4 && (j & 4) === 0) {
      for (let i = 0; i < rows; i++) v128.store(half + ((<usize>i) << 5), f32x4.splat(0), 16);
    }
  }
}

function transpose(r0: v128, r1: v128, r2: v128, r3: v128, into: usize, step: usize): void {
  const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(into, v128.shuffle<f32>(t0, t2, 0, 1, 4, 5));
  v128.store(into + step, v128.shuffle<f32>(t0, t2, 2, 3, 6, 7));
  v128.store(into + 2 * step, v128.shuffle<f32>(t1, t3, 0, 1, 4, 5));
  v128.store(into + 3 * step, v128.shuffle<f32>(t1, t3, 2, 3, 6, 7));
}

/** The transpose of `rows` rows of `columns` floats. */
export function transposeRows(source: usize, rows: i32, columns: i32, into: usize): void {
  const from = (<usize>columns) << 2;
  const to = (<usize>rows) << 2;
  const wholeRows = rows & ~3;
  const wholeColumns = columns & ~3;
  for (let r = 0; r < rows; r += 4) {
    const p = source + <usize>r * from;
    const q = into + ((<usize>r) << 2);
    let c = 0;
    if (r < wholeRows) {
      for (; c < wholeColumns; c += 4) {
        const at = p + ((<usize>c) << 2);
        const r1 = v128.load(at + from);
        const r2 = v128.load(at + 2 * from);
        transpose(v128.load(at), r1, r2, v128.load(at + 3 * from), q + <usize>c * to, to);
      }
    }
    for (; c < columns; c++) {
      for (let i = 0; i < min(4, rows - r); i++) {
        store<f32>(q + <usize>c * to + ((<usize>i) << 2), load<f32>(p + <usize>i * from + ((<usize>c) << 2)));
      }
    }
  }
}

/** Four rows of runs as in `tileOfRows`, interleaved: 4 floats for each k. */
export function packRows(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  offsets: usize,
  runs: i32,
  runLength: i32,
  into: usize,
): void {
  const neighbours = a1 - a0 === 4 && a2 - a0 === 8 && a3 - a0 === 12;
  for (let i = 0; i < runs; i++) {
    const offset = load<i32>(offsets + ((<usize>i) << 2));
    let k = 0;
    if (neighbours) {
      for (; k < runLength; k++) {
        v128.store(into, v128.load(a0 + offset + ((<usize>k) << 2)));
        into += 16;
      }
    }
    for (; k + 4 <= runLength; k += 4) {
      const at = offset + (k << 2);
      transpose(v128.load(a0 + at), v128.load(a1 + at), v128.load(a2 + at), v128.load(a3 + at), into, 16);
      into += 64;
    }
    for (; k < runLength; k++) {
      const at = offset + (k << 2);
      store<f32>(into, load<f32>(a0 + at));
      store<f32>(into, load<f32>(a1 + at), 4);
      store<f32>(into, load<f32>(a2 + at), 8);
      store<f32>(into, load<f32>(a3 + at), 12);
      into += 16;
    }
  }
}

/** The bias of each panel, zeros without one and behind the last column. */
export function packBias(bias: usize, columns: i32, into: usize): void {
  for (let j = 0; j < columns; j += PANEL) {
    packPartial(bias + ((<usize>j) << 2), bias === 0 ? 0 : min(PANEL, columns - j), into);
    into += 32;
  }
}

/** An image of `h` rows of `rowBytes`, surrounded by zeros: `top` and `bottom` rows, `left` and `right` bytes. */
export function packImage(
  image: usize,
  h: i32,
  rowBytes: usize,
  top: i32,
  bottom: i32,
  left: usize,
  right: usize,
  into: usize,
): void {
  const paddedRow = left + rowBytes + right;
  memory.fill(into, 0, <usize>top * paddedRow + left);
  into += <usize>top * paddedRow + left;
  for (let r = 0; r < h; r++) {
    copyFloats(image, rowBytes, into);
    image += rowBytes;
    into += rowBytes;
    if (r + 1 < h) {
      memory.fill(into, 0, right + left);
      into += right + left;
    }
  }
  memory.fill(into, 0, right + <usize>bottom * paddedRow);
}

export function copyFloats(source: usize, bytes: usize, into: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(into + i, v128.load(source + i));
  for (; i < bytes; i += 4) store<f32>(into + i, load<f32>(source + i));
}
