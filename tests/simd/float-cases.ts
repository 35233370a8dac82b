// Random cases of every float kernel: what a call reads is filled with seeded numbers, what it leaves behind is
// compared.
import { random } from '../../src/base/random.ts';
import { type Padding, windowAlong } from '../../src/base/shape.ts';
import type { FloatKernels } from '../../src/simd/float-kernels.ts';
import { levelsBlock } from '../../src/simd/levels.ts';
import { sumsOf } from '../../src/simd/sums.ts';
import { depthwisePieces } from '../../src/simd/window.ts';
import { type Tape, tape } from './tape.ts';

export const MEMORY_BYTES = 64 * 65536;
/** Where calls are split. */
export const SHARES: readonly number[] = [1, 0.5, 0.3];

export interface Case {
  readonly name: string;
  readonly kernel: keyof FloatKernels;
  /** Calls the kernel over [0, total) in two parts, split at the multiple (of 4) next to `share` of it, and returns the
   * bytes of its results. */
  run(kernels: FloatKernels, memory: SharedArrayBuffer, share: number): Uint8Array;
}

const cases: Case[] = [];

function add(
  name: string,
  kernel: keyof FloatKernels,
  body: (kernels: FloatKernels, tape: Tape, parts: (total: number, multiple?: number) => [number, number][]) => void,
): void {
  const seed = cases.length;
  cases.push({
    name: `${kernel} ${name}`,
    kernel,
    run(kernels, memory, share) {
      const own = tape(memory, seed);
      body(kernels, own, (total, multiple = 4) => {
        const middle = Math.min(total, Math.ceil((total * share) / multiple) * multiple);
        return (
          [
            [0, middle],
            [middle, total],
          ] as [number, number][]
        ).filter(([from, to]) => from < to);
      });
      return own.collect();
    },
  });
}

const denses = [
  [1, 1, 1],
  [3, 5, 2],
  [64, 31, 10],
  [5, 16, 8],
  [130, 9, 17],
  [67, 12, 12],
  [7, 130, 33],
  [4, 784, 20],
  [150, 20, 16],
  [150, 18, 24],
  [70, 12, 32],
] as const;
/** Whose sums take 12, 4 and single vectors at a time. */
const wideDenses = [
  [130, 17, 64],
  [67, 45, 84],
  [65, 84, 36],
  [3, 128, 100],
] as const;
for (const [[rows, inputs, units], values] of [
  ...denses.map((dense) => [dense, 'floats'] as const),
  ...[...denses, ...wideDenses].map((dense) => [dense, 'mostlyZeros'] as const),
]) {
  const name = `${rows} x ${inputs} -> ${units}${values === 'floats' ? '' : ', rows mostly zeros'}`;
  for (const activation of [0, 1, 2]) {
    add(`${name}, activation ${activation}`, 'denseForward', (k, t, parts) => {
      const [x, w] = [t[values](rows * inputs), t.floats(inputs * units)];
      const b = activation === 0 ? 0 : t.floats(units);
      const y = t.result(rows * units);
      const workspace = t.workspace(k.denseWorkspaceBytes(rows, inputs, units));
      for (const [from, to] of parts(rows)) k.denseForward(x, w, b, y, inputs, units, activation, workspace, from, to);
    });
  }
  add(name, 'denseBackwardInput', (k, t, parts) => {
    const [dy, w, dx] = [t[values](rows * units), t.floats(inputs * units), t.result(rows * inputs)];
    const workspace = t.workspace(k.denseWorkspaceBytes(rows, inputs, units));
    for (const [from, to] of parts(rows)) k.denseBackwardInput(dy, w, dx, inputs, units, workspace, from, to);
  });
  add(name, 'denseBackwardWeight', (k, t, parts) => {
    const [x, dy, dw] = [t[values](rows * inputs), t.floats(rows * units), t.result(inputs * units)];
    const workspace = t.workspace(k.denseWorkspaceBytes(rows, inputs, units));
    for (const [from, to] of parts(inputs)) k.denseBackwardWeight(x, dy, dw, rows, inputs, units, workspace, from, to);
  });
}

