// expm1 and tanh in float32 step by step, as the C libraries of boards (newlib) and of TFLM's own tests (glibc) do.
// Their last bit is not that of the rounded exact value.
// fdlibm (Sun Microsystems, 1993) in its float form: s_expm1f.c, s_tanhf.c by Ian Lance Taylor.
import { powerOfTwo } from './fixed-point.ts';

const f32 = Math.fround;
const LN2_HIGH = f32(6.9313812256e-1);
const LN2_LOW = f32(9.0580006145e-6);
const INVERSE_LN2 = f32(1.4426950216);
const Q = [-3.3333335072e-2, 1.5873016091e-3, -7.936507609e-5, 4.0082177293e-6, -2.0109921195e-7].map(f32);

/** e^x - 1. x is float32; so is the result. */
export function expm1f(x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  if (x > 88.72168) return Number.POSITIVE_INFINITY;
  if (x < -18.714973) return -1;
  let [k, rest, c] = [0, x, 0];
  if (size > 0.34657359) {
    let [high, low] = [0, 0];
    if (size < 1.0397208) {
      k = x > 0 ? 1 : -1;
      high = f32(x - k * LN2_HIGH);
      low = k * LN2_LOW;
    } else {
      k = Math.trunc(f32(f32(INVERSE_LN2 * x) + (x > 0 ? 0.5 : -0.5)));
      high = f32(x - f32(k * LN2_HIGH));
      low = f32(k * LN2_LOW);
    }
    rest = f32(high - low);
    c = f32(f32(high - rest) - low);
  } else if (size < 2.9802322e-8) {
    return x;
  }
  const half = f32(0.5 * rest);
  const squares = f32(rest * half);
  const r = Q.reduceRight((sum, q) => f32(q + f32(squares * sum)), 0);
  const r1 = f32(1 + f32(squares * r));
  const t = f32(3 - f32(r1 * half));
  let e = f32(squares * f32(f32(r1 - t) / f32(6 - f32(rest * t))));
  if (k === 0) return f32(rest - f32(f32(rest * e) - squares));
  e = f32(f32(rest * f32(e - c)) - c);
  e = f32(e - squares);
  if (k === -1) return f32(f32(0.5 * f32(rest - e)) - 0.5);
  if (k === 1) return rest < -0.25 ? f32(-2 * f32(e - f32(rest + 0.5))) : f32(1 + f32(2 * f32(rest - e)));
  const power = powerOfTwo(k);
  if (k <= -2 || k > 56) return f32(f32(f32(1 - f32(e - rest)) * power) - 1);
  if (k < 23) return f32(f32(f32(1 - powerOfTwo(-k)) - f32(e - rest)) * power);
  return f32(f32(f32(rest - f32(e + powerOfTwo(-k))) + 1) * power);
}

/** The hyperbolic tangent. x is float32; so is the result. */
export function tanhf(x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  // Too small to matter, or so large that 1 is all that is left.
  if (size < 2.7755576e-17) return x;
  if (size >= 22) return x < 0 ? -1 : 1;
  const t = expm1f(size >= 1 ? 2 * size : -2 * size);
  const value = size >= 1 ? f32(1 - f32(2 / f32(t + 2))) : f32(-t / f32(t + 2));
  return x < 0 ? -value : value;
}
