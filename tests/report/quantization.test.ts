// What the report says of quantization: in words on a terminal, and folded in the comment.
import { expect, test } from 'vitest';
import {
  describeSettings,
  quantizationLines,
  quantizationParts,
  type ReportedQuantization,
} from '../../src/report/quantization.ts';

const plain = { mode: 'int8', calibration: 'min-max', biasCorrection: false, equalize: false } as const;
const layers = [
  { name: 'conv2d_5', kind: 'conv2d', noiseToSignal: 0.0123 },
  { name: 'dense_6', kind: 'dense', noiseToSignal: 0.000045 },
];
const found: ReportedQuantization = {
  settings: { ...plain, calibration: 'mse' },
  search: {
    judgedOn: 'held-out',
    total: 200,
    floatCorrect: 190,
    bound: 0.005,
    isWithin: true,
    attempts: [
      { name: 'min-max', settings: plain, correct: 186 },
      { name: 'mse', settings: { ...plain, calibration: 'mse' }, correct: 190 },
    ],
  },
  layers,
};

test('settings are named in one line', () => {
  expect(describeSettings({ ...plain, biasCorrection: true, equalize: true })).toBe(
    'int8, min-max, bias correction, equalization',
  );
  expect(describeSettings({ ...plain, calibration: 'percentile', aware: true })).toBe(
    'int8, percentile, quantization-aware training',
  );
});

test('on a terminal: what was tried, and the worst layers with their noise', () => {
  expect(quantizationLines(found)).toEqual([
    'quantized by int8, mse: loses at most 0.50 pp on 200 held-out training samples',
    'tried: min-max 2.00 pp, mse 0.00 pp',
    'most noise of int8, of the signal: conv2d_5 1.2%, dense_6 0.0045%',
  ]);
  expect(quantizationLines({ settings: plain, layers: [] })).toEqual([]);
});

test('in the comment: a row for each attempt and each layer, names escaped', () => {
  const hostile = [{ ...layers[0], name: '<b>|x' }, layers[1]];
  const text = quantizationParts({ ...found, layers: hostile }).join('\n');
  expect(text).toContain('| min-max |');
  expect(text).toContain('95.00%');
  expect(text).toContain('0.0045%');
  expect(text).not.toContain('<b>');
  expect(quantizationParts(undefined)).toEqual([]);
});
