// Convolutions as products without an im2col: the rows of A are read where they lie in the (padded) image, as runs that
// are contiguous there.
import { aligned } from './aligned';
import { isSparse, sparseBackwardInput, sparseBackwardWeight, sparseWorkspaceBytes } from './conv-sparse';
import { denseBackwardInput, denseBackwardWeight, denseForward, denseWorkspaceBytes } from './dense';
import { packBias, packImage, packPanels, packTransposed, panelsOf } from './pack';
import { paddedBytes, paddedRowBytes, padSample } from './padded-image';
import { addColumns, BLOCK, multiplyRows, productScratchBytes, storeSums, sumsBytes } from './product';
import { Window } from './window';

/** Positions whose products are added to all sums of a weight gradient before the next ones come. */
const POSITIONS: i32 = 128;
/** With up to so many rows of weights, packing dy costs more than its scattered panels. */
const UNPACKED_ROWS: i32 = 16;

function isPointwise(g: Window): bool {
  const taps = g.kh * g.kw * g.strideH * g.strideW;
  return taps === 1 && (g.padTop | g.padLeft) === 0 && g.outH === g.h && g.outW === g.w;
}

// Rows and columns of zeros that the gradient of the input needs around dy.
function zerosBefore(kernel: i32, dilation: i32, pad: i32, stride: i32): i32 {
  return max(0, ((kernel - 1) * dilation - pad + stride - 1) / stride);
}

function zerosAfter(length: i32, pad: i32, stride: i32, out: i32): i32 {
  return max(0, (length - 1 + pad) / stride - (out - 1));
}

function gradientBytes(g: Window): usize {
  const rows =
    zerosBefore(g.kh, g.dilationH, g.padTop, g.strideH) + g.outH + zerosAfter(g.h, g.padTop, g.strideH, g.outH);
  const columns =
    zerosBefore(g.kw, g.dilationW, g.padLeft, g.strideW) + g.outW + zerosAfter(g.w, g.padLeft, g.strideW, g.outW);
  return ((<usize>(rows * columns * g.outC)) << 2) + 32;
}

function tapsOf(g: Window): i32 {
  return g.kh * g.kw;
}

// Along the width, neighbouring taps read neighbouring pixels: the whole row of the kernel is one run.
function runsOf(g: Window): i32 {
  return g.dilationW === 1 ? g.kh : tapsOf(g);
}

function offsetsBytes(g: Window): usize {
  return aligned((<usize>tapsOf(g)) << 2);
}

function productBytes(k: i32, columns: i32): usize {
  return 8 * BLOCK + productScratchBytes(k) + <usize>panelsOf(columns) * (32 + ((<usize>k) << 5));
}

/** Where a product of k numbers a row has its biases and panels; at `tables` + productBytes an image follows. */
function biasesAt(tables: usize, k: i32): usize {
  return tables + 8 * BLOCK + productScratchBytes(k);
}

function panelsAt(tables: usize, k: i32, columns: i32): usize {
  return biasesAt(tables, k) + ((<usize>panelsOf(columns)) << 5);
}

function positionsAtOnce(g: Window): i32 {
  return max(1, POSITIONS / g.outW) * g.outW;
}

function weightSumsBytes(g: Window): usize {
  const runs = runsOf(g);
  return <usize>runs * sumsBytes((tapsOf(g) / runs) * g.inC, g.outC);
}

export function convWorkspaceBytes(g: Window): i32 {
  if (isPointwise(g)) return denseWorkspaceBytes(0, g.inC, g.outC);
  const forward = productBytes(tapsOf(g) * g.inC, g.outC) + paddedBytes(g);
  const backward = productBytes(tapsOf(g) * g.outC, g.inC) + gradientBytes(g);
  const panels = (<usize>(positionsAtOnce(g) * panelsOf(g.outC))) << 5;
  const weights = weightSumsBytes(g) + panels + paddedBytes(g);
  const dense = 128 + offsetsBytes(g) + max<usize>(forward, max<usize>(backward, weights));
  return <i32>max<usize>(dense, sparseWorkspaceBytes(g));
}

