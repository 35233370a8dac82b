import { expect, test } from 'vitest';
import { renderComment } from '../../src/report/comment.ts';
import { complaintsOf } from '../../src/report/rows.ts';
import { worstLayers } from '../../src/report/worst-layers.ts';
import { CASES, compared, figures, report } from './cases.ts';
import { spaced } from './spaced.ts';

const NOISY = {
  settings: { mode: 'int8', calibration: 'min-max', biasCorrection: false, equalize: false },
  layers: [
    { name: 'conv2d_5', kind: 'conv2d', noiseToSignal: 0.00083 },
    { name: 'dense_7', kind: 'dense', noiseToSignal: 0.0001 },
  ],
} as const;

// 10,000, 5,000 and 25,000 multiplications a filter; 6,116 B alive at the peak, in operator 1.
test('a model costs most in one layer of each kind, with what helps there', () => {
  const own = { ...figures({}), quantization: { ...NOISY, layers: [...NOISY.layers] } };
  expect(worstLayers(own)).toEqual([
    {
      ...{ cost: 'RAM', layer: 'operator 1, DEPTHWISE_CONV_2D', amount: '6,116 B alive' },
      remedy: 'stride before it, or narrow what it reads and writes',
    },
    {
      ...{ cost: 'time', layer: 'operator 2, FULLY_CONNECTED', amount: '62.50% of the MACs' },
      remedy: 'give it fewer units, or pool before it',
    },
    {
      ...{ cost: 'noise', layer: 'conv2d_5', amount: '0.083% of the signal' },
      remedy: 'bound it with relu6, calibrate on more samples, or use quantize: { aware: true }',
    },
  ]);
  const comment = spaced(renderComment(report([{ ...compared({}, {}), quantization: own.quantization }])));
  expect(comment).toMatch(/\| most noise +\| conv2d\\_5 +\| +0\.083% of the signal \| bound it with relu6/);
});

test('a budget that is exceeded says which layer it owes most to, once', () => {
  const texts = complaintsOf(CASES.fail.models[0]).map(({ text }) => text);
  expect(texts.filter((text) => text.includes('most '))).toEqual([
    expect.stringMatching(/or raise the budget; most RAM in operator 1, DEPTHWISE_CONV_2D: 10,212 B alive$/),
  ]);
});

test('where a report knows no layer, or knows what can not be, there is none', () => {
  const { model, ...rest } = figures({});
  const [operator] = model.operators;
  expect(worstLayers({ ...rest, model: { ...model, operators: [], profiles: {} } })).toEqual([]);
  const odd = { ...model, macs: 1, operators: [operator], profiles: {} };
  expect(worstLayers({ ...rest, model: odd })).toEqual([]);
});
