// The real FFT of TFLM's signal library, bit for bit: KISS FFT (Mark Borgerding) with 16 or 32 fixed bits or in float32; kiss_fft.c,
// _kiss_fft_guts.h, kiss_fftr.c.
import { cos, sin } from '../../base/elementary.ts';

/** What the three forms differ in. Sums of 32-bit values stay exact here and wrap where they are stored. */
export interface Arithmetic {
  /** cos or sin as a twiddle factor. */
  factor(value: number): number;
  /** S_MUL */
  times(a: number, b: number): number;
  /** sround(a * b + c * d) */
  sum(a: number, b: number, c: number, d: number): number;
  /** C_FIXDIV of one part. */
  divide(x: number, by: number): number;
  half(x: number): number;
  store(x: number): number;
}

export const FIXED16: Arithmetic = {
  factor: (value) => Math.floor(0.5 + 32767 * value),
  times: (a, b) => (((a * b + 16384) | 0) >> 15) | 0,
  sum: (a, b, c, d) => ((a * b + c * d + 16384) | 0) >> 15,
  divide: (x, by) => ((x * Math.floor(32767 / by) + 16384) | 0) >> 15,
  half: (x) => x >> 1,
  store: (x) => (x << 16) >> 16,
};

const round31 = (x: bigint) => Number(BigInt.asIntN(32, (x + 1073741824n) >> 31n));

export const FIXED32: Arithmetic = {
  factor: (value) => Math.floor(0.5 + 2147483647 * value),
  times: (a, b) => round31(BigInt(a) * BigInt(b)),
  sum: (a, b, c, d) => round31(BigInt(a) * BigInt(b) + BigInt(c) * BigInt(d)),
  divide: (x, by) => round31(BigInt(x) * BigInt(Math.floor(2147483647 / by))),
  half: (x) => (x | 0) >> 1,
  store: (x) => x | 0,
};

const f32 = Math.fround;

export const FLOAT32: Arithmetic = {
  factor: f32,
  times: (a, b) => f32(a * b),
  sum: (a, b, c, d) => f32(f32(a * b) + f32(c * d)),
  divide: (x) => x,
  half: (x) => f32(x * 0.5),
  store: f32,
};

interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const complex = (length: number): Complex => ({ re: new Float64Array(length), im: new Float64Array(length) });

function twiddles(math: Arithmetic, count: number, phase: (i: number) => number): Complex {
  const table = complex(count);
  for (let i = 0; i < count; i++) {
    table.re[i] = math.factor(cos(phase(i)));
    table.im[i] = math.factor(sin(phase(i)));
  }
  return table;
}

/** kf_factor: radices 4, 2, 3, 5, ... with what is left after each. */
function factorsOf(length: number): readonly { readonly radix: number; readonly rest: number }[] {
  const factors = [];
  const root = Math.floor(Math.sqrt(length));
  let [n, p] = [length, 4];
  do {
    while (n % p !== 0) {
      p = p === 4 ? 2 : p === 2 ? 3 : p + 2;
      if (p > root) p = n;
    }
    n /= p;
    factors.push({ radix: p, rest: n });
  } while (n > 1);
  return factors;
}

