// int8 depthwise convolution: eight channels of two neighbouring outputs at a time. The taps go in pairs, so that
// i32x4.dot_i16x8_s adds two products.
import { aligned } from './aligned';
import { imageBytes, widenImage, writePlaces } from './image-s8';
import { GROUP, groupsOf, Layer } from './layer';
import { doubleBias, FAST, packTables, Requantize, SLOW, TABLE_BYTES, WAY } from './requantize-s8';

const SPILL: usize = 64;
/** Outputs whose places one pass over the channels takes: enough that an odd number of columns wastes nothing, few
 * enough for the first cache. */
const BLOCK: i32 = 32;

/** Pairs of taps, the last one filled up with a weight of zero. */
function tapPairs(layer: Layer): i32 {
  return (layer.kh * layer.kw + 1) >> 1;
}

export function depthwiseS8PackedBytes(layer: Layer): usize {
  const groups = <usize>groupsOf(layer.outC);
  return groups * (TABLE_BYTES + ((<usize>tapPairs(layer)) << 5));
}

export function depthwiseS8Pack(
  layer: Layer,
  weight: usize,
  bias: usize,
  multipliers: usize,
  shifts: usize,
  packed: usize,
): void {
  const outC = layer.outC;
  const taps = layer.kh * layer.kw;
  packTables(layer, weight, 1, <usize>outC, taps, bias, multipliers, shifts, packed);
  doubleBias(layer, packed);
  let into = packed + <usize>groupsOf(outC) * TABLE_BYTES;
  for (let first = 0; first < groupsOf(outC) * GROUP; first += GROUP) {
    const way = load<i32>(packed + <usize>(first / GROUP) * TABLE_BYTES, WAY);
    const factor: i16 = way === FAST ? 2 : 1;
    for (let tap = 0; tap < taps; tap += 2) {
      for (let c = first; c < first + GROUP; c++) {
        const at = weight + <usize>tap * <usize>outC + <usize>c;
        store<i16>(into, c < outC ? <i16>load<i8>(at) * factor : 0);
        store<i16>(into, c < outC && tap + 1 < taps ? <i16>load<i8>(at + <usize>outC) * factor : 0, 2);
        into += 4;
      }
    }
  }
}

function offsetsBytes(layer: Layer): usize {
  return aligned((<usize>tapPairs(layer)) << 3);
}

/** Addresses of the windows of all outputs of a sample. */
function placesBytes(layer: Layer): usize {
  return aligned((<usize>layer.outH * <usize>layer.outW) << 2);
}

export function depthwiseS8WorkspaceBytes(layer: Layer): usize {
  return SPILL + placesBytes(layer) + offsetsBytes(layer) + imageBytes(layer, groupsOf(layer.outC) * GROUP);
}

export function depthwiseS8(layer: Layer, packed: usize, x: usize, y: usize, workspace: usize): void {
  const inC = layer.inC;
  const outC = layer.outC;
  const kw = layer.kw;
  const taps = layer.kh * kw;
  const channels = groupsOf(outC) * GROUP;
  const pixelBytes = (<usize>channels) << 1;
  const rowBytes = <usize>layer.coveredColumns * pixelBytes;
  const places = workspace + SPILL;
  const offsets = places + placesBytes(layer);
  const image = offsets + offsetsBytes(layer);
  for (let tap = 0; tap < tapPairs(layer) * 2; tap++) {
    // The missing second tap of the last pair reads the first one's place: any number does, as its weight is zero.
    const t = min(tap, taps - 1);
    const down = <usize>(t / kw) * <usize>layer.dilationH * rowBytes;
    const right = <usize>(t % kw) * <usize>layer.dilationW * pixelBytes;
    store<i32>(offsets + ((<usize>tap) << 2), <i32>(down + right));
  }
  writePlaces(layer, image, pixelBytes, places);
  const inBytes = <usize>layer.h * <usize>layer.w * <usize>inC;
  const outputs = layer.outH * layer.outW;
  for (let n = 0; n < layer.samples; n++) {
    widenImage(layer, x + <usize>n * inBytes, outC / inC, channels, image);
    for (let from = 0; from < outputs; from += BLOCK) {
      const count = min(BLOCK, outputs - from);
      outputBlock(layer, packed, places + ((<usize>from) << 2), count, offsets, workspace, y);
      y += <usize>count * <usize>outC;
    }
  }
}

function outputBlock(
  layer: Layer,
  packed: usize,
  places: usize,
  outputs: i32,
  offsets: usize,
  spill: usize,
  y: usize,
): void {
  const outC = layer.outC;
  const below = Requantize.magicBelow(layer.outputZeroPoint);
  const least = i8x16.splat(<i8>layer.min);
  const most = i8x16.splat(<i8>layer.max);
  const weightBytes = (<usize>tapPairs(layer)) << 5;
  let table = packed;
  let weights = table + <usize>groupsOf(outC) * TABLE_BYTES;
  for (let channel = 0; channel < outC; channel += GROUP) {
    const count = outC - channel;
    const aside = (<usize>channel) << 1;
    const isFast = load<i32>(table, WAY) === FAST;
    const isSlow = load<i32>(table, WAY) === SLOW;
    const bias0 = v128.load(table);
    const bias1 = v128.load(table, 16);
    const stop = weights + weightBytes;
    for (let i = 0; i < outputs; i += 2) {
      const i1 = min(i + 1, outputs - 1);
      const a0 = <usize>load<u32>(places + ((<usize>i) << 2)) + aside;
      const a1 = <usize>load<u32>(places + ((<usize>i1) << 2)) + aside;
      let s00 = bias0;
      let s01 = bias1;
      let s10 = bias0;
      let s11 = bias1;
      let at = offsets;
      for (let w = weights; w < stop; w += 32) {
        const first = <usize>load<i32>(at);
        const second = <usize>load<i32>(at, 4);
        const w0 = v128.load(w);
        const w1 = v128.load(w, 16);
        let p = v128.load(a0 + first);
        let q = v128.load(a0 + second);
        s00 = i32x4.add(s00, i32x4.dot_i16x8_s(v128.shuffle<i16>(p, q, 0, 8, 1, 9, 2, 10, 3, 11), w0));
        s01 = i32x4.add(s01, i32x4.dot_i16x8_s(v128.shuffle<i16>(p, q, 4, 12, 5, 13, 6, 14, 7, 15), w1));
        p = v128.load(a1 + first);
        q = v128.load(a1 + second);
        s10 = i32x4.add(s10, i32x4.dot_i16x8_s(v128.shuffle<i16>(p, q, 0, 8, 1, 9, 2, 10, 3, 11), w0));
        s11 = i32x4.add(s11, i32x4.dot_i16x8_s(v128.shuffle<i16>(p, q, 4, 12, 5, 13, 6, 14, 7, 15), w1));
        at += 8;
      }
      const c0 = y + <usize>i * <usize>outC + <usize>channel;
      const c1 = y + <usize>i1 * <usize>outC + <usize>channel;
      if (isSlow) {
        Requantize.storeRowsSlowly(s00, s01, s10, s11, table, layer, count, spill, c0, c1);
        continue;
      }
      const bytes = Requantize.rows(s00, s01, s10, s11, table, isFast, below, least, most);
      Requantize.storeRows(bytes, count, c0, c1);
    }
    table += TABLE_BYTES;
    weights = stop;
  }
}
