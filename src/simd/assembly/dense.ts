// Dense layers as products of rows and panels.
import { aligned } from './aligned';
import {
  isSparseRows,
  multiplyListed,
  sparseDenseBackwardInput,
  sparseDenseBackwardWeight,
  sparseDenseBytes,
} from './dense-sparse';
import { fetch } from './fetch';
import { PANEL, packBias, packColumns, packPanels, packTransposed, panelsOf, TILE } from './pack';
import { addColumns, addTiles, BLOCK, multiplyRows, productScratchBytes, storeSums, sumsBytes } from './product';

/** Rows whose products are added to all sums before the next ones come: their part of x and dy stays in the caches. */
const ROWS: i32 = 128;
/** Up to so many units the rows are read where they lie: packing them would cost more than it gains. */
const FEW_UNITS: i32 = 32;
/** As ROWS there, so that x and dy fit the first cache. */
const FEW_ROWS: i32 = 64;
/** Rows of x of so many floats are fetched whole, though other threads may want some of them. */
const SHORT_ROW: i32 = 64;

export function denseWorkspaceBytes(rows: i32, inputs: i32, units: i32): i32 {
  const rowsAtOnce = max(rowsBytes(inputs, units), rowsBytes(units, inputs));
  return <i32>max(max(rowsAtOnce, weightBytes(inputs, units)), sparseDenseBytes(inputs, units));
}

function rowsBytes(k: i32, columns: i32): usize {
  const panels = <usize>panelsOf(columns);
  return 64 + 8 * BLOCK + productScratchBytes(k) + panels * 32 + panels * ((<usize>k) << 5);
}

function weightBytes(inputs: i32, units: i32): usize {
  return (
    128 + sumsBytes(inputs, units) + <usize>ROWS * (((<usize>panelsOf(units)) << 5) + ((<usize>(inputs + 3)) << 2))
  );
}

/** `panels` with its bias in front. */
function rowsTimesPanels(
  x: usize,
  y: usize,
  k: i32,
  columns: i32,
  bias: usize,
  panels: usize,
  activation: i32,
  tables: usize,
  from: i32,
  to: i32,
): void {
  const outs = tables + 4 * BLOCK;
  const offset = outs + 4 * BLOCK;
  const scratch = offset + 16;
  store<i32>(offset, 0);
  const rowX = (<usize>k) << 2;
  const rowY = (<usize>columns) << 2;
  for (let r = from; r < to; r += BLOCK) {
    const count = min(BLOCK, to - r);
    for (let i = 0; i < count; i++) {
      store<u32>(tables + ((<usize>i) << 2), <u32>(x + <usize>(r + i) * rowX));
      store<u32>(outs + ((<usize>i) << 2), <u32>(y + <usize>(r + i) * rowY));
    }
    multiplyRows(tables, outs, count, offset, 1, k, panels, columns, bias, activation, scratch);
  }
}

function tablesBytes(k: i32): usize {
  return 8 * BLOCK + 16 + productScratchBytes(k);
}

export function denseForward(
  x: usize,
  weight: usize,
  bias: usize,
  y: usize,
  inputs: i32,
  units: i32,
  activation: i32,
  workspace: usize,
  from: i32,
  to: i32,
): void {
  if (isSparseRows(x, inputs, units, from, to)) {
    multiplyListed(x, y, inputs, weight, units, bias, activation, workspace, from, to);
    return;
  }
  const tables = aligned(workspace);
  const biases = tables + tablesBytes(inputs);
  const panels = biases + ((<usize>panelsOf(units)) << 5);
  packBias(bias, units, biases);
  packPanels(weight, (<usize>units) << 2, inputs, units, panels);
  rowsTimesPanels(x, y, inputs, units, biases, panels, activation, tables, from, to);
}

export function denseBackwardInput(
  dy: usize,
  weight: usize,
  dx: usize,
  inputs: i32,
  units: i32,
  workspace: usize,
  from: i32,
  to: i32,
): void {
  if (isSparseRows(dy, units, inputs, from, to)) {
    sparseDenseBackwardInput(dy, weight, dx, inputs, units, workspace, from, to);
    return;
  }
  const tables = aligned(workspace);
  const biases = tables + tablesBytes(units);
  const panels = biases + ((<usize>panelsOf(inputs)) << 5);
  packBias(0, inputs, biases);
  packTransposed(weight, (<usize>units) << 2, units, inputs, panels, (<usize>units) << 5);
  rowsTimesPanels(dy, dx, units, inputs, biases, panels, 0, tables, from, to);
}

export function denseBackwardWeight(
  x: usize,
  dy: usize,
  dWeight: usize,
  rows: i32,
  inputs: i32,
  units: i32,
  workspace: usize,
  from: i32,
  to: i32,
): void {
  if (isSparseRows(x, inputs, units, 0, rows)) {
    sparseDenseBackwardWeight(x, dy, dWeight, rows, inputs, units, workspace, from, to);
    return;
  }
  const count = to - from;
  const rowX = (<usize>inputs) << 2;
  const rowY = (<usize>units) << 2;
  const sums = aligned(workspace);
  const panels = sums + sumsBytes(count, units);
  const tiles = panels + <usize>ROWS * ((<usize>panelsOf(units)) << 5);
  memory.fill(sums, 0, sumsBytes(count, units));
  const isDirect = units <= FEW_UNITS && units % PANEL === 0 && count % TILE === 0;
  const step = isDirect ? FEW_ROWS : ROWS;
  for (let r = 0; r < rows; r += step) {
    const block = min(step, rows - r);
    const a = x + <usize>r * rowX;
    const b = dy + <usize>r * rowY;
    if (inputs <= SHORT_ROW) fetch(a, a + <usize>block * rowX);
    fetch(b, b + <usize>block * rowY);
    if (isDirect) {
      addColumns(a + ((<usize>from) << 2), count, rowX, 0, 1, block, b, rowY, 32, units, sums);
    } else {
      packPanels(b, rowY, block, units, panels);
      packColumns(a + ((<usize>from) << 2), rowX, block, count, tiles);
      addTiles(tiles, count, block, panels, units, sums);
    }
  }
  storeSums(sums, count, units, dWeight + <usize>from * rowY);
}
