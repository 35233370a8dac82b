// GFLOP/s of each float kernel on the layers of the three reference students, and the step that they add up to (batch
// 64, one thread): node scripts/build-kernels.mjs && node bench/run.mjs bench/kernels.ts [file of float kernels]

import { sumsOf } from '../src/simd/sums.ts';
import { createMemory, FIRST_FREE_ADDRESS } from '../src/simd/wasm.ts';
import { depthwisePieces, WINDOW_BYTES, type Window, writeWindow } from '../src/simd/window.ts';
import { floatKernels } from './float-kernels.ts';

const BATCH = 64;
const memory = createMemory(1 << 28);
const k = floatKernels(memory, process.argv[2]);

let next = FIRST_FREE_ADDRESS;
function take(bytes: number): number {
  const address = next;
  next = (next + bytes + 63) & ~63;
  return address;
}
function floats(count: number): number {
  const address = take(count * 4);
  new Float32Array(memory.buffer, address, count).forEach((_, i, values) => {
    values[i] = ((i * 2654435761) % 1000) / 500 - 1;
  });
  return address;
}

interface Call {
  readonly name: string;
  readonly flops: number;
  run(): void;
}

function dense(name: string, rows: number, inputs: number, units: number, first = false): Call[] {
  const [x, w, b, y] = [floats(rows * inputs), floats(inputs * units), floats(units), floats(rows * units)];
  const [dx, dw, ws] = [
    floats(rows * inputs),
    floats(inputs * units),
    take(k.denseWorkspaceBytes(rows, inputs, units)),
  ];
  const flops = 2 * rows * inputs * units;
  const calls: Call[] = [
    { name: `${name} forward`, flops, run: () => k.denseForward(x, w, b, y, inputs, units, 1, ws, 0, rows) },
    { name: `${name} dW`, flops, run: () => k.denseBackwardWeight(x, y, dw, rows, inputs, units, ws, 0, inputs) },
    { name: `${name} db`, flops: rows * units, run: () => k.columnSums(y, b, rows, units, 0, units) },
  ];
  if (!first) {
    calls.push({ name: `${name} dx`, flops, run: () => k.denseBackwardInput(y, w, dx, inputs, units, ws, 0, rows) });
  }
  return calls;
}

function windowAt(window: Window): number {
  const address = take(WINDOW_BYTES);
  writeWindow(memory.buffer, address, window);
  return address;
}

const plain = { strideH: 1, strideW: 1, dilationH: 1, dilationW: 1, padTop: 0, padLeft: 0 };

function conv(name: string, window: Window, first = false, bias = true): Call[] {
  const { h, w, inC, kh, kw, outH, outW, outC } = window;
  const g = windowAt(window);
  const [weights, positions] = [kh * kw * inC, BATCH * outH * outW];
  const [x, weight, b, y] = [
    floats(BATCH * h * w * inC),
    floats(weights * outC),
    floats(outC),
    floats(positions * outC),
  ];
  const [dx, dw, ws] = [floats(BATCH * h * w * inC), floats(weights * outC), take(k.convWorkspaceBytes(g))];
  const flops = 2 * positions * weights * outC;
  const calls: Call[] = [
    { name: `${name} forward`, flops, run: () => k.convForward(x, weight, b, y, g, 1, ws, 0, BATCH) },
    { name: `${name} dW`, flops, run: () => k.convBackwardWeight(x, y, dw, g, BATCH, ws, 0, weights) },
  ];
  if (bias)
    calls.push({
      name: `${name} db`,
      flops: positions * outC,
      run: () => k.columnSums(y, b, positions, outC, 0, outC),
    });
  if (!first) calls.push({ name: `${name} dx`, flops, run: () => k.convBackwardInput(y, weight, dx, g, ws, 0, BATCH) });
  return calls;
}

