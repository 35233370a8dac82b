// Fake quantization: float values as the int8 kernels would hold them, and the straight-through gradient
// (Jacob et al. 2018, section 3).
import { load4, loadPartial, store4, storePartial } from './lanes';
import { Levels } from './levels';

/** Inlined by decree, so that its constants stay in registers; methods, because Biome can't parse AssemblyScript's
 * decorators on functions. */
class Lanes {
  @inline
  static quantize(x: v128, inverse: v128, offset: v128, half: v128, low: v128, high: v128, scale: v128): v128 {
    const level = f32x4.add(f32x4.mul(x, inverse), offset);
    const sign = v128.and(level, i32x4.splat(i32.MIN_VALUE));
    const rounded = f32x4.trunc(f32x4.add(level, v128.or(sign, half)));
    const clamped = f32x4.pmin(f32x4.pmax(rounded, low), high);
    return f32x4.mul(f32x4.sub(clamped, offset), scale);
  }
}

export function fakeQuantize(x: usize, y: usize, extremes: usize, levels: Levels, each: i32, from: i32, to: i32): void {
  const inverse = f32x4.splat(levels.inverse);
  const scale = f32x4.splat(levels.scale);
  const offset = f32x4.splat(levels.offset);
  const half = f32x4.splat(levels.half);
  const low = f32x4.splat(levels.low);
  const high = f32x4.splat(levels.high);
  const bytes = (<usize>each) << 2;
  const whole = bytes & ~15;
  const rest = each & 3;
  for (let n = from; n < to; n++) {
    const source = x + <usize>n * bytes;
    const target = y + <usize>n * bytes;
    let least = f32x4.splat(Infinity);
    let most = f32x4.splat(-Infinity);
    for (let i: usize = 0; i < whole; i += 16) {
      const value = v128.load(source + i);
      least = f32x4.pmin(least, value);
      most = f32x4.pmax(most, value);
      v128.store(target + i, Lanes.quantize(value, inverse, offset, half, low, high, scale));
    }
    if (rest > 0) {
      const value = loadPartial(source + whole, rest);
      storePartial(target + whole, Lanes.quantize(value, inverse, offset, half, low, high, scale), rest);
      for (let i = whole; i < bytes; i += 4) {
        least = f32x4.pmin(least, v128.load32_splat(source + i));
        most = f32x4.pmax(most, v128.load32_splat(source + i));
      }
    }
    if (extremes !== 0) storeExtremes(extremes + ((<usize>n) << 3), least, most);
  }
}

function storeExtremes(at: usize, least: v128, most: v128): void {
  const pairs = f32x4.pmin(least, v128.shuffle<f32>(least, least, 2, 3, 0, 1));
  const low = f32x4.pmin(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2));
  const others = f32x4.pmax(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  const high = f32x4.pmax(others, v128.shuffle<f32>(others, others, 1, 0, 3, 2));
  store<f32>(at, f32x4.extract_lane(low, 0));
  store<f32>(at, f32x4.extract_lane(high, 0), 4);
}

export function fakeQuantizeBackward(x: usize, dy: usize, dx: usize, levels: Levels, from: i32, to: i32): void {
  const low = f32x4.splat(levels.passLow);
  const high = f32x4.splat(levels.passHigh);
  let i = (<usize>from) << 2;
  const end = (<usize>to) << 2;
  for (; i + 16 <= end; i += 16) {
    const value = v128.load(x + i);
    const passes = v128.and(f32x4.gt(value, low), f32x4.lt(value, high));
    v128.store(dx + i, v128.and(v128.load(dy + i), passes));
  }
  const rest = (to - from) & 3;
  if (rest > 0) {
    const value = loadPartial(x + i, rest);
    const passes = v128.and(f32x4.gt(value, low), f32x4.lt(value, high));
    storePartial(dx + i, v128.and(loadPartial(dy + i, rest), passes), rest);
  }
}
