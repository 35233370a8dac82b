// Matrix products on tiles: rows that lie anywhere times packed panels (forward passes, gradients of inputs), and sums
// over positions of neighbouring floats times rows (gradients of weights).
import { lowerLimit, upperLimit } from './elementwise';
import { copyFloats, PANEL, packRows, panelsOf, TILE } from './pack';
import { tileOfColumns, tileOfPackedRows, tileOfRows } from './tile';
import { wideTileOfColumns, wideTileOfPackedRows } from './wide-tile';

/** Rows whose addresses one table holds: they stay in the second cache while the panels pass, each panel in the first.
 * */
export const BLOCK: i32 = 64;
/** Runs shorter than this are packed first: restarting a run costs about as much as two steps in k. */
const SHORT_RUN: i32 = 8;
/** From so many columns on, packing a tile costs less than its four addresses in the loops over all panels. */
const MANY_COLUMNS: i32 = 16;

/** Whether two panels are multiplied at a time. That takes twice the registers, or vectors of 256 bits. */
let wide = false;

export function useWideTiles(): void {
  wide = true;
}

export function productScratchBytes(k: i32): usize {
  return ((<usize>k) << 4) + 32 * TILE;
}

/** For each i < count: the row at `rows[i]` times the panels, plus bias, limited by the activation, to the `columns`
 * floats at `outs[i]`. Rows are `runs` runs of `runLength` floats at byte `offsets` (`tileOfRows`). `rows`, `outs` and
 * `offsets` are tables of int32. */
export function multiplyRows(
  rows: usize,
  outs: usize,
  count: i32,
  offsets: usize,
  runs: i32,
  runLength: i32,
  panels: usize,
  columns: i32,
  bias: usize,
  activation: i32,
  scratch: usize,
): void {
  const k = runs * runLength;
  const panelBytes = (<usize>k) << 5;
  const packed = scratch + 32 * TILE;
  const lower = lowerLimit(activation);
  const upper = upperLimit(activation);
  const packs = (runLength < SHORT_RUN && runs > 1) || columns >= MANY_COLUMNS;
  // A packed tile goes to all panels in turn; else each panel stays in the first cache for all tiles.
  const outerEnd = packs ? 1 : panelsOf(columns);
  const innerEnd = packs ? panelsOf(columns) : 1;
  for (let outer = 0; outer < outerEnd; outer++) {
    for (let i = 0; i < count; i += TILE) {
      // Rows missing from the last tile repeat its last one, and write the same bits once more.
      const i1 = (<usize>min(i + 1, count - 1)) << 2;
      const i2 = (<usize>min(i + 2, count - 1)) << 2;
      const i3 = (<usize>min(i + 3, count - 1)) << 2;
      const a0 = <usize>load<u32>(rows + ((<usize>i) << 2));
      const a1 = <usize>load<u32>(rows + i1);
      const a2 = <usize>load<u32>(rows + i2);
      const a3 = <usize>load<u32>(rows + i3);
      if (packs) packRows(a0, a1, a2, a3, offsets, runs, runLength, packed);
      let inner = 0;
      if (wide && packs) {
        for (; (inner + 2) * PANEL <= columns; inner += 2) {
          const at = (<usize>inner) << 5;
          const c0 = <usize>load<u32>(outs + ((<usize>i) << 2)) + at;
          const c1 = <usize>load<u32>(outs + i1) + at;
          const c2 = <usize>load<u32>(outs + i2) + at;
          const c3 = <usize>load<u32>(outs + i3) + at;
          const b = panels + <usize>inner * panelBytes;
          wideTileOfPackedRows(packed, k, b, panelBytes, bias + at, lower, upper, c0, c1, c2, c3);
        }
      }
      for (; inner < innerEnd; inner++) {
        const panel = outer + inner;
        const b = panels + <usize>panel * panelBytes;
        const biasHere = bias + ((<usize>panel) << 5);
        const at = (<usize>panel) << 5;
        const c0 = <usize>load<u32>(outs + ((<usize>i) << 2)) + at;
        const c1 = <usize>load<u32>(outs + i1) + at;
        const c2 = <usize>load<u32>(outs + i2) + at;
        const c3 = <usize>load<u32>(outs + i3) + at;
        const full = columns - panel * PANEL >= PANEL;
        const d0 = full ? c0 : scratch;
        const d1 = full ? c1 : scratch + 32;
        const d2 = full ? c2 : scratch + 64;
        const d3 = full ? c3 : scratch + 96;
        if (packs) tileOfPackedRows(packed, k, b, biasHere, lower, upper, d0, d1, d2, d3);
        else tileOfRows(a0, a1, a2, a3, offsets, runs, runLength, b, biasHere, lower, upper, d0, d1, d2, d3);
        if (!full) {
          const bytes = (<usize>(columns - panel * PANEL)) << 2;
          copyFloats(d0, bytes, c0);
          copyFloats(d1, bytes, c1);
          copyFloats(d2, bytes, c2);
          copyFloats(d3, bytes, c3);
        }
      }
    }
  }
}

