// The real FFT of TFLM's signal library, bit for bit: KISS FFT (Mark Borgerding) with 16 or 32 fixed bits or in
// float32; kiss_fft.c, _kiss_fft_guts.h, kiss_fftr.c.
import { cos, sin } from '../../base/elementary.ts';
import { type Arithmetic, butterfly, type Complex, complex, type Fft, FLOAT32 } from './kiss-butterflies.ts';

const f32 = Math.fround;

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
  const scratch = complex(Math.max(5, ...factors.map(({ radix }) => radix)));
  const fft: Fft = { math, length, inverse, tw, scratch };

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
    butterfly(fft, out, at, stride, rest, radix);
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
