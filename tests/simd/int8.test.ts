import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantizeMultiplier } from '../../src/base/fixed-point.ts';
import { windowAlong } from '../../src/base/shape.ts';
import { ADDITION_BYTES, type Addition, writeAddition } from '../../src/simd/addition.ts';
import type { Kernels } from '../../src/simd/kernels.ts';
import { LAYER_BYTES, type Layer, writeLayer } from '../../src/simd/layer.ts';
import { referenceKernels } from '../../src/simd/reference/index.ts';
import { createMemory, FIRST_FREE_ADDRESS, wasmKernels } from '../../src/simd/wasm.ts';

const module = new WebAssembly.Module(readFileSync(join(import.meta.dirname, '../../dist/kernels.wasm')));
const memories = [createMemory(2 ** 20), createMemory(2 ** 20)];
const PLAIN = referenceKernels(memories[0]);
const FAST = wasmKernels(module, memories[1]);

type Compute = (allocate: (bytes: number) => number, y: number, kernels: Kernels) => void;

/** Written nowhere by a kernel that keeps to its memory. */
const GUARD = 0x5a;
const GUARD_BYTES = 64;

/** Calls `compute` with an allocator and returns the output's bytes; memory beside what was allocated must stay as it
 * was. */
function outputOf(kernels: Kernels, outputBytes: number, compute: Compute): Int8Array {
  const { memory } = kernels;
  const bytes = new Uint8Array(memory);
  bytes.fill(GUARD, FIRST_FREE_ADDRESS);
  let end = FIRST_FREE_ADDRESS;
  const guards: number[] = [];
  const allocate = (length: number) => {
    const address = end + GUARD_BYTES;
    end = Math.ceil((address + length) / 16) * 16;
    guards.push(address + length);
    return address;
  };
  const y = allocate(outputBytes);
  compute(allocate, y, kernels);
  const kept = (at: number) => bytes.subarray(at, at + GUARD_BYTES / 2).every((byte) => byte === GUARD);
  expect(guards.every(kept)).toBe(true);
  return new Int8Array(memory.slice(y, y + outputBytes));
}

function bothAgree(outputBytes: number, compute: Compute): void {
  expect(outputOf(FAST, outputBytes, compute)).toEqual(outputOf(PLAIN, outputBytes, compute));
}

/** Random bytes from a seed, so that both kernels see the same. */
function noise(memory: SharedArrayBuffer, address: number, length: number, seed: number): void {
  let state = seed | 1;
  const bytes = new Uint8Array(memory, address, length);
  for (let i = 0; i < length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state >>> 24;
  }
}

const int8 = fc.integer({ min: -128, max: 127 });

const layers = (mostChannels: number): fc.Arbitrary<Layer> =>
  fc
    .record({
      h: fc.integer({ min: 1, max: 9 }),
      w: fc.integer({ min: 1, max: 9 }),
      inC: fc.integer({ min: 1, max: mostChannels }),
      kh: fc.integer({ min: 1, max: 4 }),
      kw: fc.integer({ min: 1, max: 5 }),
      strideH: fc.integer({ min: 1, max: 3 }),
      strideW: fc.integer({ min: 1, max: 3 }),
      dilationH: fc.integer({ min: 1, max: 2 }),
      dilationW: fc.integer({ min: 1, max: 2 }),
      outC: fc.integer({ min: 1, max: mostChannels }),
      samples: fc.integer({ min: 1, max: 3 }),
      inputZeroPoint: int8,
      outputZeroPoint: int8,
      range: fc.tuple(int8, int8).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
      padding: fc.constantFrom('same' as const, 'valid' as const),
    })
    .map(({ range, padding, ...layer }) => {
      const rows = windowAlong(layer.h, layer.kh, layer.strideH, layer.dilationH, padding);
      const columns = windowAlong(layer.w, layer.kw, layer.strideW, layer.dilationW, padding);
      // The output's own shape decides, so that it may reach beyond the image.
      const [outH, outW] = [Math.max(rows.output, 1), Math.max(columns.output, 1)];
      return { ...layer, ...range, outH, outW, padTop: rows.before, padLeft: columns.before, weightZeroPoint: 0 };
    });

