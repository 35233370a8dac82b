import { expect, test } from 'vitest';
import { awareSettings } from '../../../src/compress/qat/params.ts';

const FLOAT = { epochs: 30, learningRate: 0.003 };

test('without aware there is no second training', () => {
  expect([undefined, false].map((aware) => awareSettings(aware, FLOAT))).toEqual([undefined, undefined]);
});

test('by default it has a fifth of the epochs, at least 3, and a tenth of the rate', () => {
  expect(awareSettings(true, FLOAT)).toEqual({ epochs: 6, learningRate: 0.0003 });
  expect(awareSettings({}, { ...FLOAT, epochs: 4 })).toEqual({ epochs: 3, learningRate: 0.0003 });
  expect(awareSettings({}, { ...FLOAT, epochs: 31 })?.epochs).toBe(7);
});

test('what kd.yaml says counts', () => {
  expect(awareSettings({ epochs: 2 }, FLOAT)).toEqual({ epochs: 2, learningRate: 0.0003 });
  expect(awareSettings({ epochs: 2, learningRate: 1 }, FLOAT)).toEqual({ epochs: 2, learningRate: 1 });
});
