// Tables for int16: the runtime's sigmoid table, and tables of 513 places with interpolation.
// tensorflow/lite/kernels/internal/common.h, sigmoid_table_uint16, LUTPopulateInt16, LUTLookup.
import { exp } from '../../base/elementary.ts';
import { clamp, roundAway } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import type { OpTensor } from '../op.ts';
import { requireSymmetric, scaleOf } from '../tensors/quantization.ts';

/** Where the runtime's table lies one above the rounded sigmoid. */
const ONE_ABOVE = new Set([
  4, 8, 12, 14, 15, 16, 17, 19, 20, 21, 22, 25, 27, 28, 29, 30, 31, 33, 34, 35, 37, 39, 40, 41, 43, 44, 45, 46, 49, 50,
  54, 62, 63, 64, 66, 82, 86, 93, 100, 103, 112, 116, 135, 255,
]);

/** sigmoid(i / 24) in 16 bits. */
const SIGMOID = Uint16Array.from(
  { length: 256 },
  (_, i) => roundAway(65536 / (1 + exp(-i / 24))) + Number(ONE_ABOVE.has(i)),
);

/** How an int16 input comes to the table's scale; `multiplier` 0 is a power of two. */
export interface TableScale {
  readonly multiplier: number;
  readonly shift: number;
}

/** The value on the table's scale, 3 * 4096 steps for 1. */
function onTableScale(x: number, { multiplier, shift }: TableScale): number {
  if (multiplier === 0) return Math.imul(x, 3 << shift);
  return (Math.imul(x, multiplier) + (shift > 0 ? 1 << (shift - 1) : 0)) >> shift;
}

/** kernels/internal/reference/integer_ops/logistic.h, Logistic for int16: Q0.15. */
export function sigmoid16(x: number, scale: TableScale): number {
  const input = onTableScale(x, scale);
  const magnitude = Math.abs(input);
  const index = magnitude >>> 9;
  const [a, b] = [SIGMOID[index], SIGMOID[index + 1]];
  const result = index >= 255 ? 0x7fff << 10 : (a << 9) + (magnitude & 0x1ff) * (b - a);
  return (input >= 0 ? result + 512 : 33554432 - result + 511) >>> 10;
}

/** kernels/internal/reference/integer_ops/tanh.h, Tanh for int16: Q0.15. */
export function tanh16(x: number, scale: TableScale): number {
  const input = onTableScale(x, scale);
  const magnitude = Math.abs(input);
  const index = magnitude >>> 8;
  const [a, b] = [SIGMOID[index], SIGMOID[index + 1]];
  const result = index >= 255 ? 0xffff << 8 : (a << 8) + (magnitude & 0xff) * (b - a);
  return (input >= 0 ? result - 8388608 + 128 : -result + 8388608 + 127) >> 8;
}

/** logistic_common.cc, tanh.cc: scale and zero points of int16; powers of two up to `mostShift` pass without a
 * multiplier. Inside an `attempt`. */
export function tableScaleOf(input: OpTensor, output: OpTensor, mostShift: number): TableScale {
  requireSymmetric(input, output);
  if (checkedLog2(scaleOf(output)) !== -15) reject('micro/quantization', 'the output must have scale 1/32768');
  const scale = scaleOf(input);
  const log = checkedLog2(scale);
  if (log !== undefined && log + 12 >= 0 && log + 12 <= mostShift) return { multiplier: 0, shift: log + 12 };
  let multiplier = scale * 4096 * 3;
  let shift = 0;
  while (multiplier <= 32767 / 2 && shift <= 30) {
    shift++;
    multiplier *= 2;
  }
  if (!(multiplier < 32768)) reject('micro/quantization', `the input scale ${scale} is too large`);
  return { multiplier: Math.trunc(multiplier), shift };
}

/** quantization_util.cc, CheckedLog2: the exponent of a power of two, give or take a thousandth. */
export function checkedLog2(x: number): number | undefined {
  let [exponent, power] = [0, 1];
  if (!(x > 0 && x < 1e30)) return undefined;
  while (power * Math.SQRT2 < x) {
    power *= 2;
    exponent++;
  }
  while (power / Math.SQRT2 > x) {
    power /= 2;
    exponent--;
  }
  // |log2(x) - exponent| < 1e-3
  return Math.abs(x / power - 1) < 0.000693 ? exponent : undefined;
}

const STEPS = 512;

/** LUTPopulate<int16_t>, in float32. */
export function table16(
  inputScale: number,
  inputZeroPoint: number,
  outputScale: number,
  f: (x: number) => number,
): Int16Array {
  const f32 = Math.fround;
  const [inputMin, inputMax] = [-32768, 32767].map((q) => f32(inputScale * (q - inputZeroPoint)));
  const [outputMin, outputMax] = [-32768, 32767].map((q) => f32(outputScale * q));
  const step = f32(f32(inputMax - inputMin) / STEPS);
  const half = f32(step / 2);
  const inverse = f32(65536 / f32(outputMax - outputMin));
  const scaled = (x: number) => f32(f32(f(x)) * inverse);
  const table = new Int16Array(STEPS + 1);
  for (let i = 0; i < STEPS; i++) {
    const at = f32(inputMin + f32(i * step));
    const value = roundAway(scaled(at));
    const next = scaled(f32(inputMin + f32((i + 1) * step)));
    const interpolated = roundAway(f32(f32(next + value) / 2));
    const error = f32(interpolated - roundAway(scaled(f32(at + half))));
    table[i] = clamp(value - roundAway(f32(error / 2)), -32768, 32767);
  }
  table[STEPS] = clamp(roundAway(scaled(inputMax)), -32768, 32767);
  return table;
}

/** LUTLookup: the upper nine bits of an int16 choose, the lower seven interpolate. */
export function lookUp16(table: Int16Array, x: number): number {
  const index = 256 + (x >> 7);
  const slope = ((table[index + 1] - table[index]) << 16) >> 16;
  return ((table[index] + ((slope * (x & 0x7f) + 64) >> 7)) << 16) >> 16;
}