const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });
/** Mostly the usual factors; sometimes above one, or so small that no vector path is exact. */
const factors = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 1e-4, max: 0.02, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: 0.5, max: 4, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: 1e-9, max: 1e-5, noNaN: true }) },
);

function writeTables(
  memory: SharedArrayBuffer,
  allocate: (bytes: number) => number,
  outC: number,
  factor: number,
  seed: number,
) {
  const [multipliers, shifts, bias] = [allocate(4 * outC), allocate(4 * outC), allocate(4 * outC)];
  for (let o = 0; o < outC; o++) {
    const { multiplier, shift } = quantizeMultiplier(factor * (1 + ((seed >>> (o % 8)) & 15) / 4));
    new Int32Array(memory, multipliers, outC)[o] = multiplier;
    new Int32Array(memory, shifts, outC)[o] = shift;
    new Int32Array(memory, bias, outC)[o] = (Math.imul(seed, o + 1) >> (seed & 1 ? 0 : 16)) | 0;
  }
  return { multipliers, shifts, bias };
}

test.each([
  ['convolutions', 20],
  ['wide convolutions', 70],
])('%s of any shape: the fast kernel has the bits of the plain one', (_, mostChannels) => {
  const cases = fc.tuple(layers(mostChannels), seeds, factors, fc.boolean());
  fc.assert(
    fc.property(cases, ([layer, seed, factor, hasBias]) => {
      const { samples, h, w, inC, outH, outW, outC, kh, kw } = layer;
      bothAgree(samples * outH * outW * outC, (allocate, y, kernels) => {
        const { memory } = kernels;
        const block = allocate(LAYER_BYTES);
        writeLayer(memory, block, layer);
        const weight = allocate(outC * kh * kw * inC);
        noise(memory, weight, outC * kh * kw * inC, seed);
        const x = allocate(samples * h * w * inC);
        noise(memory, x, samples * h * w * inC, seed ^ 0x5555);
        const { multipliers, shifts, bias } = writeTables(memory, allocate, outC, factor, seed);
        const packed = allocate(kernels.convS8PackedBytes(block));
        const workspace = allocate(kernels.convS8WorkspaceBytes(block));
        kernels.convS8Pack(block, weight, hasBias ? bias : 0, multipliers, shifts, packed);
        kernels.convS8(block, packed, x, y, workspace);
      });
    }),
    { seed: 1, numRuns: mostChannels > 20 ? 40 : 150 },
  );
});