/** kiss_fft of `length` complex values: from `input` to `output`, which are not the same. */
function complexFft(math: Arithmetic, length: number, inverse: boolean): (input: Complex, output: Complex) => void {
  const factors = factorsOf(length);
  const sign = inverse ? 2 : -2;
  const tw = twiddles(math, length, (i) => (sign * Math.PI * i) / length);
  const most = Math.max(5, ...factors.map(({ radix }) => radix));
  const scratch = complex(most);

  /** The products of the radix - 1 other values with their factors, all divided by the radix first, into scratch. */
  const spread = ({ re, im }: Complex, at: number, k: number, m: number, radix: number, stride: number) => {
    for (let q = 0; q < radix; q++) {
      const place = at + k + q * m;
      const [x, y] = [math.divide(re[place], radix), math.divide(im[place], radix)];
      if (q === 0) {
        [scratch.re[0], scratch.im[0]] = [math.store(x), math.store(y)];
        continue;
      }
      const t = q * k * stride;
      scratch.re[q] = math.store(math.sum(x, tw.re[t], -y, tw.im[t]));
      scratch.im[q] = math.store(math.sum(x, tw.im[t], y, tw.re[t]));
    }
  };

  const butterfly = (out: Complex, at: number, stride: number, m: number, radix: number) => {
    const { re, im } = out;
    const [sr, si] = [scratch.re, scratch.im];
    const { store, half, times } = math;
    const set = (place: number, x: number, y: number) => {
      re[place] = store(x);
      im[place] = store(y);
    };
    for (let k = 0; k < m; k++) {
      if (radix === 2) {
        spread(out, at, k, m, 2, stride);
        set(at + k + m, sr[0] - sr[1], si[0] - si[1]);
        set(at + k, sr[0] + sr[1], si[0] + si[1]);
      } else if (radix === 4) {
        spread(out, at, k, m, 4, stride);
        const [diffR, diffI] = [store(sr[0] - sr[2]), store(si[0] - si[2])];
        const [evenR, evenI] = [store(sr[0] + sr[2]), store(si[0] + si[2])];
        const [oddR, oddI] = [store(sr[1] + sr[3]), store(si[1] + si[3])];
        const [turnR, turnI] = [store(sr[1] - sr[3]), store(si[1] - si[3])];
        set(at + k + 2 * m, evenR - oddR, evenI - oddI);
        set(at + k, evenR + oddR, evenI + oddI);
        const direction = inverse ? -1 : 1;
        set(at + k + m, diffR + direction * turnI, diffI - direction * turnR);
        set(at + k + 3 * m, diffR - direction * turnI, diffI + direction * turnR);
      } else if (radix === 3) {
        const turn = tw.im[stride * m];
        spread(out, at, k, m, 3, stride);
        const [sumR, sumI] = [store(sr[1] + sr[2]), store(si[1] + si[2])];
        const diffR = times(store(sr[1] - sr[2]), turn);
        const diffI = times(store(si[1] - si[2]), turn);
        const [middleR, middleI] = [store(sr[0] - half(sumR)), store(si[0] - half(sumI))];
        set(at + k, sr[0] + sumR, si[0] + sumI);
        set(at + k + 2 * m, middleR + diffI, middleI - diffR);
        set(at + k + m, middleR - diffI, middleI + diffR);
      } else if (radix === 5) {
        const [aR, aI] = [tw.re[stride * m], tw.im[stride * m]];
        const [bR, bI] = [tw.re[stride * 2 * m], tw.im[stride * 2 * m]];
        spread(out, at, k, m, 5, stride);
        const [s7r, s7i] = [store(sr[1] + sr[4]), store(si[1] + si[4])];
        const [s10r, s10i] = [store(sr[1] - sr[4]), store(si[1] - si[4])];
        const [s8r, s8i] = [store(sr[2] + sr[3]), store(si[2] + si[3])];
        const [s9r, s9i] = [store(sr[2] - sr[3]), store(si[2] - si[3])];
        // Sums from left to right: in float32 each one rounds.
        const add = (x: number, y: number) => (math === FLOAT32 ? f32(x + y) : x + y);
        set(at + k, sr[0] + add(s7r, s8r), si[0] + add(s7i, s8i));
        const s5r = store(add(add(sr[0], times(s7r, aR)), times(s8r, bR)));
        const s5i = store(add(add(si[0], times(s7i, aR)), times(s8i, bR)));
        const s6r = store(times(s10i, aI) + times(s9i, bI));
        const s6i = store(-times(s10r, aI) - times(s9r, bI));
        set(at + k + m, s5r - s6r, s5i - s6i);
        set(at + k + 4 * m, s5r + s6r, s5i + s6i);
        const s11r = store(add(add(sr[0], times(s7r, bR)), times(s8r, aR)));
        const s11i = store(add(add(si[0], times(s7i, bR)), times(s8i, aR)));
        const s12r = store(-times(s10i, bI) + times(s9i, aI));
        const s12i = store(times(s10r, bI) - times(s9r, aI));
        set(at + k + 2 * m, s11r + s12r, s11i + s12i);
        set(at + k + 3 * m, s11r - s12r, s11i - s12i);
      } else {
        for (let q = 0; q < radix; q++) {
          sr[q] = store(math.divide(re[at + k + q * m], radix));
          si[q] = store(math.divide(im[at + k + q * m], radix));
        }
        for (let q = 0; q < radix; q++) {
          const place = k + q * m;
          let [x, y, t] = [sr[0], si[0], 0];
          for (let other = 1; other < radix; other++) {
            t += stride * place;
            if (t >= length) t -= length;
            x = store(x + store(math.sum(sr[other], tw.re[t], -si[other], tw.im[t])));
            y = store(y + store(math.sum(sr[other], tw.im[t], si[other], tw.re[t])));
          }
          set(at + place, x, y);
        }
      }
    }
  };

  /** kf_work */
  const work = (out: Complex, at: number, input: Complex, from: number, stride: number, level: number) => {
    const { radix, rest } = factors[level];
    for (let q = 0; q < radix; q++) {
      const [to, source] = [at + q * rest, from + q * stride];
      if (rest === 1) {
        out.re[to] = input.re[source];
        out.im[to] = input.im[source];
      } else {
        work(out, to, input, source, stride * radix, level + 1);
      }
    }
    butterfly(out, at, stride, rest, radix);
  };
  return (input, output) => work(output, 0, input, 0, 1, 0);
}

