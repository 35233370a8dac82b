// Expected levels by hand, from TFLM's CalculateActivationRangeQuantized (kernel_util.cc) and reference pooling.
import { expect, test } from 'vitest';
import { INT8, INT16, levelsOf, meanLevelsOf } from '../../../src/compress/qat/levels.ts';
import { levelsBlock } from '../../../src/simd/levels.ts';
import { referenceKernels } from '../../../src/simd/reference/index.ts';
import { createMemory } from '../../../src/simd/wasm.ts';

const AFFINE = { scale: 0.5, zeroPoint: -8 };

test('a tensor holds its type around the zero point, and gradients pass where nothing is cut off', () => {
  expect(levelsOf(AFFINE, INT8, 'none')).toMatchObject({ low: -120, high: 135, passLow: -60.25, passHigh: 67.75 });
});

test('a fused relu cuts at the zero point, relu6 at the level of 6 too', () => {
  expect(levelsOf(AFFINE, INT8, 'relu')).toMatchObject({ low: 0, high: 135, passLow: 0, passHigh: 67.75 });
  expect(levelsOf(AFFINE, INT8, 'relu6')).toMatchObject({ low: 0, high: 12, passLow: 0, passHigh: 6 });
  // Where the type ends before 6 does.
  const short = { scale: 0.015625, zeroPoint: -128 };
  expect(levelsOf(short, INT8, 'relu6')).toMatchObject({ high: 255, passHigh: 255.5 / 64 });
});

test('int16 is symmetric: the greatest magnitude has level 32767', () => {
  expect(INT16.affineOf({ min: -32767, max: 5 })).toEqual({ scale: 1, zeroPoint: 0 });
  expect(levelsOf(INT16.affineOf({ min: -32767, max: 5 }), INT16, 'none')).toMatchObject({ low: -32768, high: 32767 });
});

test.each([
  // Levels -7 and -4 of zero point -8 are 0.5 and 2.0; their mean is level -5.5, which the kernel rounds to -6.
  ['a negative half', -8, [0.5, 2], 1],
  // Levels 9 and 12 of zero point 8 are the same values; 10.5 becomes 11, which is 1.5.
  ['a positive half', 8, [0.5, 2], 1.5],
  ['three of four', 0, [0.5, 0.5, 0.5, 0], 0.5],
])('the mean of levels is rounded with its zero point, halves away from zero: %s', (_, zeroPoint, values, expected) => {
  const memory = createMemory(0);
  const [x, y, levels] = [131072, 131076, 131136].map((address) => address - 65536);
  const floats = new Float32Array(memory.buffer);
  floats[x >>> 2] = values.reduce((sum, value) => sum + value, 0) / values.length;
  const block = levelsBlock(meanLevelsOf({ scale: 0.5, zeroPoint }, INT8, 'none', values.length));
  floats.set(block, levels >>> 2);
  referenceKernels(memory).fakeQuantize(x, y, 0, levels, 1, 0, 1);
  expect(floats[y >>> 2]).toBe(expected);
});