function depthwise(name: string, window: Window): Call[] {
  const { h, w, kh, kw, outH, outW, outC } = window;
  const g = windowAt(window);
  const positions = BATCH * outH * outW;
  const [x, weight, y] = [floats(BATCH * h * w * outC), floats(kh * kw * outC), floats(positions * outC)];
  const [dx, dw] = [floats(BATCH * h * w * outC), floats(kh * kw * outC)];
  const flops = 2 * positions * kh * kw * outC;
  return [
    { name: `${name} forward`, flops, run: () => k.depthwiseForward(x, weight, 0, y, g, 0, 0, BATCH) },
    { name: `${name} dW`, flops, run: () => k.depthwiseBackwardWeight(x, y, dw, g, BATCH, 0, depthwisePieces(window)) },
    { name: `${name} dx`, flops, run: () => k.depthwiseBackwardInput(y, weight, dx, g, 0, BATCH) },
  ];
}

function batchNorm(name: string, rows: number, channels: number): Call[] {
  const [x, y, dy, dx] = [0, 1, 2, 3].map(() => floats(rows * channels));
  const [mean, variance, gamma, beta, scale, shift, dGamma, dBeta] = [0, 1, 2, 3, 4, 5, 6, 7].map(() =>
    floats(channels),
  );
  const count = rows * channels;
  const [gammas, betas] = [floats(sumsOf(rows) * channels), floats(sumsOf(rows) * channels)];
  const statistics = () => {
    for (const [subtracted, out] of [
      [0, mean],
      [mean, variance],
    ]) {
      k.batchNormSums(x, subtracted, gammas, rows, channels, 0, sumsOf(rows));
      k.meanOfSums(gammas, out, rows, channels, 0, channels);
    }
    k.batchNormScale(gamma, beta, mean, variance, 1e-3, scale, shift, 0, channels);
  };
  const sizes = [rows, channels, 1, 0] as const;
  const sums = () => {
    k.batchNormBackwardSums(x, scale, shift, dy, mean, gammas, betas, ...sizes, sumsOf(rows));
    k.batchNormParameterGradients(gammas, betas, variance, 1e-3, dGamma, dBeta, rows, channels, 0, channels);
  };
  const input = () =>
    k.batchNormBackwardInput(x, scale, shift, dy, mean, variance, 1e-3, gamma, dGamma, dBeta, dx, ...sizes, rows);
  return [
    { name: `${name} statistics`, flops: 4 * count, run: statistics },
    { name: `${name} apply`, flops: 2 * count, run: () => k.batchNormApply(x, scale, shift, y, channels, 1, 0, rows) },
    { name: `${name} sums`, flops: 4 * count, run: sums },
    { name: `${name} dx`, flops: 5 * count, run: input },
  ];
}

function pool(name: string, h: number, w: number, c: number): Call[] {
  const g = windowAt({
    ...plain,
    h,
    w,
    inC: c,
    kh: 2,
    kw: 2,
    strideH: 2,
    strideW: 2,
    outH: h / 2,
    outW: w / 2,
    outC: c,
  });
  const count = BATCH * h * w * c;
  const [x, y, dy, dx] = [floats(count), floats(count / 4), floats(count / 4), floats(count)];
  return [
    { name: `${name} forward`, flops: count, run: () => k.maxPoolForward(x, y, g, 0, BATCH) },
    { name: `${name} backward`, flops: count, run: () => k.maxPoolBackward(x, y, dy, dx, g, 0, BATCH) },
    { name: `${name} relu backward`, flops: count, run: () => k.activationBackward(x, dx, dx, 1, 0, count) },
  ];
}