/** Fills the table of runs for images with rows of `rowBytes`. */
function offsetsOfRuns(g: Window, rowBytes: usize, offsets: usize): void {
  const whole = g.dilationW === 1;
  const starts = whole ? 1 : g.kw;
  const pixel = (<usize>(g.dilationW * g.inC)) << 2;
  for (let kh = 0; kh < g.kh; kh++) {
    const row = <usize>(kh * g.dilationH) * rowBytes;
    for (let kw = 0; kw < starts; kw++) {
      store<u32>(offsets, <u32>(row + <usize>kw * pixel));
      offsets += 4;
    }
  }
}

/** Multiplies the rows of A of a grid of positions. From position to position along the height and the width A moves by
 * `downA` and `rightA`, the result by `downC` and `rightC` bytes. */
function multiplyGrid(
  a: usize,
  downA: usize,
  rightA: usize,
  c: usize,
  downC: usize,
  rightC: usize,
  height: i32,
  width: i32,
  offsets: usize,
  runs: i32,
  runLength: i32,
  columns: i32,
  activation: i32,
  tables: usize,
): void {
  const bias = biasesAt(tables, runs * runLength);
  const panels = panelsAt(tables, runs * runLength, columns);
  const outs = tables + 4 * BLOCK;
  const scratch = outs + 4 * BLOCK;
  let count = 0;
  for (let h = 0; h < height; h++) {
    for (let w = 0; w < width; w++) {
      const at = (<usize>count) << 2;
      store<u32>(tables + at, <u32>(a + <usize>w * rightA));
      store<u32>(outs + at, <u32>(c + <usize>w * rightC));
      count++;
      if (count === BLOCK || (h + 1 === height && w + 1 === width)) {
        multiplyRows(tables, outs, count, offsets, runs, runLength, panels, columns, bias, activation, scratch);
        count = 0;
      }
    }
    a += downA;
    c += downC;
  }
}

export function convForward(
  x: usize,
  weight: usize,
  bias: usize,
  y: usize,
  g: Window,
  activation: i32,
  workspace: usize,
  from: i32,
  to: i32,
): void {
  const inC = g.inC;
  const outC = g.outC;
  const outH = g.outH;
  const outW = g.outW;
  const positions = outH * outW;
  if (isPointwise(g)) {
    denseForward(x, weight, bias, y, inC, outC, activation, workspace, from * positions, to * positions);
    return;
  }
  const k = tapsOf(g) * inC;
  const runs = runsOf(g);
  const offsets = aligned(workspace);
  const tables = offsets + offsetsBytes(g);
  const image = tables + productBytes(k, outC);
  const padded = g.isPadded;
  const row = padded ? paddedRowBytes(g) : (<usize>(g.w * inC)) << 2;
  const right = (<usize>(g.strideW * inC)) << 2;
  const sampleX = (<usize>(g.h * g.w * inC)) << 2;
  const rightY = (<usize>outC) << 2;
  offsetsOfRuns(g, row, offsets);
  packBias(bias, outC, biasesAt(tables, k));
  packPanels(weight, rightY, k, outC, panelsAt(tables, k, outC));
  for (let n = from; n < to; n++) {
    let a = x + <usize>n * sampleX;
    if (padded) {
      padSample(a, g, image);
      a = image;
    }
    const c = y + <usize>(n * positions) * rightY;
    const down = <usize>g.strideH * row;
    const downY = <usize>outW * rightY;
    multiplyGrid(a, down, right, c, downY, rightY, outH, outW, offsets, runs, k / runs, outC, activation, tables);
  }
}

/** The last tap that reaches positions of this phase (position mod stride), or -1. The others follow it downwards. */
function lastTapOf(phase: i32, pad: i32, kernel: i32, dilation: i32, stride: i32): i32 {
  let tap = kernel - 1;
  while (tap >= 0 && (phase + pad - tap * dilation) % stride !== 0) tap--;
  return tap;
}

function countTaps(phase: i32, pad: i32, last: i32, dilation: i32, stride: i32): i32 {
  let count = 0;
  for (let tap = last; tap >= 0; tap--) count += i32((phase + pad - tap * dilation) % stride === 0);
  return count;
}

