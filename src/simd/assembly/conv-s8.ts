// int8 convolution as a product of matrices. Rows are the windows of outputs, read where they lie in the widened image,
// or copied when they are of many short pieces. Columns are the filters in panels of eight, pairs of int16 along k for
// i32x4.dot_i16x8_s.
import { aligned } from './aligned';
import { imageBytes, widenImage, writePlaces } from './image-s8';
import { GROUP, groupsOf, Layer } from './layer';
import { doubleBias, FAST, packTables, Requantize, SLOW, TABLE_BYTES, WAY } from './requantize-s8';
import { rowTimesPanels } from './row-s8';

/** Pieces of a window shorter than this are copied together first. */
const SHORT_RUN: i32 = 16;
/** Rows that are copied at a time: they stay in the first cache while all panels pass. */
const BLOCK: i32 = 64;

/** Elements of a window that lie side by side in the image, and how many such runs there are. */
function runLengthOf(layer: Layer): i32 {
  return layer.dilationW === 1 ? layer.kw * layer.inC : layer.inC;
}

function runsOf(layer: Layer): i32 {
  return layer.dilationW === 1 ? layer.kh : layer.kh * layer.kw;
}

function isCopied(layer: Layer): bool {
  return runsOf(layer) > 1 && (runLengthOf(layer) < SHORT_RUN || isSingle(layer));
}

/** Fewer rows than a tile has: each goes alone past weights that stay int8, since memory decides. */
function isSingle(layer: Layer): bool {
  const rows = layer.samples * layer.outH * layer.outW;
  return rows < 4 && layer.weightZeroPoint === 0;
}

/** Pairs along k of one row, every run filled up to an even length. */
function pairsOf(layer: Layer): i32 {
  const runs = runsOf(layer);
  const length = runLengthOf(layer);
  return isCopied(layer) ? (runs * length + 1) >> 1 : runs * ((length + 1) >> 1);
}

/** Behind the tables of the groups. */
function panelsAt(layer: Layer, packed: usize): usize {
  return packed + <usize>groupsOf(layer.outC) * TABLE_BYTES;
}

export function convS8PackedBytes(layer: Layer): usize {
  const groups = <usize>groupsOf(layer.outC);
  return groups * TABLE_BYTES + groups * ((<usize>pairsOf(layer)) << 5) + 16;
}

export function convS8Pack(
  layer: Layer,
  weight: usize,
  bias: usize,
  multipliers: usize,
  shifts: usize,
  packed: usize,
): void {
  const outC = layer.outC;
  const zeroPoint = layer.weightZeroPoint;
  const copied = isCopied(layer);
  const single = isSingle(layer);
  const runs = copied ? 1 : runsOf(layer);
  const length = copied ? runsOf(layer) * runLengthOf(layer) : runLengthOf(layer);
  const filterBytes = <usize>runs * <usize>length;
  packTables(layer, weight, filterBytes, 1, runs * length, bias, multipliers, shifts, packed);
  if (!single) doubleBias(layer, packed);
  let into = panelsAt(layer, packed);
  for (let first = 0; first < groupsOf(outC) * GROUP; first += GROUP) {
    const way = load<i32>(packed + <usize>(first / GROUP) * TABLE_BYTES, WAY);
    const factor = !single && way === FAST ? 2 : 1;
    for (let run = 0; run < runs; run++) {
      for (let k = 0; k < length; k += 2) {
        for (let c = 0; c < GROUP; c++) {
          const at = weight + <usize>(first + c) * filterBytes + <usize>run * <usize>length + <usize>k;
          const inside = first + c < outC;
          const w0 = inside ? (<i32>load<i8>(at) - zeroPoint) * factor : 0;
          const w1 = inside && k + 1 < length ? (<i32>load<i8>(at, 1) - zeroPoint) * factor : 0;
          if (single) {
            store<i8>(into, <i8>w0);
            store<i8>(into, <i8>w1, 1);
            into += 2;
          } else {
            store<i16>(into, <i16>w0);
            store<i16>(into, <i16>w1, 2);
            into += 4;
          }
        }
      }
    }
  }
}

/** Offsets of the runs and addresses of the rows of one sample. */
function tablesBytes(layer: Layer): usize {
  const rows = layer.outH * layer.outW;
  return aligned((<usize>runsOf(layer) + <usize>max(rows, layer.samples)) << 2);
}

/** Sums that go the slow way, an offset of zero, and the addresses of copied rows. */
const NO_OFFSET: usize = 64;
const COPY_ROWS: usize = 80;
const SPILL: usize = 80 + 4 * <usize>BLOCK;