function loss(classes: number, parameters: number): Call[] {
  const [z, t, l, dz] = [floats(BATCH * classes), floats(BATCH * classes), floats(BATCH), floats(BATCH * classes)];
  const targets = floats(BATCH * classes);
  const [p, g, m, v] = [0, 1, 2, 3].map(() => floats(parameters));
  new Float32Array(memory.buffer, v, parameters).fill(0.5);
  return [
    { name: 'loss', flops: 0, run: () => k.distillLoss(z, targets, t, l, dz, classes, 0.3, 4, BATCH, 0, BATCH) },
    {
      name: 'adam',
      flops: 12 * parameters,
      run: () => k.adamStep(p, g, m, v, 1e-3, 0.9, 0.999, 1e-7, 0.5, 0.5, 0, parameters),
    },
  ];
}

const times4 = (calls: Call[]) => [...calls, ...calls, ...calls, ...calls];
const same = { ...plain, kh: 3, kw: 3, padTop: 1, padLeft: 1 };
const students: Record<string, Call[]> = {
  MLP: [
    ...dense('784-128', BATCH, 784, 128, true),
    ...dense('128-64', BATCH, 128, 64),
    ...dense('64-10', BATCH, 64, 10),
    ...loss(10, 109386),
  ],
  CNN: [
    ...conv('conv3x3x16', { ...same, h: 28, w: 28, inC: 1, outH: 28, outW: 28, outC: 16 }, true),
    ...pool('pool28', 28, 28, 16),
    ...conv('conv3x3x32', { ...same, h: 14, w: 14, inC: 16, outH: 14, outW: 14, outC: 32 }),
    ...pool('pool14', 14, 14, 32),
    ...dense('1568-10', BATCH, 1568, 10),
    ...loss(10, 20490),
  ],
  'DS-CNN': [
    ...conv(
      'conv10x4x64',
      {
        ...plain,
        h: 49,
        w: 10,
        inC: 1,
        kh: 10,
        kw: 4,
        strideH: 2,
        strideW: 2,
        padTop: 4,
        padLeft: 1,
        outH: 25,
        outW: 5,
        outC: 64,
      },
      true,
      false,
    ),
    ...batchNorm('norm', BATCH * 125, 64),
    ...times4([
      ...depthwise('depthwise', { ...same, h: 25, w: 5, inC: 64, outH: 25, outW: 5, outC: 64 }),
      ...batchNorm('norm', BATCH * 125, 64),
      ...conv('pointwise', { ...plain, h: 25, w: 5, inC: 64, kh: 1, kw: 1, outH: 25, outW: 5, outC: 64 }, false, false),
      ...batchNorm('norm', BATCH * 125, 64),
    ]),
    ...dense('64-12', BATCH, 64, 12),
    ...loss(12, 23000),
  ],
};

// The first rounds only bring V8 to its optimising compiler.
const WARM_UP = 15;
const ROUNDS = 15;
for (const [student, calls] of Object.entries(students)) {
  const unique = [...new Set(calls)];
  const times = new Map(unique.map((c) => [c, [] as number[]]));
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (const call of unique) {
      const start = performance.now();
      call.run();
      if (round >= WARM_UP) times.get(call)?.push(performance.now() - start);
    }
  }
  const median = (c: Call) => (times.get(c) ?? []).sort((a, b) => a - b)[ROUNDS >> 1];
  console.log(student);
  const total = calls.reduce((sum, c) => sum + median(c), 0);
  const rows = new Map<string, { ms: number; flops: number }>();
  for (const c of calls) {
    const row = rows.get(c.name) ?? { ms: 0, flops: 0 };
    rows.set(c.name, { ms: row.ms + median(c), flops: row.flops + c.flops });
  }
  for (const [name, { ms, flops }] of rows) {
    const speed = `${(flops / ms / 1e6).toFixed(1).padStart(6)} GFLOP/s`;
    const share = `${((100 * ms) / total).toFixed(0).padStart(3)} %`;
    console.log(`  ${name.padEnd(24)} ${ms.toFixed(3).padStart(8)} ms ${speed} ${share}`);
  }
  console.log(`  step ${total.toFixed(2)} ms, ${Math.round((BATCH / total) * 1000)} samples/s`);
}
