// One row times int8 panels: dense layers of one sample, where reading the weights is the work.
import { requantized, storeBytes } from './inlined-s8';
import { GROUP, MAX, MIN, OUT_C, OUTPUT_ZERO_POINT } from './layer-s8';
import { HAS_LEFT, IS_WIDE, requantizeSlowly, TABLE_BYTES } from './requantize-s8';

/** `row`: `pairs` pairs of int16. Panels hold eight pairs of int8 for each, panel after panel. */
export function rowTimesPanels(
  layer: usize,
  flags: i32,
  table: usize,
  panels: usize,
  row: usize,
  pairs: i32,
  spill: usize,
  y: usize,
): void {
  const outC = load<i32>(layer, OUT_C);
  const hasLeft = (flags & HAS_LEFT) !== 0;
  const wide = (flags & IS_WIDE) !== 0;
  const zeroPoint = i16x8.splat(<i16>load<i32>(layer, OUTPUT_ZERO_POINT));
  const least = i16x8.splat(<i16>load<i32>(layer, MIN));
  const most = i16x8.splat(<i16>load<i32>(layer, MAX));
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
    if (wide) {
      v128.store(spill, s00);
      v128.store(spill, s01, 16);
      requantizeSlowly(spill, min(columns, GROUP), table, layer, out);
      v128.store(spill, s10);
      v128.store(spill, s11, 16);
      if (second) requantizeSlowly(spill, min(columns - GROUP, GROUP), table1, layer, out + GROUP);
    } else {
      const r0 = requantized(s00, s01, table, hasLeft, zeroPoint, least, most);
      const r1 = requantized(s10, s11, table1, hasLeft, zeroPoint, least, most);
      const bytes = i8x16.narrow_i16x8_s(r0, r1);
      storeBytes(bytes, columns, out);
      if (second) storeBytes(v128.shuffle<i64>(bytes, bytes, 1, 1), columns - GROUP, out + GROUP);
    }
    table += 2 * TABLE_BYTES;
    panels += 2 * panelBytes;
  }
}
