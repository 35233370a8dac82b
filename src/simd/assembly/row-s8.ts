// One row times int8 panels: dense layers of one sample, where reading the weights is the work.
import { GROUP, Layer } from './layer';
import { FAST, Requantize, requantizeSlowly, SLOW, TABLE_BYTES, WAY } from './requantize-s8';

/** The weights here are not doubled. */
function requantizedRow(s0: v128, s1: v128, table: usize, isFast: bool, below: v128): v128 {
  return isFast
    ? Requantize.requantized(i32x4.add(s0, s0), i32x4.add(s1, s1), table, true, below)
    : Requantize.requantized(s0, s1, table, false, below);
}

/** `row`: `pairs` pairs of int16. Panels hold eight pairs of int8 for each, panel after panel. */
export function rowTimesPanels(
  layer: Layer,
  table: usize,
  panels: usize,
  row: usize,
  pairs: i32,
  spill: usize,
  y: usize,
): void {
  const outC = layer.outC;
  const below = Requantize.magicBelow(layer.outputZeroPoint);
  const least = i8x16.splat(<i8>layer.min);
  const most = i8x16.splat(<i8>layer.max);
  const panelBytes = (<usize>pairs) << 4;
  for (let channel = 0; channel < outC; channel += 2 * GROUP) {
    const columns = outC - channel;
    // The second panel of an odd number repeats the first.
    const second = columns > GROUP;
    const table1 = second ? table + TABLE_BYTES : table;
    let p0 = panels;
    let p1 = second ? panels + panelBytes : panels;
    let s00 = v128.load(table);
    let s01 = v128.load(table, 16);
    let s10 = v128.load(table1);
    let s11 = v128.load(table1, 16);
    let at = row;
    const stop = p0 + panelBytes;
    while (p0 < stop) {
      const a = v128.load32_splat(at);
      s00 = i32x4.add(s00, i32x4.dot_i16x8_s(a, v128.load8x8_s(p0)));
      s01 = i32x4.add(s01, i32x4.dot_i16x8_s(a, v128.load8x8_s(p0, 8)));
      s10 = i32x4.add(s10, i32x4.dot_i16x8_s(a, v128.load8x8_s(p1)));
      s11 = i32x4.add(s11, i32x4.dot_i16x8_s(a, v128.load8x8_s(p1, 8)));
      at += 4;
      p0 += 16;
      p1 += 16;
    }
    const out = y + <usize>channel;
    const way0 = load<i32>(table, WAY);
    const way1 = load<i32>(table1, WAY);
    if (way0 === SLOW || way1 === SLOW) {
      v128.store(spill, s00);
      v128.store(spill, s01, 16);
      requantizeSlowly(spill, min(columns, GROUP), table, layer, out);
      v128.store(spill, s10);
      v128.store(spill, s11, 16);
      if (second) requantizeSlowly(spill, min(columns - GROUP, GROUP), table1, layer, out + GROUP);
    } else {
      const r0 = requantizedRow(s00, s01, table, way0 === FAST, below);
      const r1 = requantizedRow(s10, s11, table1, way1 === FAST, below);
      const bytes = Requantize.limited(r0, r1, least, most);
      Requantize.storeBytes(bytes, columns, out);
      if (second) Requantize.storeBytes(v128.shuffle<i64>(bytes, bytes, 1, 1), columns - GROUP, out + GROUP);
    }
    table += 2 * TABLE_BYTES;
    panels += 2 * panelBytes;
  }
}
