import { expect, test } from 'vitest';
import { changed, countsOf, firstWork, M0, M4, M55, REFERENCE } from './counts.ts';

// Two products of 12x16 by 16x12.
const NAME = 'batchmatmul_2x12x16_2x16x12';

test('a dense layer for each row, after the right matrix is turned', () => {
  expect(countsOf(NAME, M4)).toMatchObject({
    routine: 'dense',
    counts: { outputs16: 24 * 12, outputs4: 0, outputs1: 0, outputs: 288, rows: 24, turned: 2 * 16 * 12, matmul: 1 },
  });
  expect(countsOf(NAME, M0).counts).toMatchObject({ tripleMacs: 24 * 4 * 16, triples: 96, singles: 0 });
  expect(countsOf(NAME, M55).counts).toMatchObject({ vectors: 24 * 3, offsetVectors: 72, summed: 24 });
});

test('a right matrix that lies turned already', () => {
  expect(countsOf('batchmatmul_1x12x64_1x12x64_ay', M4).counts).toMatchObject({ turned: 0, outputs16: 144 * 4 });
});

test('the reference kernel, and float32', () => {
  expect(countsOf(NAME, REFERENCE)).toMatchObject({ routine: 'matmul', counts: { macs: 288 * 16, outputs: 288 } });
  expect(countsOf('batchmatmul_float32_1x16x24_1x24x16', M4)).toEqual({
    routine: 'float matmul',
    counts: { macs: 16 * 16 * 24 },
  });
});

test('another type says so', () => {
  expect(
    firstWork(
      changed(NAME, () => ({ type: 'INT32' })),
      M4,
    ),
  ).toEqual({
    reason: 'instruction counts are not known for INT32',
  });
});
