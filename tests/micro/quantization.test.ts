// Scales, zero points and quantized dimensions that a tensor can't have are refused by name where an operator asks for
// them; what no operator asks for may be anything, as TFLM runs it.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Problem } from '../../src/base/problem.ts';
import type { Model, Operator, Quantization, Tensor } from '../../src/tflite/model.ts';
import { readModel } from '../../src/tflite/read.ts';
import { writeModel } from '../../src/tflite/write.ts';
import { MAKERS } from './oracle.ts';
import { interpreterFor } from './simulate.ts';

const quantization = (scale: number, zeroPoint = 0, quantizedDimension = 0, count = 1): Quantization => ({
  scales: new Array(count).fill(scale),
  zeroPoints: new Array(count).fill(zeroPoint),
  quantizedDimension,
});

const usual = quantization(0.1);

function modelOf(
  tensors: readonly (Pick<Tensor, 'type' | 'shape' | 'quantization'> & { data?: Uint8Array })[],
  operator: Pick<Operator, 'code' | 'inputs' | 'outputs'>,
): Model {
  const buffers: Uint8Array[] = [new Uint8Array(0)];
  const named = tensors.map(({ data, ...tensor }, i): Tensor => {
    const buffer = data ? buffers.push(data) - 1 : 0;
    return { ...tensor, name: `t${i}`, isVariable: false, buffer };
  });
  const operators = [{ ...operator, version: 1, options: {}, hasOptions: true }];
  const outputs = [tensors.length - 1];
  const subgraphs = [{ name: '', inputs: [0], outputs, tensors: named, operators }];
  return { version: 3, description: '', buffers, metadata: [], subgraphs };
}

/** Written to a file and read again. */
function problemsOf(model: Model): readonly Problem[] {
  const read = readModel(writeModel(model));
  const made = read.ok ? interpreterFor(read.value, MAKERS.reference) : read;
  const ran = made.ok ? made.value.invoke() : made;
  return ran.ok ? [] : ran.problems;
}

const relu = (odd: Quantization) =>
  modelOf(
    [
      { type: 'INT8', shape: [1, 8], quantization: odd },
      { type: 'INT8', shape: [1, 8], quantization: odd },
    ],
    { code: 'RELU', inputs: [0], outputs: [1] },
  );

const dense = (weights: Quantization) =>
  modelOf(
    [
      { type: 'INT8', shape: [1, 8], quantization: usual },
      { type: 'INT8', shape: [4, 8], quantization: weights, data: new Uint8Array(32) },
      { type: 'INT8', shape: [1, 4], quantization: usual },
    ],
    { code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [2] },
  );

test.each([
  ['NaN', quantization(Number.NaN), 'has scale NaN'],
  ['0', quantization(0), 'has scale 0'],
  ['negative', quantization(-1), 'has scale -1'],
  ['infinite', quantization(Number.POSITIVE_INFINITY), 'has scale Infinity'],
  [
    'zero point 2^40',
    quantization(0.1, 2 ** 40),
    'has zero point 1099511627776; of type INT8 it is between -128 and 127',
  ],
  ['zero point -129', quantization(0.1, -129), 'has zero point -129'],
])('%s', (_, odd, says) => {
  expect(problemsOf(relu(odd))).toMatchObject([{ code: 'micro/quantization' }]);
  expect(problemsOf(relu(odd))[0].message).toMatch(/^operator 0 \(RELU\): tensor [01] \("t[01]"\) has /);
  expect(problemsOf(relu(odd))[0].message).toContain(says);
  // As the scales of each channel of weights.
  const { scales, zeroPoints, quantizedDimension } = odd;
  const weights = quantization(scales[0], 0, quantizedDimension, 4);
  const isOfScales = zeroPoints[0] === 0;
  expect(problemsOf(dense(isOfScales ? weights : odd))).toMatchObject([{ code: 'micro/quantization' }]);
  expect(problemsOf(dense(isOfScales ? weights : odd))[0].message).toContain(
    'operator 0 (FULLY_CONNECTED): tensor 1 ("t1")',
  );
});

test.each([9, 2, -1])('quantized dimension %i of scales by channel', (dimension) => {
  const [problem] = problemsOf(dense(quantization(0.1, 0, dimension, 4)));
  expect(problem.code).toBe('micro/quantization');
  expect(problem.message).toContain(`tensor 1 ("t1") has quantized dimension ${dimension}; it has 2 dimensions`);
});

test('the quantized dimension of a single scale means nothing, as in models that TFLM runs', () => {
  expect(problemsOf(relu(quantization(0.1, 0, 9)))).toEqual([]);
  expect(problemsOf(dense(quantization(0.1, 0, -1270213784)))).toEqual([]);
});

test('one bad channel is named', () => {
  const weights = { ...quantization(0.1, 0, 0, 4), scales: [0.1, 0.1, Number.NaN, 0.1] };
  expect(problemsOf(dense(weights))[0].message).toContain('has scale NaN for channel 2');
});

test('scales at the edge of float32 are scales', () => {
  expect(problemsOf(relu(quantization(1e-45)))).toEqual([]);
  expect(problemsOf(relu(quantization(3e38)))).toEqual([]);
});

test('what no operator asks for may be anything', () => {
  for (const odd of [quantization(Number.NaN), quantization(0, 2 ** 40), quantization(-1, 0, 9)]) {
    const moved = modelOf(
      [
        { type: 'INT8', shape: [1, 8], quantization: odd },
        { type: 'INT32', shape: [2], quantization: odd, data: new Uint8Array(Int32Array.of(2, 4).buffer) },
        { type: 'INT8', shape: [2, 4], quantization: odd },
      ],
      { code: 'RESHAPE', inputs: [0, 1], outputs: [2] },
    );
    expect(problemsOf(moved)).toEqual([]);
    const real = modelOf(
      [
        { type: 'FLOAT32', shape: [4], quantization: odd },
        { type: 'FLOAT32', shape: [4], quantization: odd },
      ],
      { code: 'RELU', inputs: [0], outputs: [1] },
    );
    expect(problemsOf(real)).toEqual([]);
  }
});

test('a dense layer that is always zero is named as the cause, not its bias', () => {
  const file = new URL('../../fixtures/users/dead_layer_bias_scale.tflite', import.meta.url);
  const model = readModel(readFileSync(file));
  const [problem] = model.ok ? problemsOf(model.value) : model.problems;
  expect(problem.code).toBe('micro/quantization');
  expect(problem.message).toMatch(
    /^operator 0 \(FULLY_CONNECTED\): the output scale 4\.6\d*e-41 of tensor \d+ .*always zero/,
  );
});
