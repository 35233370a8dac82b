import { expect, test } from 'vitest';
import { changed, countsOf, firstWork, M0, M4, M55, madeModel, REFERENCE } from './counts.ts';

// Loops counted by hand from the shapes, as TFLM's and CMSIS-NN's sources turn them.

test('RESHAPE and CONCATENATION: one run, and a run of each input for every outer position', () => {
  expect(countsOf('reshape_1x1x1x64_1x64', M4)).toEqual({
    routine: 'copy',
    counts: { reshape: 1, dimensions: 4, blocks64: 1, constant: 1 },
  });
  // 64 positions of 8 and of 24 bytes, all on words.
  expect(countsOf('concat_1x8x8x8_1x8x8x24_ax3', M4).counts).toMatchObject({
    concatenationRuns: 128,
    blocks16: 64,
    words: 64 * 2 + 64 * 2,
  });
});

test('STRIDED_SLICE: runs where the innermost stride is 1, elements elsewhere', () => {
  expect(countsOf('stridedslice_1x24x24x3_b0x2x2x0_e1x22x22x3_s1x1x1x1', M4).counts).toMatchObject({
    stridedSliceRows: 400,
    stridedSlicePlanes: 20,
    singles: 1200,
  });
  expect(countsOf('stridedslice_4x16x9_b0x1x1_e4x15x8_s1x3x2', M4).counts).toMatchObject({
    stridedSliceElements: 4 * 5 * 4,
  });
});

test('PAD: margins and rows of CMSIS-NN, questions of the reference kernel', () => {
  // 12 rows of 192 bytes; 2 margins each of 16 bytes; 224 bytes above and below.
  expect(countsOf('pad_1x12x12x16_0_0_1_1_1_1_0_0', M4).counts).toMatchObject({
    blocks64: 12 * 3,
    fillBlocks16: 24 + 28,
    padValue: 0,
  });
  expect(countsOf('pad_1x12x12x16_0_0_1_1_1_1_0_0', M55)).toMatchObject({
    routine: 'pad',
    counts: { vectors: 12 * 12 + 24 + 28 },
  });
  // 224 outputs above are told by the 5th question (rows), 224 below by the 6th; 192 on the left by the 7th and on the
  // right by the 8th; the 2,304 inside answer all ten.
  expect(countsOf('pad_1x12x12x16_0_0_1_1_1_1_0_0', REFERENCE).counts).toMatchObject({
    questions: 224 * (5 + 6) + 192 * (7 + 8) + 2304 * 10,
    inside: 2304,
    outputs: 3136,
  });
});

test('TRANSPOSE: a matrix, the four loops, and the recursion', () => {
  expect(countsOf('transpose_33x10_p10', M4)).toMatchObject({
    routine: 'transpose matrix',
    counts: { elements: 330, rows: 33 },
  });
  expect(countsOf('transpose_33x10_p10', M55).counts).toMatchObject({ vectors: 10 * 5, columns: 10 });
  expect(countsOf('transpose_3x16x16_p120', M4).counts).toMatchObject({ elements: 768, rows: 48, planes: 3 });
  expect(countsOf('transpose_3x16x16_p120', REFERENCE)).toMatchObject({
    routine: 'reference transpose',
    counts: { elements: 768, rows: 256, planes: 16 },
  });
});

test('SPACE_TO_BATCH_ND: a run or a fill for each pixel', () => {
  // 7x7 pixels of 64.
  expect(countsOf('spacetobatchnd_1x7x7x3_b2x2_p0_1_0_1', M0).counts).toMatchObject({
    spacePixels: 64,
    spaceRows: 16,
    singles: 49 * 3,
    fills: 15,
  });
  expect(countsOf('batchtospacend_4x6x6x16_b2x2_c1_1_1_1', M4).counts).toMatchObject({
    spacePixels: 144,
    spaceRuns: 100,
  });
});

test('SPLIT, PACK and their like: runs of single elements', () => {
  expect(countsOf('split_1x8x8x32_ax3_n4', M4).counts).toMatchObject({ elements: 2048, runs: 256 });
  expect(countsOf('pack_4x_7x9_ax1', M4).counts).toMatchObject({ elements: 252, runs: 28, pieces: 4 });
});

test('axes that are computed are not guessed', () => {
  const model = madeModel('split_1x64_ax1_n2');
  const [graph] = model.subgraphs;
  const [axis] = graph.operators[0].inputs;
  const isComputed = changed('split_1x64_ax1_n2', (_, index) => (index === axis ? { buffer: 0 } : {}));
  expect(firstWork(isComputed, M4)).toEqual({ reason: 'its axes or sizes are not constants' });
});
