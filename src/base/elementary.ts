// exp, log, sin and cos from + - * / alone, so that every machine gets the same bits.
// V8's Math.exp and its relatives differ in the last bit between x64 and arm64.
// Algorithms and coefficients: fdlibm (Sun Microsystems, 1993), e_exp.c, e_log.c, k_sin.c, k_cos.c; below 1 ulp.
import { powerOfTwo } from './fixed-point.ts';

const word = new DataView(new ArrayBuffer(8));
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

/** e^x; 0 and infinity beyond the range of float64, NaN for NaN. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893383973096) return Number.POSITIVE_INFINITY;
  if (x < -745.13321910194110842) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t * (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  if (k < -1021) return y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
  return k === 1024 ? y * 2 * powerOfTwo(1023) : y * powerOfTwo(k);
}

/** The natural logarithm; -infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  const subnormal = x < 2.2250738585072014e-308;
  word.setFloat64(0, subnormal ? x * 18014398509481984 : x);
  const shifted = word.getUint32(0) + (0x3ff00000 - 0x3fe6a09e);
  const k = (shifted >>> 20) - 1023 - (subnormal ? 54 : 0);
  word.setUint32(0, (shifted & 0xfffff) + 0x3fe6a09e);
  const f = word.getFloat64(0) - 1;
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  return s * (half + (odd + even)) + k * LN2_LOW - half + f + k * LN2_HIGH;
}

function sinOfReduced(x: number): number {
  const z = x * x;
  const w = z * z;
  const r =
    8.33333333332248946124e-3 +
    z * (-1.98412698298579493134e-4 + z * 2.75573137070700676789e-6) +
    z * w * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10);
  return x + z * x * (-1.66666666666666324348e-1 + z * r);
}

function cosOfReduced(x: number): number {
  const z = x * x;
  const w = z * z;
  const r =
    z * (4.16666666666666019037e-2 + z * (-1.38888888888741095749e-3 + z * 2.48015872894767294178e-5)) +
    w * w * (-2.75573143513906633035e-7 + z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11));
  const half = 0.5 * z;
  const v = 1 - half;
  return v + (1 - v - half + z * r);
}

/** The quadrant and the rest of |x| < 2^20 after whole multiples of pi/2 (Cody-Waite in three parts). */
function reduce(x: number): { quadrant: number; rest: number } {
  const n = Math.floor(x * 6.36619772367581382433e-1 + 0.5);
  const rest = x - n * 1.57079632673412561417 - n * 6.0771005063039659766e-11 - n * 2.02226624879595063154e-21;
  return { quadrant: ((n % 4) + 4) % 4, rest };
}

/** Radians, |x| < 2^20. */
export function sin(x: number): number {
  const { quadrant, rest } = reduce(x);
  const value = quadrant % 2 === 0 ? sinOfReduced(rest) : cosOfReduced(rest);
  return quadrant >= 2 ? -value : value;
}

/** Radians, |x| < 2^20. */
export function cos(x: number): number {
  const { quadrant, rest } = reduce(x);
  const value = quadrant % 2 === 0 ? cosOfReduced(rest) : sinOfReduced(rest);
  return quadrant === 1 || quadrant === 2 ? -value : value;
}