for (const [rows, inputs, units] of denses) {
  add(`${rows} x ${inputs} -> ${units}`, 'columnSums', (k, t, parts) => {
    const [dy, out] = [t.floats(rows * units), t.result(units)];
    for (const [from, to] of parts(units)) k.columnSums(dy, out, rows, units, from, to);
  });
}

interface Shape {
  h: number;
  w: number;
  inC: number;
  outC: number;
  kernel: [number, number];
  stride?: [number, number];
  dilation?: [number, number];
  padding?: Padding;
}

function windowOf(t: Tape, s: Shape) {
  const { h, w, inC, outC, kernel, stride = [1, 1], dilation = [1, 1], padding = 'same' } = s;
  const high = windowAlong(h, kernel[0], stride[0], dilation[0], padding);
  const wide = windowAlong(w, kernel[1], stride[1], dilation[1], padding);
  const sides = { h, w, inC, kh: kernel[0], kw: kernel[1], outH: high.output, outW: wide.output, outC };
  const steps = { strideH: stride[0], strideW: stride[1], dilationH: dilation[0], dilationW: dilation[1] };
  const window = t.window({ ...sides, ...steps, padTop: high.before, padLeft: wide.before });
  return { window, out: high.output * wide.output, image: h * w };
}

const describe = (s: Shape) =>
  `${s.h}x${s.w}x${s.inC} -> ${s.outC}, ${s.kernel.join('x')}, ` +
  `stride ${s.stride ?? 1}, dilation ${s.dilation ?? 1}, ${s.padding ?? 'same'}`;

const convolutions: Shape[] = [
  { h: 28, w: 28, inC: 1, outC: 16, kernel: [3, 3] },
  { h: 14, w: 14, inC: 16, outC: 32, kernel: [3, 3] },
  { h: 49, w: 10, inC: 1, outC: 64, kernel: [10, 4], stride: [2, 2] },
  { h: 5, w: 5, inC: 64, outC: 64, kernel: [1, 1] },
  { h: 7, w: 6, inC: 3, outC: 5, kernel: [3, 3] },
  { h: 7, w: 6, inC: 3, outC: 5, kernel: [3, 3], padding: 'valid' },
  { h: 8, w: 8, inC: 4, outC: 8, kernel: [3, 3], padding: 'valid' },
  { h: 9, w: 7, inC: 20, outC: 12, kernel: [3, 5], stride: [2, 3], dilation: [2, 1] },
  { h: 9, w: 11, inC: 5, outC: 9, kernel: [3, 2], stride: [2, 3] },
  { h: 9, w: 11, inC: 5, outC: 9, kernel: [2, 3], stride: [3, 2], padding: 'valid' },
  { h: 12, w: 10, inC: 2, outC: 3, kernel: [3, 3], dilation: [2, 3] },
  { h: 12, w: 10, inC: 8, outC: 8, kernel: [3, 3], dilation: [2, 1], padding: 'valid' },
  { h: 11, w: 13, inC: 3, outC: 4, kernel: [3, 3], dilation: [2, 2], stride: [2, 2] },
  { h: 11, w: 13, inC: 3, outC: 4, kernel: [3, 3], dilation: [2, 3], stride: [3, 2] },
  { h: 8, w: 8, inC: 3, outC: 7, kernel: [1, 1], stride: [2, 2] },
  { h: 3, w: 2, inC: 6, outC: 4, kernel: [5, 5] },
  { h: 1, w: 1, inC: 2, outC: 2, kernel: [1, 1] },
  { h: 1, w: 40, inC: 4, outC: 6, kernel: [1, 9], stride: [1, 4] },
];
for (const s of convolutions) {
  const samples = s.inC * s.outC > 500 ? 2 : 3;
  const weights = s.kernel[0] * s.kernel[1] * s.inC;
  for (const activation of [0, 2]) {
    add(`${describe(s)}, activation ${activation}`, 'convForward', (k, t, parts) => {
      const { window, out, image } = windowOf(t, s);
      const [x, w] = [t.floats(samples * image * s.inC), t.floats(weights * s.outC)];
      const b = activation === 0 ? 0 : t.floats(s.outC);
      const y = t.result(samples * out * s.outC);
      const workspace = t.workspace(k.convWorkspaceBytes(window));
      for (const [from, to] of parts(samples)) k.convForward(x, w, b, y, window, activation, workspace, from, to);
    });
  }
  for (const gradient of ['floats', 'mostlyZeros'] as const) {
    const name = gradient === 'floats' ? describe(s) : `${describe(s)}, dy mostly zeros`;
    add(name, 'convBackwardInput', (k, t, parts) => {
      const { window, out, image } = windowOf(t, s);
      const [dy, w] = [t[gradient](samples * out * s.outC), t.floats(weights * s.outC)];
      const dx = t.result(samples * image * s.inC);
      const workspace = t.workspace(k.convWorkspaceBytes(window));
      for (const [from, to] of parts(samples)) k.convBackwardInput(dy, w, dx, window, workspace, from, to);
    });
    add(name, 'convBackwardWeight', (k, t, parts) => {
      const { window, out, image } = windowOf(t, s);
      const [x, dy] = [t.floats(samples * image * s.inC), t[gradient](samples * out * s.outC)];
      const dw = t.result(weights * s.outC);
      const workspace = t.workspace(k.convWorkspaceBytes(window));
      for (const [from, to] of parts(weights)) k.convBackwardWeight(x, dy, dw, window, samples, workspace, from, to);
    });
  }
}