/** Bytes of the sums of `rows` rows of k, in tiles of 4 x 8. */
export function sumsBytes(rows: i32, columns: i32): usize {
  return (<usize>((rows + TILE - 1) / TILE) * panelsOf(columns)) << 7;
}

/** Adds to the tiles at `sums` the products of the `count` floats at `a` with `columns` floats of B over a grid of
 * positions (`tileOfColumns`). Panel j of B begins at `b` + j * `panelBytes`. Up to 12 bytes behind the floats are
 * read, and ignored. */
export function addColumns(
  a: usize,
  count: i32,
  stepA: usize,
  jumpA: usize,
  rows: i32,
  rowLength: i32,
  b: usize,
  stepB: usize,
  panelBytes: usize,
  columns: i32,
  sums: usize,
): void {
  const panels = panelsOf(columns);
  for (let i = 0; i < count; i += TILE) {
    let j = 0;
    if (wide) {
      for (; j + 2 <= panels; j += 2) {
        const at = b + <usize>j * panelBytes;
        wideTileOfColumns(a, stepA, jumpA, rows, rowLength, at, stepB, panelBytes, sums);
        sums += 256;
      }
    }
    for (; j < panels; j++) {
      tileOfColumns(a, stepA, jumpA, rows, rowLength, b + <usize>j * panelBytes, stepB, sums);
      sums += 128;
    }
    a += 16;
  }
}

/** As `addColumns` for `count` columns that were packed (`packColumns`): each panel, or two, stays in the first cache
 * for all tiles. */
export function addTiles(tiles: usize, count: i32, k: i32, panels: usize, columns: i32, sums: usize): void {
  const tileBytes = (<usize>k) << 4;
  const panelBytes = (<usize>k) << 5;
  const end = tiles + <usize>((count + TILE - 1) / TILE) * tileBytes;
  const all = panelsOf(columns);
  const step = (<usize>all) << 7;
  let j = 0;
  if (wide) {
    for (; j + 2 <= all; j += 2) {
      const b = panels + <usize>j * panelBytes;
      let into = sums + ((<usize>j) << 7);
      for (let a = tiles; a < end; a += tileBytes) {
        wideTileOfColumns(a, 16, 0, 1, k, b, 32, panelBytes, into);
        into += step;
      }
    }
  }
  for (; j < all; j++) {
    const b = panels + <usize>j * panelBytes;
    let into = sums + ((<usize>j) << 7);
    for (let a = tiles; a < end; a += tileBytes) {
      tileOfColumns(a, 16, 0, 1, k, b, 32, into);
      into += step;
    }
  }
}

/** Writes the tiles of `count` rows to the rows of `columns` floats at `into`. */
export function storeSums(sums: usize, count: i32, columns: i32, into: usize): void {
  const panels = panelsOf(columns);
  for (let i = 0; i < count; i++) {
    let tile = sums + <usize>(i / TILE) * ((<usize>panels) << 7) + ((<usize>(i % TILE)) << 5);
    for (let j = 0; j < columns; j += PANEL) {
      const bytes = (<usize>min(PANEL, columns - j)) << 2;
      copyFloats(tile, bytes, into);
      into += bytes;
      tile += 128;
    }
  }
}
