// The Fourier transform of real values, a power of two of them, with the same bits on every machine: float64, radix 2,
// twiddles from base/elementary.ts, sums in the order of the butterflies.
import { cos, sin } from '../../base/elementary.ts';

export interface Spectrum {
  /** Real parts, [length / 2 + 1]. */
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** What transforms `length` values, a power of two from 2 on. The spectrum is the same arrays at every call. */
export function realFft(length: number): (time: Float64Array) => Spectrum {
  const half = length / 2;
  const turned = bitReversal(half);
  const twiddles = twiddlesOf(length);
  const [a, b] = [new Float64Array(half), new Float64Array(half)];
  const spectrum = { re: new Float64Array(half + 1), im: new Float64Array(half + 1) };
  return (time) => {
    // Even values are the real part and odd ones the imaginary part of half as many complex values.
    for (let i = 0; i < half; i++) {
      a[i] = time[2 * turned[i]];
      b[i] = time[2 * turned[i] + 1];
    }
    transform(a, b, twiddles);
    separate(a, b, twiddles, spectrum);
    return spectrum;
  };
}

/** How many multiply-accumulates such a transform is about. */
export function macsOfFft(length: number): number {
  return 3 * length * (31 - Math.clz32(length));
}

interface Twiddles {
  /** cos(2 pi i / length), [length / 2]. */
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

function twiddlesOf(length: number): Twiddles {
  const angles = Float64Array.from({ length: length / 2 }, (_, i) => (2 * Math.PI * i) / length);
  return { cosines: angles.map(cos), sines: angles.map(sin) };
}

function bitReversal(length: number): Int32Array {
  const turned = new Int32Array(length);
  for (let i = 1; i < length; i++) turned[i] = (turned[i >> 1] >> 1) | (i & 1 ? length >> 1 : 0);
  return turned;
}

/** Cooley and Tukey's, in place, of values in bit-reversed order. The twiddles are those of twice as many values. */
function transform(re: Float64Array, im: Float64Array, { cosines, sines }: Twiddles): void {
  const length = re.length;
  for (let width = 1; width < length; width *= 2) {
    const stride = length / width;
    for (let k = 0; k < width; k++) {
      const c = cosines[k * stride];
      const s = sines[k * stride];
      for (let i = k; i < length; i += 2 * width) {
        const j = i + width;
        const x = re[j] * c + im[j] * s;
        const y = im[j] * c - re[j] * s;
        re[j] = re[i] - x;
        im[j] = im[i] - y;
        re[i] += x;
        im[i] += y;
      }
    }
  }
}

/** The spectra of the even and the odd values, apart by their symmetry, and what both together come to. */
function separate(a: Float64Array, b: Float64Array, { cosines, sines }: Twiddles, { re, im }: Spectrum): void {
  const half = a.length;
  re[0] = a[0] + b[0];
  im[0] = 0;
  re[half] = a[0] - b[0];
  im[half] = 0;
  for (let k = 1; k < half; k++) {
    const m = half - k;
    const evenRe = (a[k] + a[m]) / 2;
    const evenIm = (b[k] - b[m]) / 2;
    const oddRe = (b[k] + b[m]) / 2;
    const oddIm = (a[m] - a[k]) / 2;
    re[k] = evenRe + oddRe * cosines[k] + oddIm * sines[k];
    im[k] = evenIm + oddIm * cosines[k] - oddRe * sines[k];
  }
}
