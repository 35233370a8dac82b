// An int8 image as int16 without its zero point, and with its padding, which then counts as zero.
import { aligned } from './aligned';
import { Layer } from './layer';

/** With room for what the vectors write and read behind the end. */
export function imageBytes(layer: Layer, channels: i32): usize {
  return aligned(<usize>layer.coveredRows * <usize>layer.coveredColumns * ((<usize>channels) << 1)) + 64;
}

/** `count` elements; up to 7 more are written behind them. */
function widenRow(x: usize, count: i32, zeroPoint: v128, into: usize): void {
  const end = into + ((<usize>count) << 1);
  for (; into + 32 <= end; into += 32) {
    const bytes = v128.load(x);
    v128.store(into, i16x8.sub(i16x8.extend_low_i8x16_s(bytes), zeroPoint));
    v128.store(into, i16x8.sub(i16x8.extend_high_i8x16_s(bytes), zeroPoint), 16);
    x += 16;
  }
  for (; into < end; into += 16) {
    v128.store(into, i16x8.sub(v128.load8x8_s(x), zeroPoint));
    x += 8;
  }
}

/** Each channel `multiplier` times in a row, filled up with zeros to `channels`. */
function spreadRow(x: usize, pixels: i32, inC: i32, multiplier: i32, channels: i32, zeroPoint: i32, into: usize): void {
  for (let p = 0; p < pixels; p++) {
    let at = into;
    for (let c = 0; c < inC; c++) {
      const value = <i16>(<i32>load<i8>(x + c) - zeroPoint);
      for (let m = 0; m < multiplier; m++) {
        store<i16>(at, value);
        at += 2;
      }
    }
    into += (<usize>channels) << 1;
    memory.fill(at, 0, into - at);
    x += inC;
  }
}

/** The image at `x` with `channels` int16 for each position, `multiplier` for each channel. */
export function widenImage(layer: Layer, x: usize, multiplier: i32, channels: i32, into: usize): void {
  const h = layer.h;
  const w = layer.w;
  const inC = layer.inC;
  const top = layer.padTop;
  const left = layer.padLeft;
  const rows = layer.coveredRows;
  const columns = layer.coveredColumns;
  const zeroPoint = layer.inputZeroPoint;
  const zeroPoints = i16x8.splat(<i16>zeroPoint);
  const pixels = max(min(w, columns - left), 0);
  const plain = channels === inC;
  const pixelBytes = (<usize>channels) << 1;
  const rowBytes = <usize>columns * pixelBytes;
  if (plain && pixels === columns && pixels === w && top === 0 && rows <= h) {
    widenRow(x, rows * columns * channels, zeroPoints, into);
    return;
  }
  for (let r = 0; r < rows; r++) {
    const source = r - top;
    if (source < 0 || source >= h || pixels === 0) memory.fill(into, 0, rowBytes);
    else {
      const from = x + <usize>source * <usize>w * <usize>inC;
      const start = into + <usize>left * pixelBytes;
      memory.fill(into, 0, start - into);
      if (plain) widenRow(from, pixels * inC, zeroPoints, start);
      else spreadRow(from, pixels, inC, multiplier, channels, zeroPoint, start);
      const end = start + <usize>pixels * pixelBytes;
      memory.fill(end, 0, into + rowBytes - end);
    }
    into += rowBytes;
  }
}

/** The addresses of the windows of all outputs, as uint32. */
export function writePlaces(layer: Layer, image: usize, pixelBytes: usize, into: usize): void {
  const down = <usize>(layer.strideH * layer.coveredColumns) * pixelBytes;
  const right = <usize>layer.strideW * pixelBytes;
  const outH = layer.outH;
  const outW = layer.outW;
  for (let oh = 0; oh < outH; oh++) {
    let at = image + <usize>oh * down;
    for (let ow = 0; ow < outW; ow++) {
      store<u32>(into, <u32>at);
      at += right;
      into += 4;
    }
  }
}