const depthwise: Shape[] = [
  { h: 25, w: 5, inC: 64, outC: 64, kernel: [3, 3] },
  { h: 8, w: 8, inC: 8, outC: 8, kernel: [3, 3], stride: [2, 2] },
  { h: 7, w: 9, inC: 5, outC: 5, kernel: [3, 3] },
  { h: 7, w: 9, inC: 6, outC: 6, kernel: [3, 3], padding: 'valid' },
  { h: 7, w: 9, inC: 3, outC: 9, kernel: [3, 3] },
  { h: 7, w: 9, inC: 4, outC: 8, kernel: [2, 5], stride: [3, 2], padding: 'valid' },
  { h: 12, w: 10, inC: 7, outC: 7, kernel: [3, 3], dilation: [2, 3] },
  { h: 12, w: 10, inC: 8, outC: 8, kernel: [3, 3], dilation: [2, 2], stride: [3, 3] },
  { h: 2, w: 3, inC: 4, outC: 4, kernel: [5, 5] },
  { h: 6, w: 1, inC: 1, outC: 1, kernel: [4, 1] },
  // Rows of four and more positions of the same taps.
  { h: 4, w: 14, inC: 20, outC: 20, kernel: [3, 3] },
  { h: 5, w: 19, inC: 11, outC: 11, kernel: [3, 3], stride: [2, 2] },
  { h: 6, w: 17, inC: 8, outC: 8, kernel: [2, 5], stride: [1, 3] },
  { h: 5, w: 21, inC: 9, outC: 9, kernel: [3, 2], stride: [2, 3], padding: 'valid' },
  { h: 7, w: 20, inC: 16, outC: 16, kernel: [3, 3], dilation: [2, 2] },
  { h: 3, w: 23, inC: 8, outC: 8, kernel: [1, 4], dilation: [1, 3], stride: [1, 2] },
];
for (const s of depthwise) {
  const samples = 3;
  const taps = s.kernel[0] * s.kernel[1];
  for (const activation of [0, 1]) {
    add(`${describe(s)}, activation ${activation}`, 'depthwiseForward', (k, t, parts) => {
      const { window, out, image } = windowOf(t, s);
      const [x, w] = [t.floats(samples * image * s.inC), t.floats(taps * s.outC)];
      const b = activation === 0 ? 0 : t.floats(s.outC);
      const y = t.result(samples * out * s.outC);
      for (const [from, to] of parts(samples)) k.depthwiseForward(x, w, b, y, window, activation, from, to);
    });
  }
  add(describe(s), 'depthwiseBackwardInput', (k, t, parts) => {
    const { window, out, image } = windowOf(t, s);
    const [dy, w, dx] = [t.floats(samples * out * s.outC), t.floats(taps * s.outC), t.result(samples * image * s.inC)];
    for (const [from, to] of parts(samples)) k.depthwiseBackwardInput(dy, w, dx, window, from, to);
  });
  add(describe(s), 'depthwiseBackwardWeight', (k, t, parts) => {
    const { window, out, image } = windowOf(t, s);
    const [x, dy] = [t.floats(samples * image * s.inC), t.floats(samples * out * s.outC)];
    const dw = t.result(taps * s.outC);
    const pieces = depthwisePieces({ kh: s.kernel[0], outC: s.outC });
    for (const [from, to] of parts(pieces, 1)) k.depthwiseBackwardWeight(x, dy, dw, window, samples, from, to);
  });
}

