// Ranges by hand: 0.99 of what they were and 0.01 of the batch (Jacob et al. 2018, section 3.1).

import { expect, test } from 'vitest';
import { fold } from '../../../src/compress/fold.ts';
import { awareNetwork } from '../../../src/compress/qat/aware-network.ts';
import { INT8 } from '../../../src/compress/qat/levels.ts';
import { learnedRanges, rangeLearner, startRanges } from '../../../src/compress/qat/ranges.ts';
import { parametersOf } from '../../../src/nn/network/parameters.ts';
import { networkOf } from '../../nn/networks.ts';

const network = networkOf([4], [{ dense: { units: 3, activation: 'relu6' } }, { dense: { units: 2 } }]);
const BEFORE = {
  input: { min: -1, max: 1 },
  nodes: [
    { min: -3, max: 5 },
    { min: 0, max: 5 },
    { min: -4, max: 4 },
  ],
};

function started() {
  const aware = awareNetwork(fold(network), { mode: 'int8', dense: 'per-channel' }, 2);
  startRanges(aware, BEFORE, INT8);
  return { aware, parameter: parametersOf(aware.network) };
}

test('they start as calibration found them, and layers know the scale of what they read', () => {
  const { aware, parameter } = started();
  expect(learnedRanges(aware, aware.network, BEFORE)).toEqual(BEFORE);
  // Nodes: input's rounding, dense, rounding, dense, rounding.
  expect(parameter(1, 'inputScale')[0]).toBe(Math.fround(2 / 255));
  expect(parameter(3, 'inputScale')[0]).toBe(Math.fround(5 / 255));
});

test('they follow the least and greatest value of a batch behind the activation, but not the input', () => {
  const { aware, parameter } = started();
  const learn = rangeLearner(aware, INT8, 1);
  parameter(2, 'extremes').set([-2, 7, 1, 3]);
  parameter(4, 'extremes').set([-1, 2, -2, 9]);
  learn({ number: 1, count: 2 }, parameter);
  const { input, nodes } = learnedRanges(aware, aware.network, BEFORE);
  expect(input).toEqual(BEFORE.input);
  // relu6 leaves 0 to 6 of -2 to 7.
  expect(nodes[1].min).toBe(0);
  expect(nodes[1].max).toBeCloseTo(0.99 * 5 + 0.01 * 6, 6);
  expect(nodes[2].min).toBeCloseTo(0.99 * -4 + 0.01 * -2, 6);
  expect(nodes[2].max).toBeCloseTo(0.99 * 4 + 0.01 * 9, 6);
  expect(parameter(3, 'inputScale')[0]).toBeCloseTo(5.01 / 255, 6);
});

test('after their steps they are frozen', () => {
  const { aware, parameter } = started();
  const learn = rangeLearner(aware, INT8, 1);
  for (const node of [2, 4]) parameter(node, 'extremes').set([0, 1, 0, 1]);
  learn({ number: 1, count: 2 }, parameter);
  const frozen = learnedRanges(aware, aware.network, BEFORE);
  parameter(2, 'extremes').set([0, 6, 0, 6]);
  learn({ number: 2, count: 2 }, parameter);
  expect(learnedRanges(aware, aware.network, BEFORE)).toEqual(frozen);
});
