// Calibration: ranges over all batches, and what it refuses.
import { expect, test } from 'vitest';
import { CALIBRATION_BATCH, calibrate } from '../../src/compress/calibrate.ts';
import { buildFixture } from './networks.ts';

const network = buildFixture([2], [{ kind: 'relu' }]);

test('ranges span every batch, the last and smaller one too', () => {
  const count = CALIBRATION_BATCH * 2 + 3;
  const x = Float32Array.from({ length: count * 2 }, (_, i) => i - 10);
  const calls: number[] = [];
  const outcome = calibrate(network, { x, count, shape: [2] }, (batch, samples, observe) => {
    calls.push(samples);
    observe(0, batch);
  });
  expect(calls).toEqual([CALIBRATION_BATCH, CALIBRATION_BATCH, 3]);
  const range = { min: -10, max: count * 2 - 11 };
  expect(outcome).toEqual({ ok: true, value: { input: range, nodes: [range] } });
});

test.each([
  ['no samples', 0, [], 'compress/no-calibration'],
  ['a NaN', 1, [Number.NaN, 1], 'compress/not-finite'],
  ['an infinity', 1, [1, Number.POSITIVE_INFINITY], 'compress/not-finite'],
])('%s is a problem', (_name, count, values, code) => {
  const outcome = calibrate(network, { x: Float32Array.from(values), count, shape: [2] }, (x, _count, observe) =>
    observe(0, x),
  );
  expect(outcome).toMatchObject({ ok: false, problems: [{ code }] });
});
