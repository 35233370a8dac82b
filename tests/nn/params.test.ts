import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { LAYERS_SCHEMA, type LayerSpec } from '../../src/nn/params.ts';
import { DISTILL_SCHEMA, type DistillParams } from '../../src/student/params.ts';

const ajv = new Ajv({ useDefaults: true, allErrors: true, strict: true, strictTypes: false, strictTuples: false });

test('defaults are filled into every layer', () => {
  const layers = [{ conv2d: { filters: 8, kernel: [3, 1] } }, { name: 'out', dense: { units: 10 } }, { batchNorm: {} }];
  expect(ajv.validate(LAYERS_SCHEMA, layers)).toBe(true);
  const typed: readonly LayerSpec[] = layers as LayerSpec[];
  expect(typed[0].conv2d).toEqual({
    filters: 8,
    kernel: [3, 1],
    stride: 1,
    padding: 'same',
    dilation: 1,
    batchNorm: false,
    activation: 'none',
    bias: true,
  });
  expect(typed[1].dense).toEqual({ units: 10, activation: 'none', batchNorm: false, bias: true });
  expect(typed[2].batchNorm).toEqual({ momentum: 0.9, epsilon: 0.001 });
});

test.each([
  ['an unknown kind', { conv3d: {} }],
  ['an unknown key', { dense: { units: 3, unit: 3 } }],
  ['a missing key', { dense: {} }],
  ['a kernel of three numbers', { conv2d: { filters: 1, kernel: [1, 2, 3] } }],
])('%s is refused', (_, layer) => expect(ajv.validate(LAYERS_SCHEMA, [layer])).toBe(false));

test('an empty distill section is complete', () => {
  const model: { distill?: DistillParams } = {};
  expect(ajv.validate({ type: 'object', properties: { distill: DISTILL_SCHEMA } }, model)).toBe(true);
  const typed = model.distill as DistillParams;
  expect(typed.optimizer.adam).toEqual({ learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
  expect(typed.schedule.kind).toBe('cosine');
  expect([typed.temperature, typed.alpha, typed.batch, typed.validation]).toEqual([3, 0.1, 32, 0.1]);
});