test('dense layers with a zero point of their weights, one row and many', () => {
  const cases = fc.tuple(
    fc.integer({ min: 1, max: 90 }),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 9 }),
    int8,
    seeds,
    factors,
  );
  fc.assert(
    fc.property(cases, ([inC, outC, samples, weightZeroPoint, seed, factor]) => {
      bothAgree(samples * outC, (allocate, y, kernels) => {
        const { memory } = kernels;
        const block = allocate(LAYER_BYTES);
        const one = { h: 1, w: 1, kh: 1, kw: 1, strideH: 1, strideW: 1, dilationH: 1, dilationW: 1 };
        const quantized = { inputZeroPoint: 3, outputZeroPoint: -7, min: -128, max: 127 };
        const place = { padTop: 0, padLeft: 0, outH: 1, outW: 1 };
        const zero = seed & 1 ? 0 : weightZeroPoint;
        writeLayer(memory, block, { ...one, ...place, ...quantized, inC, outC, samples, weightZeroPoint: zero });
        const [weight, x] = [allocate(outC * inC), allocate(samples * inC)];
        noise(memory, weight, outC * inC, seed);
        noise(memory, x, samples * inC, seed ^ 0x1234);
        const { multipliers, shifts, bias } = writeTables(memory, allocate, outC, factor, seed);
        const packed = allocate(kernels.convS8PackedBytes(block));
        const workspace = allocate(kernels.convS8WorkspaceBytes(block));
        kernels.convS8Pack(block, weight, bias, multipliers, shifts, packed);
        kernels.convS8(block, packed, x, y, workspace);
      });
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('depthwise convolutions of any shape', () => {
  const cases = fc.tuple(layers(20), fc.integer({ min: 1, max: 3 }), seeds, factors, fc.boolean());
  fc.assert(
    fc.property(cases, ([shape, multiplier, seed, factor, hasBias]) => {
      const layer = { ...shape, outC: shape.inC * multiplier };
      const { samples, h, w, inC, outH, outW, outC, kh, kw } = layer;
      bothAgree(samples * outH * outW * outC, (allocate, y, kernels) => {
        const { memory } = kernels;
        const block = allocate(LAYER_BYTES);
        writeLayer(memory, block, layer);
        const weight = allocate(kh * kw * outC);
        noise(memory, weight, kh * kw * outC, seed);
        const x = allocate(samples * h * w * inC);
        noise(memory, x, samples * h * w * inC, seed ^ 0x5555);
        const { multipliers, shifts, bias } = writeTables(memory, allocate, outC, factor, seed);
        const packed = allocate(kernels.depthwiseS8PackedBytes(block));
        const workspace = allocate(kernels.depthwiseS8WorkspaceBytes(block));
        kernels.depthwiseS8Pack(block, weight, hasBias ? bias : 0, multipliers, shifts, packed);
        kernels.depthwiseS8(block, packed, x, y, workspace);
      });
    }),
    { seed: 1, numRuns: 150 },
  );
});

test.each(['averagePoolS8', 'maxPoolS8'] as const)('%s of any shape', (kind) => {
  fc.assert(
    fc.property(layers(40), seeds, (shape, seed) => {
      const layer = { ...shape, dilationH: 1, dilationW: 1, outC: shape.inC };
      const { samples, h, w, inC, outH, outW, outC } = layer;
      bothAgree(samples * outH * outW * outC, (allocate, y, kernels) => {
        const { memory } = kernels;
        const block = allocate(LAYER_BYTES);
        writeLayer(memory, block, layer);
        const x = allocate(samples * h * w * inC);
        noise(memory, x, samples * h * w * inC, seed);
        kernels[kind](block, x, y);
      });
    }),
    { seed: 1, numRuns: 150 },
  );
});

test('sums and differences of any scales', () => {
  const scale = fc.double({ min: 0.001, max: 0.5, noNaN: true });
  const step = fc.constantFrom(0, 1);
  const zeros = fc.tuple(int8, int8, int8);
  const cases = fc.tuple(scale, scale, scale, zeros, fc.boolean(), step, step, fc.integer({ min: 1, max: 70 }), seeds);
  fc.assert(
    fc.property(cases, ([sa, sb, so, [aZeroPoint, bZeroPoint, outputZeroPoint], isSub, aStep, bStep, count, seed]) => {
      const twice = 2 * Math.max(sa, sb);
      const [a, b] = [quantizeMultiplier(sa / twice), quantizeMultiplier(sb / twice)];
      const output = quantizeMultiplier(twice / (1048576 * so));
      const addition: Addition = {
        aZeroPoint,
        aMultiplier: a.multiplier,
        aShift: a.shift,
        bZeroPoint,
        bMultiplier: isSub ? -b.multiplier : b.multiplier,
        bShift: b.shift,
        outputZeroPoint,
        outputMultiplier: output.multiplier,
        outputShift: output.shift,
        leftShift: 20,
        min: -128 + (seed & 15),
        max: 127 - ((seed >> 4) & 15),
      };
      bothAgree(count, (allocate, y, kernels) => {
        const { memory } = kernels;
        const block = allocate(ADDITION_BYTES);
        writeAddition(memory, block, addition);
        const [x1, x2] = [allocate(count), allocate(count)];
        noise(memory, x1, count, seed);
        noise(memory, x2, count, seed ^ 0x7777);
        kernels.addS8(block, x1, x2, y, aStep, bStep, count);
      });
    }),
    { seed: 1, numRuns: 300 },
  );
});