const pools: Shape[] = [
  { h: 8, w: 8, inC: 16, outC: 16, kernel: [2, 2], stride: [2, 2], padding: 'valid' },
  { h: 7, w: 5, inC: 6, outC: 6, kernel: [3, 3], stride: [2, 2] },
  { h: 7, w: 5, inC: 3, outC: 3, kernel: [3, 3] },
  { h: 25, w: 5, inC: 64, outC: 64, kernel: [25, 5], padding: 'valid' },
];
for (const s of pools) {
  const samples = 2;
  for (const kind of ['max', 'average'] as const) {
    add(describe(s), `${kind}PoolForward`, (k, t, parts) => {
      const { window, out, image } = windowOf(t, s);
      const [x, y] = [t.floats(samples * image * s.inC), t.result(samples * out * s.inC)];
      for (const [from, to] of parts(samples)) k[`${kind}PoolForward`](x, y, window, from, to);
    });
  }
  add(describe(s), 'maxPoolBackward', (k, t, parts) => {
    const { window, out, image } = windowOf(t, s);
    // Few different values, so that windows have several greatest ones.
    const numbers = random(7, 'pool');
    const coarse = () => Math.round(numbers.normal() * 2);
    const [x, y] = [t.floats(samples * image * s.inC, coarse), t.floats(samples * out * s.inC)];
    k.maxPoolForward(x, y, window, 0, samples);
    const [dy, dx] = [t.floats(samples * out * s.inC), t.result(samples * image * s.inC)];
    for (const [from, to] of parts(samples)) k.maxPoolBackward(x, y, dy, dx, window, from, to);
  });
  add(describe(s), 'averagePoolBackward', (k, t, parts) => {
    const { window, out, image } = windowOf(t, s);
    const [dy, dx] = [t.floats(samples * out * s.inC), t.result(samples * image * s.inC)];
    for (const [from, to] of parts(samples)) k.averagePoolBackward(dy, dx, window, from, to);
  });
}

