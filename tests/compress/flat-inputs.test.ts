// The RESHAPE in front of dense layers, which FULLY_CONNECTED doesn't need.
import { expect, test } from 'vitest';
import { withoutFlattening } from '../../src/compress/flat-inputs.ts';
import { fold } from '../../src/compress/fold.ts';
import { buildFixture, type NodeSpec } from './networks.ts';

const conv: NodeSpec = { kind: 'conv2d', filters: 3, kernel: [3, 3], padding: 'same' };
const linesOf = (...specs: NodeSpec[]) =>
  withoutFlattening(fold(buildFixture([5, 4, 3], specs))).nodes.map(({ kind, inputs }) => `${kind} ${inputs.join()}`);

test('a dense layer reads the map itself', () => {
  expect(linesOf(conv, { kind: 'flatten' }, { kind: 'dense', units: 4 })).toEqual(['conv2d -1', 'dense 0']);
  expect(linesOf({ kind: 'globalAveragePool' }, { kind: 'dense', units: 4 })).toEqual(['averagePool -1', 'dense 0']);
  expect(linesOf({ kind: 'dense', units: 4 }, { kind: 'dense', units: 2 })).toEqual(['dense -1', 'dense 0']);
});

test('a shape that is the answer, or that another layer reads, stays', () => {
  expect(linesOf(conv, { kind: 'flatten' })).toEqual(['conv2d -1', 'reshape 0']);
  expect(linesOf({ kind: 'flatten' }, { kind: 'relu' })).toEqual(['reshape -1', 'relu 0']);
});