export function convBackwardInput(
  dy: usize,
  weight: usize,
  dx: usize,
  g: Window,
  workspace: usize,
  from: i32,
  to: i32,
): void {
  if (isPointwise(g)) {
    const positions = g.outH * g.outW;
    denseBackwardInput(dy, weight, dx, g.inC, g.outC, workspace, from * positions, to * positions);
    return;
  }
  if (isSparse(dy, g, from, to)) {
    sparseBackwardInput(dy, weight, dx, g, workspace, from, to);
    return;
  }
  // Positions with the same remainder by the strides are reached by the same taps: a convolution of dy with stride 1
  // for each remainder.
  for (let h = 0; h < min(g.strideH, g.h); h++) {
    for (let w = 0; w < min(g.strideW, g.w); w++) {
      backwardInputPhase(dy, weight, dx, g, workspace, from, to, h, w);
    }
  }
}

function backwardInputPhase(
  dy: usize,
  weight: usize,
  dx: usize,
  g: Window,
  workspace: usize,
  from: i32,
  to: i32,
  phaseH: i32,
  phaseW: i32,
): void {
  const inC = g.inC;
  const outC = g.outC;
  const h = g.h;
  const w = g.w;
  const outH = g.outH;
  const outW = g.outW;
  const strideH = g.strideH;
  const strideW = g.strideW;
  const dilationH = g.dilationH;
  const dilationW = g.dilationW;
  const top = zerosBefore(g.kh, dilationH, g.padTop, strideH);
  const left = zerosBefore(g.kw, dilationW, g.padLeft, strideW);
  const bottom = zerosAfter(h, g.padTop, strideH, outH);
  const right = zerosAfter(w, g.padLeft, strideW, outW);
  const pixel = (<usize>outC) << 2;
  const row = <usize>(left + outW + right) * pixel;

  const lastH = lastTapOf(phaseH, g.padTop, g.kh, dilationH, strideH);
  const lastW = lastTapOf(phaseW, g.padLeft, g.kw, dilationW, strideW);
  const tapsH = countTaps(phaseH, g.padTop, lastH, dilationH, strideH);
  const tapsW = countTaps(phaseW, g.padLeft, lastW, dilationW, strideW);
  const k = tapsH * tapsW * outC;
  const firstH = tapsH > 0 ? (phaseH + g.padTop - lastH * dilationH) / strideH : 0;
  const firstW = tapsW > 0 ? (phaseW + g.padLeft - lastW * dilationW) / strideW : 0;

  const offsets = aligned(workspace);
  const tables = offsets + offsetsBytes(g);
  const panels = panelsAt(tables, k, inC);
  const image = tables + productBytes(k, inC);
  packBias(0, inC, biasesAt(tables, k));
  // Where the taps of a row read neighbouring pixels of dy, they are one run.
  const whole = dilationW === strideW || tapsW === 1;
  let taps = 0;
  let runs = 0;
  for (let kh = lastH; kh >= 0 && tapsW > 0; kh--) {
    const reachH = phaseH + g.padTop - kh * dilationH;
    if (reachH % strideH !== 0) continue;
    for (let kw = lastW; kw >= 0; kw--) {
      const reachW = phaseW + g.padLeft - kw * dilationW;
      if (reachW % strideW !== 0) continue;
      const source = weight + <usize>((kh * g.kw + kw) * inC) * pixel;
      packTransposed(source, pixel, outC, inC, panels + ((<usize>(taps * outC)) << 5), (<usize>k) << 5);
      if (!whole || kw === lastW) {
        const down = <usize>(reachH / strideH - firstH) * row;
        store<u32>(offsets + ((<usize>runs) << 2), <u32>(down + <usize>(reachW / strideW - firstW) * pixel));
        runs++;
      }
      taps++;
    }
  }
  const runLength = runs > 0 ? k / runs : 0;
  const padded = (top | left | bottom | right) !== 0;
  const start = <usize>(top + firstH) * row + <usize>(left + firstW) * pixel;
  const rightX = (<usize>(strideW * inC)) << 2;
  const downX = (<usize>(strideH * w * inC)) << 2;
  const rows = (h - phaseH + strideH - 1) / strideH;
  const columns = (w - phaseW + strideW - 1) / strideW;
  for (let n = from; n < to; n++) {
    let a = dy + <usize>(n * outH * outW) * pixel;
    if (padded) {
      packImage(a, outH, <usize>outW * pixel, top, bottom, <usize>left * pixel, <usize>right * pixel, image);
      a = image;
    }
    const c = dx + ((<usize>(((n * h + phaseH) * w + phaseW) * inC)) << 2);
    multiplyGrid(a + start, row, pixel, c, downX, rightX, rows, columns, offsets, runs, runLength, inC, 0, tables);
  }
}

