// int8 addition and subtraction: tensorflow/lite/kernels/internal/reference/integer_ops/add.h, eight at a time.
import { Addition } from './addition';
import { divideByPowerOfTwo, FixedPoint, highMultiply, maskOf } from './fixed-point';

export function addS8(p: Addition, a: usize, b: usize, y: usize, aStep: i32, bStep: i32, elements: i32): void {
  const left = p.leftShift;
  const aShift = -p.aShift;
  const bShift = -p.bShift;
  const outShift = -p.outputShift;
  const subtract = p.bMultiplier < 0;
  const aMultiplier = p.aMultiplier;
  const bMultiplier = abs(p.bMultiplier);
  const outMultiplier = p.outputMultiplier;
  const aZero = p.aZeroPoint;
  const bZero = p.bZeroPoint;
  const zero = p.outputZeroPoint;
  const least = p.min;
  const most = p.max;
  const aMask = i32x4.splat(maskOf(aShift));
  const bMask = i32x4.splat(maskOf(bShift));
  const outMask = i32x4.splat(maskOf(outShift));
  const aUpper = i32x4.splat(aMultiplier >> 11);
  const aLower = i32x4.splat(aMultiplier & 2047);
  const bUpper = i32x4.splat(bMultiplier >> 11);
  const bLower = i32x4.splat(bMultiplier & 2047);
  const outMultipliers = i32x4.splat(outMultiplier);
  const zeros = i32x4.splat(zero);
  let i = 0;
  // int8 tensors have a left shift of 20 always; anything else goes one by one.
  for (; left === 20 && i + 8 <= elements; i += 8) {
    const va = i16x8.sub(
      aStep === 0 ? i16x8.splat(<i16>load<i8>(a)) : v128.load8x8_s(a + <usize>i),
      i16x8.splat(<i16>aZero),
    );
    const vb = i16x8.sub(
      bStep === 0 ? i16x8.splat(<i16>load<i8>(b)) : v128.load8x8_s(b + <usize>i),
      i16x8.splat(<i16>bZero),
    );
    const a0 = FixedPoint.dividedByPowerOfTwo(
      FixedPoint.highProductOfInputs(i32x4.extend_low_i16x8_s(va), aUpper, aLower),
      aShift,
      aMask,
    );
    const a1 = FixedPoint.dividedByPowerOfTwo(
      FixedPoint.highProductOfInputs(i32x4.extend_high_i16x8_s(va), aUpper, aLower),
      aShift,
      aMask,
    );
    const b0 = FixedPoint.dividedByPowerOfTwo(
      FixedPoint.highProductOfInputs(i32x4.extend_low_i16x8_s(vb), bUpper, bLower),
      bShift,
      bMask,
    );
    const b1 = FixedPoint.dividedByPowerOfTwo(
      FixedPoint.highProductOfInputs(i32x4.extend_high_i16x8_s(vb), bUpper, bLower),
      bShift,
      bMask,
    );
    const s0 = subtract ? i32x4.sub(a0, b0) : i32x4.add(a0, b0);
    const s1 = subtract ? i32x4.sub(a1, b1) : i32x4.add(a1, b1);
    const r0 = i32x4.add(
      FixedPoint.dividedByPowerOfTwo(FixedPoint.highProduct(s0, outMultipliers), outShift, outMask),
      zeros,
    );
    const r1 = i32x4.add(
      FixedPoint.dividedByPowerOfTwo(FixedPoint.highProduct(s1, outMultipliers), outShift, outMask),
      zeros,
    );
    const r = i16x8.min_s(i16x8.max_s(i16x8.narrow_i32x4_s(r0, r1), i16x8.splat(<i16>least)), i16x8.splat(<i16>most));
    store<i64>(y + <usize>i, i64x2.extract_lane(i8x16.narrow_i16x8_s(r, r), 0));
  }
  for (; i < elements; i++) {
    const va = (<i32>load<i8>(a + <usize>(i * aStep)) - aZero) << left;
    const vb = (<i32>load<i8>(b + <usize>(i * bStep)) - bZero) << left;
    const scaledA = divideByPowerOfTwo(highMultiply(va, aMultiplier), aShift);
    const scaledB = divideByPowerOfTwo(highMultiply(vb, bMultiplier), bShift);
    const sum = subtract ? scaledA - scaledB : scaledA + scaledB;
    const out = divideByPowerOfTwo(highMultiply(sum, outMultiplier), outShift) + zero;
    store<i8>(y + <usize>i, <i8>min(max(out, least), most));
  }
}
