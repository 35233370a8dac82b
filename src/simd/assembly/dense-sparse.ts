// Dense layers whose rows are mostly zeros, as relu leaves them behind: only what isn't zero is multiplied. The sums
// run in the order of dense.ts, to the same bits (listed.ts).
import { aligned } from './aligned';
import { addListedColumns, isMostlyZero, widthOf } from './listed';
import { transposeRows } from './pack';

/** Below this share of values that aren't zero it is faster: at half of them zero a DS-CNN gains nothing
 * (bench/kernel-versions). */
const SPARSE_PERCENT: i32 = 40;
/** Rows whose lists are made at once: they stay in the second cache while the columns pass. */
const ROWS: i32 = 64;
/** With fewer columns the lists cost more than they save. */
const FEWEST_COLUMNS: i32 = 16;

function isEligible(columns: i32): bool {
  return columns >= FEWEST_COLUMNS && (columns & 3) === 0;
}

/** One more than there can be, so that lists don't all fall on the same lines of a cache. */
function listBytes(entries: i32): usize {
  return (<usize>(entries + 1)) << 3;
}

function listsBytes(lists: i32, entries: i32): usize {
  return <usize>lists * (listBytes(entries) + 4) + 32;
}

/** Workspace of `multiplyListed`, of it with the transposed weights, and of `sparseDenseBackwardWeight`. */
export function sparseDenseBytes(inputs: i32, units: i32): usize {
  const turned = (<usize>(inputs * units)) << 2;
  return max(listsBytes(ROWS, max(inputs, units)) + turned, listsBytes(inputs, ROWS)) + 32;
}

/** Whether the rows [from, to) of `count` floats are worth it when they are multiplied with `columns` columns. */
export function isSparseRows(rows: usize, count: i32, columns: i32, from: i32, to: i32): bool {
  return isEligible(columns) && isMostlyZero(rows, count, from, to, SPARSE_PERCENT);
}

/** Row r of y = the k floats of row r of x times the k rows of `b`, plus bias, limited by the activation. */
export function multiplyListed(
  x: usize,
  y: usize,
  k: i32,
  b: usize,
  columns: i32,
  bias: usize,
  activation: i32,
  workspace: usize,
  from: i32,
  to: i32,
): void {
  const ends = aligned(workspace);
  const lists = aligned(ends + 4 * ROWS);
  const step = listBytes(k);
  const rowB = (<usize>columns) << 2;
  for (let r = from; r < to; r += ROWS) {
    const count = min(ROWS, to - r);
    const into = y + <usize>r * rowB;
    memory.fill(into, 0, <usize>count * rowB);
    for (let i = 0; i < count; i++) {
      const list = lists + <usize>i * step;
      store<u32>(ends + ((<usize>i) << 2), <u32>listOf(x + ((<usize>((r + i) * k)) << 2), k, 4, rowB, list));
    }
    addLists(lists, step, ends, count, b, into, columns);
    for (let i = 0; i < count; i++) finish(into + <usize>i * rowB, bias, columns, activation);
  }
}

/** Lists what isn't zero of `count` floats that are `stride` bytes apart, `step` bytes from place to place; where the
 * list ends. */
function listOf(values: usize, count: i32, stride: usize, step: usize, list: usize): usize {
  let place: usize = 0;
  for (let i = 0; i < count; i++) {
    const bits = load<u32>(values);
    // Every value is written at the end, and only one that isn't zero moves it: no branch that can't be foreseen.
    store<u32>(list, <u32>place);
    store<u32>(list, bits, 4);
    list += (<usize>(bits << 1 !== 0)) << 3;
    values += stride;
    place += step;
  }
  return list;
}

/** Adds the product of list i to row i of `into`. A few columns of b are taken by all lists in turn. */
function addLists(lists: usize, step: usize, ends: usize, count: i32, b: usize, into: usize, columns: i32): void {
  const row = (<usize>columns) << 2;
  let vectors = columns >> 2;
  while (vectors > 0) {
    const width = widthOf(vectors);
    for (let i = 0; i < count; i++) {
      const list = lists + <usize>i * step;
      addListedColumns(list, <usize>load<u32>(ends + ((<usize>i) << 2)), b, into + <usize>i * row, width);
    }
    b += (<usize>width) << 4;
    into += (<usize>width) << 4;
    vectors -= width;
  }
}

function finish(y: usize, bias: usize, columns: i32, activation: i32): void {
  if (bias === 0 && activation === 0) return;
  const low = f32x4.splat(activation !== 0 ? 0 : -Infinity);
  const high = f32x4.splat(activation === 2 ? 6 : Infinity);
  const bytes = (<usize>columns) << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const sum = f32x4.add(v128.load(y + i), bias === 0 ? f32x4.splat(0) : v128.load(bias + i));
    v128.store(y + i, f32x4.pmin(f32x4.pmax(sum, low), high));
  }
}

export function sparseDenseBackwardInput(
  dy: usize,
  weight: usize,
  dx: usize,
  inputs: i32,
  units: i32,
  workspace: usize,
  from: i32,
  to: i32,
): void {
  const turned = aligned(workspace);
  transposeRows(weight, inputs, units, turned);
  const rest = turned + ((<usize>(inputs * units)) << 2);
  multiplyListed(dy, dx, units, turned, inputs, 0, 0, rest, from, to);
}

/** For rows [from, to) of the weights. */
export function sparseDenseBackwardWeight(
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
  const count = to - from;
  const ends = aligned(workspace);
  const lists = aligned(ends + ((<usize>count) << 2));
  const step = listBytes(ROWS);
  const rowX = (<usize>inputs) << 2;
  const rowY = (<usize>units) << 2;
  const into = dWeight + <usize>from * rowY;
  memory.fill(into, 0, <usize>count * rowY);
  for (let r = 0; r < rows; r += ROWS) {
    const block = min(ROWS, rows - r);
    const values = x + <usize>r * rowX + ((<usize>from) << 2);
    for (let i = 0; i < count; i++) {
      const at = (<usize>i) << 2;
      store<u32>(ends + at, <u32>listOf(values + at, block, rowX, rowY, lists + <usize>i * step));
    }
    addLists(lists, step, ends, count, dy + <usize>r * rowY, into, units);
  }
}