for (const [rows, channels] of [
  [200, 64],
  [70, 19],
  [33, 4],
  [5, 3],
  [64, 13],
  [40, 24],
]) {
  const positive = (t: Tape, count: number) => {
    const numbers = random(count, 'positive');
    return t.floats(count, () => numbers.uniform() + 0.1);
  };
  add(`${rows} x ${channels}`, 'batchNormSums', (k, t, parts) => {
    const [x, mean] = [t.floats(rows * channels), t.floats(channels)];
    for (const subtracted of [0, mean]) {
      const sums = t.result(sumsOf(rows) * channels);
      for (const [from, to] of parts(sumsOf(rows), 1)) k.batchNormSums(x, subtracted, sums, rows, channels, from, to);
    }
  });
  add(`${rows} x ${channels}`, 'meanOfSums', (k, t, parts) => {
    const [sums, mean] = [t.floats(sumsOf(rows) * channels), t.result(channels)];
    for (const [from, to] of parts(channels)) k.meanOfSums(sums, mean, rows, channels, from, to);
  });
  add(`${rows} x ${channels}`, 'batchNormParameterGradients', (k, t, parts) => {
    const [gammas, betas] = [t.floats(sumsOf(rows) * channels), t.floats(sumsOf(rows) * channels)];
    const [variance, dGamma, dBeta] = [positive(t, channels), t.result(channels), t.result(channels)];
    for (const [from, to] of parts(channels)) {
      k.batchNormParameterGradients(gammas, betas, variance, 1e-3, dGamma, dBeta, rows, channels, from, to);
    }
  });
  add(`${rows} x ${channels}`, 'batchNormScale', (k, t, parts) => {
    const [gamma, beta, mean] = [t.floats(channels), t.floats(channels), t.floats(channels)];
    const [variance, scale, shift] = [positive(t, channels), t.result(channels), t.result(channels)];
    for (const [from, to] of parts(channels)) {
      k.batchNormScale(gamma, beta, mean, variance, 1e-3, scale, shift, from, to);
    }
  });
  for (const activation of [0, 1, 2]) {
    const name = `${rows} x ${channels}, activation ${activation}`;
    add(name, 'batchNormApply', (k, t, parts) => {
      const [x, scale, shift] = [t.floats(rows * channels), t.floats(channels), t.floats(channels)];
      const y = t.result(rows * channels);
      for (const [from, to] of parts(rows)) k.batchNormApply(x, scale, shift, y, channels, activation, from, to);
    });
    add(name, 'batchNormBackwardSums', (k, t, parts) => {
      const [x, dy] = [t.floats(rows * channels), t.floats(rows * channels)];
      const [scale, shift] = [t.floats(channels), t.floats(channels)];
      const [mean, count] = [t.floats(channels), sumsOf(rows)];
      const [gammas, betas] = [t.result(count * channels), t.result(count * channels)];
      for (const [from, to] of parts(count, 1)) {
        k.batchNormBackwardSums(x, scale, shift, dy, mean, gammas, betas, rows, channels, activation, from, to);
      }
    });
    add(name, 'batchNormBackwardInput', (k, t, parts) => {
      const [x, dy] = [t.floats(rows * channels), t.floats(rows * channels)];
      const [scale, shift] = [t.floats(channels), t.floats(channels)];
      const [mean, variance, gamma] = [t.floats(channels), positive(t, channels), t.floats(channels)];
      const [dGamma, dBeta, dx] = [t.floats(channels), t.floats(channels), t.result(rows * channels)];
      for (const [from, to] of parts(rows)) {
        const sizes = [rows, channels, activation, from, to] as const;
        k.batchNormBackwardInput(x, scale, shift, dy, mean, variance, 1e-3, gamma, dGamma, dBeta, dx, ...sizes);
      }
    });
  }
}

for (const count of [1, 3, 64, 257]) {
  const name = `of ${count}`;
  for (const activation of [0, 1, 2]) {
    add(`${name}, activation ${activation}`, 'activationForward', (k, t, parts) => {
      const [x, y] = [t.floats(count), t.result(count)];
      for (const [from, to] of parts(count)) k.activationForward(x, y, activation, from, to);
    });
    add(`${name}, activation ${activation}`, 'activationBackward', (k, t, parts) => {
      const [y, dy, dx] = [t.floats(count), t.floats(count), t.result(count)];
      for (const [from, to] of parts(count)) k.activationBackward(y, dy, dx, activation, from, to);
    });
    add(`${name}, activation ${activation}`, 'addForward', (k, t, parts) => {
      const [a, b, y] = [t.floats(count), t.floats(count), t.result(count)];
      for (const [from, to] of parts(count)) k.addForward(a, b, y, activation, from, to);
    });
  }
  add(name, 'accumulate', (k, t, parts) => {
    const [x, into] = [t.floats(count), t.floats(count)];
    for (const [from, to] of parts(count)) k.accumulate(x, into, from, to);
    t.track(into, count);
  });
  add(name, 'multiply', (k, t, parts) => {
    const [x, keep, y] = [t.floats(count), t.floats(count), t.result(count)];
    for (const [from, to] of parts(count)) k.multiply(x, keep, y, from, to);
  });
  add(name, 'adamStep', (k, t, parts) => {
    const squares = random(count, 'squares');
    const [p, g, m, v] = [t.floats(count), t.floats(count), t.floats(count), t.floats(count, () => squares.uniform())];
    for (const [from, to] of parts(count)) k.adamStep(p, g, m, v, 1e-3, 0.9, 0.999, 1e-7, 0.271, 0.003, from, to);
    for (const address of [p, m, v]) t.track(address, count);
  });
  for (const nesterov of [0, 1]) {
    add(`${name}, nesterov ${nesterov}`, 'sgdStep', (k, t, parts) => {
      const [p, g, v] = [t.floats(count), t.floats(count), t.floats(count)];
      for (const [from, to] of parts(count)) k.sgdStep(p, g, v, 0.1, 0.9, 1e-4, nesterov, from, to);
      for (const address of [p, v]) t.track(address, count);
    });
  }
}

