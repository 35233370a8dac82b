// Dense layers as products of rows and panels.
import { aligned } from './aligned';
import {
  isSparseRows,
  multiplyListed,
  sparseDenseBackwardInput,
  sparseDenseBackwardWeight,
  sparseDenseBytes,
} from './dense-sparse';
import { copyFloats, packBias, packPanels, packTransposed, panelsOf } from './pack';
import { addColumns, BLOCK, multiplyRows, productScratchBytes, storeSums, sumsBytes } from './product';

/** Rows whose products are added to all sums before the next ones come: their part of x and dy stays in the caches. */
const ROWS: usize = 128;

export function denseWorkspaceBytes(rows: i32, inputs: i32, units: i32): i32 {
  const rowsAtOnce = max(rowsBytes(inputs, units), rowsBytes(units, inputs));
  return <i32>max(max(rowsAtOnce, weightBytes(inputs, units)), sparseDenseBytes(inputs, units));
}

function rowsBytes(k: i32, columns: i32): usize {
  const panels = <usize>panelsOf(columns);
  return 64 + 8 * BLOCK + productScratchBytes(k) + panels * 32 + panels * ((<usize>k) << 5);
}

function weightBytes(inputs: i32, units: i32): usize {
  return 128 + sumsBytes(inputs, units) + ROWS * ((<usize>panelsOf(units)) << 5) + ROWS * ((<usize>inputs) << 2);
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
  const copy = panels + ROWS * ((<usize>panelsOf(units)) << 5);
  // The last tile of such rows reads behind the row, which at the end of x could be the end of the memory.
  const copied = (count & 3) !== 0 && to === inputs;
  memory.fill(sums, 0, sumsBytes(count, units));
  for (let r = 0; r < rows; r += <i32>ROWS) {
    const block = min(<i32>ROWS, rows - r);
    let a = x + <usize>r * rowX;
    if (copied) {
      copyFloats(a, <usize>block * rowX, copy);
      a = copy;
    }
    packPanels(dy + <usize>r * rowY, rowY, block, units, panels);
    addColumns(a + ((<usize>from) << 2), count, rowX, 0, 1, block, panels, 32, (<usize>block) << 5, units, sums);
  }
  storeSums(sums, count, units, dWeight + <usize>from * rowY);
}
