import { expect, test } from 'vitest';
import { changed, countsOf, M0, M4, M55, REFERENCE } from './counts.ts';

test('5 steps of an LSTM of 8 inputs and 8 units: the first has no hidden state, so 5 + 4 products of 4 gates', () => {
  // 36 products of 8 rows by 8 columns; on DSP two rows and four columns at a time.
  expect(countsOf('lstm_t5_i8_h8', M4)).toEqual({
    routine: 'lstm',
    counts: {
      blocks: 36 * 4,
      blocks4: 36 * 4 * 2,
      blocks1: 0,
      singles: 0,
      singles4: 0,
      singles1: 0,
      units: 40,
      steps: 5,
      constant: 1,
    },
  });
  // Without DSP three rows at a time and two left over, on MVE four rows and one vector.
  expect(countsOf('lstm_t5_i8_h8', M0).counts).toMatchObject({ blockMacs: 36 * 2 * 8, singleMacs: 36 * 2 * 8 });
  expect(countsOf('lstm_t5_i8_h8', M55).counts).toMatchObject({ blockVectors: 72, blocks: 72, singles: 0 });
});

test('the reference LSTM does all products of all steps', () => {
  const { routine, counts } = countsOf('lstm_t5_i8_h8', REFERENCE);
  expect(routine).toBe('reference lstm');
  expect(counts).toMatchObject({ macs: 5 * 4 * 8 * (8 + 8), units: 40, steps: 5 });
});

test('time-major sequences go through a step together, batch-major ones one after the other', () => {
  expect(countsOf('lstm_b2_t3_i20_h10_tm', M4).counts).toMatchObject({ steps: 3, units: 60 });
  expect(countsOf('lstm_b3_t4_i6_h8', M4).counts).toMatchObject({ steps: 12, units: 96 });
});

test('an SVDF of 32 filters, 80 inputs, a memory of 10 and rank 2', () => {
  expect(countsOf('svdf_80_f32_r2_m10', M4)).toEqual({
    routine: 'svdf',
    counts: {
      filters16: 32 * 5,
      filters4: 0,
      filters1: 0,
      memory2: 32 * 5,
      memory1: 0,
      filters: 32,
      units: 16,
      constant: 1,
    },
  });
  expect(countsOf('svdf_33_f30_r1_m7', M4).counts).toMatchObject({
    filters16: 60,
    filters1: 30,
    memory2: 90,
    memory1: 30,
  });
  expect(countsOf('svdf_80_f32_r2_m10', M55).counts).toMatchObject({ vectors: 160, memory: 320 });
  expect(countsOf('svdf_80_f32_r2_m10', REFERENCE)).toMatchObject({
    routine: 'reference svdf',
    counts: { macs: 2560 },
  });
});

test('kernels of other types have names of their own: their shapes have not been counted', () => {
  const float = changed('lstm_t5_i8_h8', ({ type }) => (type === 'INT8' ? { type: 'FLOAT32' } : {}));
  expect(countsOf(float, M4).routine).toBe('lstm of float32');
  const state8 = changed('svdf_80_f32_r2_m10', ({ type }) => (type === 'INT16' ? { type: 'INT8' } : {}));
  expect(countsOf(state8, M4).routine).toBe('svdf of int8');
});