export function convS8WorkspaceBytes(layer: Layer): usize {
  const copies = isCopied(layer) ? <usize>BLOCK * ((<usize>pairsOf(layer)) << 2) + 32 : 0;
  return SPILL + tablesBytes(layer) + imageBytes(layer, layer.inC) * samplesAtOnce(layer) + copies + 16;
}

/** Dense layers: all samples are the rows of one product. */
function isDense(layer: Layer): bool {
  return layer.h === 1 && layer.w === 1 && layer.kh === 1 && layer.kw === 1 && layer.outH === 1 && layer.outW === 1;
}

function samplesAtOnce(layer: Layer): usize {
  return isDense(layer) ? <usize>layer.samples : 1;
}

export function convS8(layer: Layer, packed: usize, x: usize, y: usize, workspace: usize): void {
  const inC = layer.inC;
  const outC = layer.outC;
  const outputs = layer.outH * layer.outW;
  const runs = runsOf(layer);
  const offsets = workspace + SPILL;
  const rows = offsets + ((<usize>runs) << 2);
  const image = offsets + tablesBytes(layer);
  const dense = isDense(layer);
  const copies = aligned(image + imageBytes(layer, inC) * samplesAtOnce(layer));
  const rowBytes = <usize>layer.coveredColumns * ((<usize>inC) << 1);
  const pixelBytes = (<usize>inC) << 1;
  const perRow = layer.dilationW === 1 ? 1 : layer.kw;
  const stepH = <usize>layer.dilationH * rowBytes;
  const stepW = <usize>layer.dilationW * pixelBytes;
  for (let run = 0; run < runs; run++) {
    store<i32>(offsets + ((<usize>run) << 2), <i32>(<usize>(run / perRow) * stepH + <usize>(run % perRow) * stepW));
  }
  const samples = layer.samples;
  if (dense) {
    const sampleBytes = imageBytes(layer, inC);
    for (let n = 0; n < samples; n++) {
      const at = image + <usize>n * sampleBytes;
      widenImage(layer, x + <usize>n * <usize>inC, 1, inC, at);
      store<u32>(rows + ((<usize>n) << 2), <u32>at);
    }
    multiply(layer, packed, rows, samples, offsets, copies, workspace, y);
    return;
  }
  writePlaces(layer, image, pixelBytes, rows);
  const inBytes = <usize>layer.h * <usize>layer.w * <usize>inC;
  const outBytes = <usize>outputs * <usize>outC;
  for (let n = 0; n < samples; n++) {
    widenImage(layer, x + <usize>n * inBytes, 1, inC, image);
    multiply(layer, packed, rows, outputs, offsets, copies, workspace, y + <usize>n * outBytes);
  }
}

/** All rows of the table times all panels, to the consecutive outputs at `y`. */
function multiply(
  layer: Layer,
  packed: usize,
  rows: usize,
  count: i32,
  offsets: usize,
  copies: usize,
  spill: usize,
  y: usize,
): void {
  const outC = layer.outC;
  const panels = panelsAt(layer, packed);
  const copied = isCopied(layer);
  const single = isSingle(layer);
  const runs = runsOf(layer);
  const length = runLengthOf(layer);
  if (!copied && !single) {
    rowsTimesPanels(layer, packed, panels, rows, count, offsets, runs, (length + 1) >> 1, spill, y);
    return;
  }
  const pairs = pairsOf(layer);
  const copyBytes = (<usize>pairs) << 2;
  const copyRows = spill + COPY_ROWS;
  store<i32>(spill, 0, NO_OFFSET);
  for (let from = 0; from < count; from += BLOCK) {
    const block = min(BLOCK, count - from);
    let table = rows + ((<usize>from) << 2);
    if (copied) {
      for (let i = 0; i < block; i++) {
        const at = copies + <usize>i * copyBytes;
        copyRuns(<usize>load<u32>(table + ((<usize>i) << 2)), offsets, runs, length, at);
        store<u32>(copyRows + ((<usize>i) << 2), <u32>at);
      }
      table = copyRows;
    }
    const out = y + <usize>from * <usize>outC;
    if (single) {
      for (let i = 0; i < block; i++) {
        const row = <usize>load<u32>(table + ((<usize>i) << 2));
        rowTimesPanels(layer, packed, panels, row, pairs, spill, out + <usize>i * <usize>outC);
      }
    } else rowsTimesPanels(layer, packed, panels, table, block, spill + NO_OFFSET, 1, pairs, spill, out);
  }
}