/** kiss_fftr: `length` (even) real values to length / 2 + 1 complex ones, real and imaginary part in turn. */
export function realFft(
  math: Arithmetic,
  length: number,
): (time: ArrayLike<number>, spectrum: { [i: number]: number }) => void {
  const count = length / 2;
  const fft = complexFft(math, count, false);
  const tw = twiddles(math, count / 2, (i) => -Math.PI * ((i + 1) / count + 0.5));
  const [input, buffer] = [complex(count), complex(count)];
  const { store, half, sum } = math;
  return (time, spectrum) => {
    for (let i = 0; i < count; i++) {
      input.re[i] = time[2 * i];
      input.im[i] = time[2 * i + 1];
    }
    fft(input, buffer);
    const set = (k: number, x: number, y: number) => {
      spectrum[2 * k] = store(x);
      spectrum[2 * k + 1] = store(y);
    };
    const [x, y] = [store(math.divide(buffer.re[0], 2)), store(math.divide(buffer.im[0], 2))];
    set(0, x + y, 0);
    set(count, x - y, 0);
    for (let k = 1; k <= count / 2; k++) {
      const [ar, ai] = [store(math.divide(buffer.re[k], 2)), store(math.divide(buffer.im[k], 2))];
      const [br, bi] = [
        store(math.divide(buffer.re[count - k], 2)),
        store(math.divide(store(-buffer.im[count - k]), 2)),
      ];
      const [f1r, f1i, f2r, f2i] = [store(ar + br), store(ai + bi), store(ar - br), store(ai - bi)];
      const twR = store(sum(f2r, tw.re[k - 1], -f2i, tw.im[k - 1]));
      const twI = store(sum(f2r, tw.im[k - 1], f2i, tw.re[k - 1]));
      const rounded = (v: number) => half(math === FLOAT32 ? f32(v) : v);
      set(k, rounded(f1r + twR), rounded(f1i + twI));
      set(count - k, rounded(f1r - twR), rounded(twI - f1i));
    }
  };
}

/** kiss_fftri: the inverse, not divided by the length. */
export function inverseRealFft(
  math: Arithmetic,
  length: number,
): (spectrum: ArrayLike<number>, time: { [i: number]: number }) => void {
  const count = length / 2;
  const fft = complexFft(math, count, true);
  const tw = twiddles(math, count / 2, (i) => Math.PI * ((i + 1) / count + 0.5));
  const [input, buffer] = [complex(count), complex(count)];
  const { store, sum } = math;
  return (spectrum, time) => {
    const divided = (i: number) => store(math.divide(spectrum[i], 2));
    input.re[0] = store(math.divide(store(spectrum[0] + spectrum[2 * count]), 2));
    input.im[0] = store(math.divide(store(spectrum[0] - spectrum[2 * count]), 2));
    for (let k = 1; k <= count / 2; k++) {
      const [ar, ai] = [divided(2 * k), divided(2 * k + 1)];
      const other = 2 * (count - k);
      const [br, bi] = [divided(other), store(math.divide(store(-spectrum[other + 1]), 2))];
      const [er, ei, tr, ti] = [store(ar + br), store(ai + bi), store(ar - br), store(ai - bi)];
      const oddR = store(sum(tr, tw.re[k - 1], -ti, tw.im[k - 1]));
      const oddI = store(sum(tr, tw.im[k - 1], ti, tw.re[k - 1]));
      input.re[k] = store(er + oddR);
      input.im[k] = store(ei + oddI);
      input.re[count - k] = store(er - oddR);
      input.im[count - k] = store(-store(ei - oddI));
    }
    fft(input, buffer);
    for (let i = 0; i < count; i++) {
      time[2 * i] = buffer.re[i];
      time[2 * i + 1] = buffer.im[i];
    }
  };
}