for (const each of [1, 3, 4, 10, 67, 800]) {
  const rows = 5;
  const levels = { inverse: 50, scale: 0.02, half: 0.5, passLow: -1.77, passHigh: 0.79 };
  for (const [offset, low, high] of [
    [0, -88, 39],
    [-40, -128, 127],
  ]) {
    for (const records of [true, false]) {
      add(`${rows} x ${each}, offset ${offset}, extremes ${records}`, 'fakeQuantize', (k, t, parts) => {
        const [x, y, extremes] = [t.floats(rows * each), t.result(rows * each), t.result(2 * rows)];
        const block = t.block(levelsBlock({ ...levels, offset, low, high }));
        for (const [from, to] of parts(rows)) k.fakeQuantize(x, y, records ? extremes : 0, block, each, from, to);
      });
    }
  }
  add(`${each} values`, 'fakeQuantizeBackward', (k, t, parts) => {
    const [x, dy, dx] = [t.floats(each), t.floats(each), t.result(each)];
    const block = t.block(levelsBlock({ ...levels, offset: 0, low: -88, high: 39 }));
    for (const [from, to] of parts(each)) k.fakeQuantizeBackward(x, dy, dx, block, from, to);
  });
  for (const perTensor of [0, 1]) {
    for (const size of [1, 1e-9]) {
      add(`${rows} x ${each}, per tensor ${perTensor}, size ${size}`, 'fakeQuantizeWeights', (k, t, parts) => {
        const numbers = random(each, 'weights');
        // Halves of a level among them, of both signs.
        const weights = () => (numbers.below(3) === 0 ? (numbers.below(9) - 4) / 2 : numbers.normal()) * size;
        const [w, b, scale] = [t.floats(rows * each, weights), t.floats(each), t.floats(1, () => 0.017)];
        const [wOut, bOut] = [t.result(rows * each), t.result(each)];
        for (const [from, to] of parts(each)) {
          k.fakeQuantizeWeights(w, b, scale, wOut, bOut, rows, each, perTensor, from, to);
        }
      });
    }
  }
}

for (const classes of [2, 10, 12, 35]) {
  const rows = 9;
  const spread = (t: Tape) => {
    const numbers = random(classes, 'logits');
    return t.floats(rows * classes, () => numbers.normal() * 20);
  };
  for (const temperature of [0, 1, 4]) {
    add(`${classes} classes, temperature ${temperature}`, 'distillLoss', (k, t, parts) => {
      const [z, teacher] = [spread(t), temperature === 0 ? 0 : t.floats(rows * classes)];
      // One label a row; of every third row two classes share a weight of 0.75.
      const target = (r: number, c: number) => (r % 3 < 2 ? Number(c === r % classes) : c < 2 ? 0.375 : 0);
      let at = 0;
      const targets = t.floats(rows * classes, () => target(Math.floor(at / classes), at++ % classes));
      const [loss, dz] = [t.result(rows), t.result(rows * classes)];
      for (const [from, to] of parts(rows)) {
        k.distillLoss(z, targets, teacher, loss, dz, classes, 0.3, temperature, rows, from, to);
      }
    });
  }
  for (const temperature of [1, 4]) {
    add(`${classes} classes, temperature ${temperature}`, 'decoupledLoss', (k, t, parts) => {
      const [z, teacher] = [spread(t), t.floats(rows * classes)];
      const target = (r: number, c: number) => (r % 3 < 2 ? Number(c === r % classes) : c < 2 ? 0.375 : 0.01);
      let at = 0;
      const targets = t.floats(rows * classes, () => target(Math.floor(at / classes), at++ % classes));
      const [loss, dz] = [t.result(rows), t.result(rows * classes)];
      for (const [from, to] of parts(rows)) {
        k.decoupledLoss(z, targets, teacher, loss, dz, classes, 0.7, 1.5, 8, temperature, rows, from, to);
      }
    });
  }
  add(`${classes} classes`, 'softmaxForward', (k, t, parts) => {
    const [x, y] = [spread(t), t.result(rows * classes)];
    for (const [from, to] of parts(rows)) k.softmaxForward(x, y, classes, from, to);
  });
}