/** The runs of a window side by side; up to 3 elements more are written. */
function copyRuns(row: usize, offsets: usize, runs: i32, length: i32, into: usize): void {
  const bytes = (<usize>length) << 1;
  for (let run = 0; run < runs; run++) {
    const from = row + <usize>load<i32>(offsets + ((<usize>run) << 2));
    for (let i: usize = 0; i < bytes; i += 8) store<i64>(into + i, load<i64>(from + i));
    into += bytes;
  }
}

/** Four rows times a panel of eight columns at a time, all in registers. Rows missing from the last tile repeat its
 * last one, and write the same bytes once more. */
function rowsTimesPanels(
  layer: Layer,
  packed: usize,
  panels: usize,
  rows: usize,
  count: i32,
  offsets: usize,
  runs: i32,
  pairs: i32,
  spill: usize,
  y: usize,
): void {
  const outC = layer.outC;
  const below = Requantize.magicBelow(layer.outputZeroPoint);
  const least = i8x16.splat(<i8>layer.min);
  const most = i8x16.splat(<i8>layer.max);
  const runBytes = (<usize>pairs) << 5;
  const panelBytes = <usize>runs * runBytes;
  const runsEnd = offsets + ((<usize>runs) << 2);
  let table = packed;
  for (let channel = 0; channel < outC; channel += GROUP) {
    const columns = outC - channel;
    const isFast = load<i32>(table, WAY) === FAST;
    const isSlow = load<i32>(table, WAY) === SLOW;
    const bias0 = v128.load(table);
    const bias1 = v128.load(table, 16);
    for (let i = 0; i < count; i += 4) {
      const i1 = min(i + 1, count - 1);
      const i2 = min(i + 2, count - 1);
      const i3 = min(i + 3, count - 1);
      const a0 = <usize>load<u32>(rows + ((<usize>i) << 2));
      const a1 = <usize>load<u32>(rows + ((<usize>i1) << 2));
      const a2 = <usize>load<u32>(rows + ((<usize>i2) << 2));
      const a3 = <usize>load<u32>(rows + ((<usize>i3) << 2));
      let s00 = bias0;
      let s01 = bias1;
      let s10 = bias0;
      let s11 = bias1;
      let s20 = bias0;
      let s21 = bias1;
      let s30 = bias0;
      let s31 = bias1;
      let b = panels;
      for (let run = offsets; run < runsEnd; run += 4) {
        const stop = b + runBytes;
        const offset = <usize>load<i32>(run);
        let p0 = a0 + offset;
        let p1 = a1 + offset;
        let p2 = a2 + offset;
        let p3 = a3 + offset;
        while (b < stop) {
          const b0 = v128.load(b);
          const b1 = v128.load(b, 16);
          let a = v128.load32_splat(p0);
          s00 = i32x4.add(s00, i32x4.dot_i16x8_s(a, b0));
          s01 = i32x4.add(s01, i32x4.dot_i16x8_s(a, b1));
          a = v128.load32_splat(p1);
          s10 = i32x4.add(s10, i32x4.dot_i16x8_s(a, b0));
          s11 = i32x4.add(s11, i32x4.dot_i16x8_s(a, b1));
          a = v128.load32_splat(p2);
          s20 = i32x4.add(s20, i32x4.dot_i16x8_s(a, b0));
          s21 = i32x4.add(s21, i32x4.dot_i16x8_s(a, b1));
          a = v128.load32_splat(p3);
          s30 = i32x4.add(s30, i32x4.dot_i16x8_s(a, b0));
          s31 = i32x4.add(s31, i32x4.dot_i16x8_s(a, b1));
          p0 += 4;
          p1 += 4;
          p2 += 4;
          p3 += 4;
          b += 32;
        }
      }
      const c0 = y + <usize>i * <usize>outC + <usize>channel;
      const c1 = y + <usize>i1 * <usize>outC + <usize>channel;
      const c2 = y + <usize>i2 * <usize>outC + <usize>channel;
      const c3 = y + <usize>i3 * <usize>outC + <usize>channel;
      if (isSlow) {
        Requantize.storeRowsSlowly(s00, s01, s10, s11, table, layer, columns, spill, c0, c1);
        Requantize.storeRowsSlowly(s20, s21, s30, s31, table, layer, columns, spill, c2, c3);
      } else {
        const low = Requantize.rows(s00, s01, s10, s11, table, isFast, below, least, most);
        const high = Requantize.rows(s20, s21, s30, s31, table, isFast, below, least, most);
        Requantize.storeRows(low, columns, c0, c1);
        Requantize.storeRows(high, columns, c2, c3);
      }
    }
    table += TABLE_BYTES;
    panels += panelBytes;
  }
}
