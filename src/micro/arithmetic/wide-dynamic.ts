// The gain curve of PCAN in TFLM's signal library: signal/src/pcan_argc_fixed.cc in tflite-micro.

/** WideDynamicFunction: a table of parabolas, one for each octave. */
export function wideDynamic(x: number, table: Int16Array): number {
  if (x <= 2) return table[x];
  const interval = 32 - Math.clz32(x);
  const at = 4 * interval - 6;
  const fraction = (interval < 11 ? x << (11 - interval) : x >>> (interval - 11)) & 0x3ff;
  let result = Math.imul(table[at + 2], fraction) >> 5;
  result = (result + (table[at + 1] << 5)) | 0;
  result = Math.imul(result, fraction);
  result = ((result + 16384) | 0) >> 15;
  return ((result + table[at]) << 16) >> 16;
}