for (const count of [1, 7, 64]) {
  add(`${count}`, 'clear', (k, t, parts) => {
    const y = t.result(count);
    for (const [from, to] of parts(count)) k.clear(y, from, to);
  });
}

// A pad of 2x3x5 to 4x5x5, then channels 2 to 5 of 9 into channels 1 to 4 of 6.
for (const [rows, columns, xFirst, xRow, xSample, yFirst, yRow, ySample] of [
  [2, 15, 0, 15, 30, 30, 25, 100],
  [8, 4, 2, 9, 72, 1, 6, 48],
  [1, 1, 0, 1, 1, 0, 1, 1],
]) {
  add(`${rows} rows of ${columns}`, 'copyRows', (k, t, parts) => {
    const samples = 6;
    const [x, y] = [t.floats(samples * xSample), t.result(samples * ySample)];
    for (const [from, to] of parts(samples)) {
      k.copyRows(x, y, rows, columns, xFirst, xRow, xSample, yFirst, yRow, ySample, from, to);
    }
  });
}

for (const [positions, channels, teacherChannels] of [
  [1, 1, 1],
  [5, 3, 7],
  [64, 24, 64],
]) {
  const rows = 7;
  const size = positions * channels;
  add(`${positions} x ${channels}`, 'hintLoss', (k, t, parts) => {
    const [student, teacher, loss] = [t.floats(rows * size), t.floats(rows * size), t.floats(rows)];
    const gradient = t.result(rows * size);
    for (const [from, to] of parts(rows)) k.hintLoss(student, teacher, loss, gradient, size, 0.3, rows, from, to);
    t.track(loss, rows);
  });
  for (const [what, scale] of [
    ['', 1],
    [', zeros', 0],
  ] as const) {
    add(`${positions} x ${channels}, ${teacherChannels}${what}`, 'attentionLoss', (k, t, parts) => {
      const numbers = random(size, 'student');
      const student = t.floats(rows * size, () => scale * numbers.normal());
      const [teacher, loss] = [t.floats(rows * positions * teacherChannels), t.floats(rows)];
      const gradient = t.result(rows * size);
      const sizes = [positions, channels, teacherChannels, 1000, rows] as const;
      for (const [from, to] of parts(rows)) k.attentionLoss(student, teacher, loss, gradient, ...sizes, from, to);
      t.track(loss, rows);
    });
  }
}

for (const outputs of [1, 3, 10]) {
  const rows = 9;
  const spread = (t: Tape, scale: number) => {
    const numbers = random(outputs, `outputs ${scale}`);
    return t.floats(rows * outputs, () => numbers.normal() * scale);
  };
  for (const taught of [false, true]) {
    add(`${outputs} outputs, taught ${taught}`, 'binaryLoss', (k, t, parts) => {
      const [z, teacher] = [spread(t, 20), taught ? spread(t, 15) : 0];
      let at = 0;
      const targets = t.floats(rows * outputs, () => at++ % 2);
      const [loss, dz] = [t.result(rows), t.result(rows * outputs)];
      for (const [from, to] of parts(rows)) {
        k.binaryLoss(z, targets, teacher, loss, dz, outputs, 0.3, 2.5, rows, from, to);
      }
    });
    for (const delta of [0, 0.8]) {
      add(`${outputs} outputs, taught ${taught}, delta ${delta}`, 'regressionLoss', (k, t, parts) => {
        const [z, targets, teacher] = [spread(t, 2), spread(t, 1), taught ? spread(t, 1.5) : 0];
        const [loss, dz] = [t.result(rows), t.result(rows * outputs)];
        for (const [from, to] of parts(rows)) {
          k.regressionLoss(z, targets, teacher, loss, dz, outputs, 0.3, delta, rows, from, to);
        }
      });
    }
  }
  add(`${outputs} outputs`, 'sigmoidForward', (k, t, parts) => {
    const [x, y] = [spread(t, 30), t.result(rows * outputs)];
    for (const [from, to] of parts(rows * outputs)) k.sigmoidForward(x, y, from, to);
  });
}

export const floatCases: readonly Case[] = cases;