export function convBackwardWeight(
  x: usize,
  dy: usize,
  dWeight: usize,
  g: Window,
  samples: i32,
  workspace: usize,
  from: i32,
  to: i32,
): void {
  const inC = g.inC;
  const outC = g.outC;
  const outH = g.outH;
  const outW = g.outW;
  if (isPointwise(g)) {
    denseBackwardWeight(x, dy, dWeight, samples * outH * outW, inC, outC, workspace, from, to);
    return;
  }
  if (isSparse(dy, g, 0, samples)) {
    sparseBackwardWeight(x, dy, dWeight, g, samples, workspace, from, to);
    return;
  }
  const runs = runsOf(g);
  const runLength = (tapsOf(g) / runs) * inC;
  const rowY = (<usize>outC) << 2;
  const positions = positionsAtOnce(g);
  const rowsAtOnce = positions / outW;
  const offsets = aligned(workspace);
  const sums = offsets + offsetsBytes(g);
  const panels = sums + weightSumsBytes(g);
  const image = panels + ((<usize>(positions * panelsOf(outC))) << 5);
  // Tiles read up to 12 bytes behind a run; behind the last sample that could be the end of the memory.
  const copied = g.isPadded || (runLength & 3) !== 0 || ((to - from) & 3) !== 0;
  const row = copied ? paddedRowBytes(g) : (<usize>(g.w * inC)) << 2;
  const right = (<usize>(g.strideW * inC)) << 2;
  const down = <usize>g.strideH * row;
  const sampleX = (<usize>(g.h * g.w * inC)) << 2;
  // The rows of eight filters are a panel as they lie.
  const packed = (outC & 7) !== 0 || (outC > 8 && to - from > UNPACKED_ROWS);
  offsetsOfRuns(g, row, offsets);
  memory.fill(sums, 0, weightSumsBytes(g));
  for (let n = 0; n < samples; n++) {
    let a = x + <usize>n * sampleX;
    if (copied) {
      padSample(a, g, image);
      a = image;
    }
    for (let oh = 0; oh < outH; oh += rowsAtOnce) {
      const rows = min(rowsAtOnce, outH - oh);
      const gradient = dy + <usize>((n * outH + oh) * outW) * rowY;
      if (packed) packPanels(gradient, rowY, rows * outW, outC, panels);
      const b = packed ? panels : gradient;
      const stepB: usize = packed ? 32 : rowY;
      const panelBytes: usize = packed ? (<usize>(rows * outW)) << 5 : 32;
      let tiles = sums;
      for (let run = 0; run < runs; run++) {
        const first = max(from, run * runLength);
        const count = min(to, (run + 1) * runLength) - first;
        if (count <= 0) continue;
        const start = a + <usize>load<u32>(offsets + ((<usize>run) << 2)) + ((<usize>(first - run * runLength)) << 2);
        const at = start + <usize>oh * down;
        addColumns(at, count, right, down - <usize>outW * right, rows, outW, b, stepB, panelBytes, outC, tiles);
        tiles += sumsBytes(count, outC);
      }
    }
  }
  let tiles = sums;
  for (let run = 0; run < runs; run++) {
    const first = max(from, run * runLength);
    const count = min(to, (run + 1) * runLength) - first;
    if (count <= 0) continue;
    storeSums(tiles, count, outC, dWeight + <usize>first * rowY);
    tiles += sumsBytes(count, outC);
  }
}
