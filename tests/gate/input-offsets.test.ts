// Which students take an input's offset away by themselves.
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { normsInput } from '../../src/gate/input-offsets.ts';
import { buildNetwork } from '../../src/nn/network/build.ts';
import type { LayerSpec } from '../../src/nn/params.ts';

const settings = { stride: 1, padding: 'same', dilation: 1, bias: true, activation: 'none' };
const conv = (batchNorm: boolean) => ({ conv2d: { ...settings, filters: 2, kernel: 3, batchNorm } });
const dense = { dense: { units: 2, bias: true, activation: 'none', batchNorm: false } };
const norm = { batchNorm: { epsilon: 1e-3, momentum: 0.99 } };
const networkOf = (...layers: object[]) => must(buildNetwork([4, 4, 1], layers as LayerSpec[], 1, 'student'));

test.each([
  ['its own', true, [conv(true), { flatten: {} }, dense]],
  ['a layer of it', true, [conv(false), norm, { flatten: {} }, dense]],
  ['none', false, [conv(false), { flatten: {} }, dense]],
  ['that of the second layer alone', false, [conv(false), conv(true), { flatten: {} }, dense]],
  ['none in front of dense layers', false, [{ flatten: {} }, dense]],
])('batch norm behind the first layer: %s', (_, expected, layers) => {
  expect(normsInput(networkOf(...layers))).toBe(expected);
});
