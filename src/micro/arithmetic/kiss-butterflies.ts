// The butterflies of KISS FFT (Mark Borgerding), bit for bit: kf_bfly2 to kf_bfly_generic of kiss_fft.c, with the
// arithmetic of _kiss_fft_guts.h in 16 or 32 fixed bits or in float32.

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

export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export const complex = (length: number): Complex => ({ re: new Float64Array(length), im: new Float64Array(length) });

/** One FFT of `length` complex values: its twiddle factors, and room for the values of one butterfly. */
export interface Fft {
  readonly math: Arithmetic;
  readonly length: number;
  readonly inverse: boolean;
  readonly tw: Complex;
  readonly scratch: Complex;
}

/** `radix` times m values of `out` from `at` on, whose twiddle factors lie `stride` apart. */
export function butterfly(fft: Fft, out: Complex, at: number, stride: number, m: number, radix: number): void {
  if (radix === 2) butterfly2(fft, out, at, stride, m);
  else if (radix === 4) butterfly4(fft, out, at, stride, m);
  else if (radix === 3) butterfly3(fft, out, at, stride, m);
  else if (radix === 5) butterfly5(fft, out, at, stride, m);
  else butterflyGeneric(fft, out, at, stride, m, radix);
}

/** The values that the k-th butterfly takes, divided by the radix, times their factors, into scratch. */
function spread(fft: Fft, { re, im }: Complex, at: number, k: number, m: number, radix: number, stride: number): void {
  const { math, tw, scratch } = fft;
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
}

function set({ re, im }: Complex, { store }: Arithmetic, place: number, x: number, y: number): void {
  re[place] = store(x);
  im[place] = store(y);
}

function butterfly2(fft: Fft, out: Complex, at: number, stride: number, m: number): void {
  const { math, scratch } = fft;
  const { re, im } = scratch;
  for (let k = 0; k < m; k++) {
    spread(fft, out, at, k, m, 2, stride);
    set(out, math, at + k + m, re[0] - re[1], im[0] - im[1]);
    set(out, math, at + k, re[0] + re[1], im[0] + im[1]);
  }
}

function butterfly3(fft: Fft, out: Complex, at: number, stride: number, m: number): void {
  const { math, scratch, tw } = fft;
  const { store, half, times } = math;
  const { re, im } = scratch;
  const turn = tw.im[stride * m];
  for (let k = 0; k < m; k++) {
    spread(fft, out, at, k, m, 3, stride);
    const [sumR, sumI] = [store(re[1] + re[2]), store(im[1] + im[2])];
    const diffR = times(store(re[1] - re[2]), turn);
    const diffI = times(store(im[1] - im[2]), turn);
    const [middleR, middleI] = [store(re[0] - half(sumR)), store(im[0] - half(sumI))];
    set(out, math, at + k, re[0] + sumR, im[0] + sumI);
    set(out, math, at + k + 2 * m, middleR + diffI, middleI - diffR);
    set(out, math, at + k + m, middleR - diffI, middleI + diffR);
  }
}

function butterfly4(fft: Fft, out: Complex, at: number, stride: number, m: number): void {
  const { math, scratch, inverse } = fft;
  const { store } = math;
  const { re, im } = scratch;
  const direction = inverse ? -1 : 1;
  for (let k = 0; k < m; k++) {
    spread(fft, out, at, k, m, 4, stride);
    const [diffR, diffI] = [store(re[0] - re[2]), store(im[0] - im[2])];
    const [evenR, evenI] = [store(re[0] + re[2]), store(im[0] + im[2])];
    const [oddR, oddI] = [store(re[1] + re[3]), store(im[1] + im[3])];
    const [turnR, turnI] = [store(re[1] - re[3]), store(im[1] - im[3])];
    set(out, math, at + k + 2 * m, evenR - oddR, evenI - oddI);
    set(out, math, at + k, evenR + oddR, evenI + oddI);
    set(out, math, at + k + m, diffR + direction * turnI, diffI - direction * turnR);
    set(out, math, at + k + 3 * m, diffR - direction * turnI, diffI + direction * turnR);
  }
}

/** Names of sums as in the source: s7 to s12, without its scratch array. */
function butterfly5(fft: Fft, out: Complex, at: number, stride: number, m: number): void {
  const { math, scratch, tw } = fft;
  const { store, times } = math;
  const { re, im } = scratch;
  const [aR, aI] = [tw.re[stride * m], tw.im[stride * m]];
  const [bR, bI] = [tw.re[stride * 2 * m], tw.im[stride * 2 * m]];
  // Sums from left to right: in float32 each one rounds.
  const add = (x: number, y: number) => (math === FLOAT32 ? f32(x + y) : x + y);
  for (let k = 0; k < m; k++) {
    spread(fft, out, at, k, m, 5, stride);
    const [s7r, s7i] = [store(re[1] + re[4]), store(im[1] + im[4])];
    const [s10r, s10i] = [store(re[1] - re[4]), store(im[1] - im[4])];
    const [s8r, s8i] = [store(re[2] + re[3]), store(im[2] + im[3])];
    const [s9r, s9i] = [store(re[2] - re[3]), store(im[2] - im[3])];
    set(out, math, at + k, re[0] + add(s7r, s8r), im[0] + add(s7i, s8i));
    const s5r = store(add(add(re[0], times(s7r, aR)), times(s8r, bR)));
    const s5i = store(add(add(im[0], times(s7i, aR)), times(s8i, bR)));
    const s6r = store(times(s10i, aI) + times(s9i, bI));
    const s6i = store(-times(s10r, aI) - times(s9r, bI));
    set(out, math, at + k + m, s5r - s6r, s5i - s6i);
    set(out, math, at + k + 4 * m, s5r + s6r, s5i + s6i);
    const s11r = store(add(add(re[0], times(s7r, bR)), times(s8r, aR)));
    const s11i = store(add(add(im[0], times(s7i, bR)), times(s8i, aR)));
    const s12r = store(-times(s10i, bI) + times(s9i, aI));
    const s12i = store(times(s10r, bI) - times(s9r, aI));
    set(out, math, at + k + 2 * m, s11r + s12r, s11i + s12i);
    set(out, math, at + k + 3 * m, s11r - s12r, s11i - s12i);
  }
}

function butterflyGeneric(fft: Fft, out: Complex, at: number, stride: number, m: number, radix: number): void {
  const { math, scratch, tw, length } = fft;
  const { store } = math;
  const { re, im } = scratch;
  for (let k = 0; k < m; k++) {
    for (let q = 0; q < radix; q++) {
      re[q] = store(math.divide(out.re[at + k + q * m], radix));
      im[q] = store(math.divide(out.im[at + k + q * m], radix));
    }
    for (let q = 0; q < radix; q++) {
      const place = k + q * m;
      let [x, y, t] = [re[0], im[0], 0];
      for (let other = 1; other < radix; other++) {
        t += stride * place;
        if (t >= length) t -= length;
        x = store(x + store(math.sum(re[other], tw.re[t], -im[other], tw.im[t])));
        y = store(y + store(math.sum(re[other], tw.im[t], im[other], tw.re[t])));
      }
      set(out, math, at + place, x, y);
    }
  }
}
