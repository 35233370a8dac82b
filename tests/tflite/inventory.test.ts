// What the bytes of a file are for: every byte once, with sizes counted by hand.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { BYTE_KINDS, inventoryOf } from '../../src/tflite/inventory.ts';
import type { Model } from '../../src/tflite/model.ts';
import { writeModel } from '../../src/tflite/write.ts';
import { anyModel } from './any-model.ts';

const bytesOf = (file: Uint8Array) => Object.fromEntries(must(inventoryOf(file)));

const MODEL: Model = {
  version: 3,
  description: 'of me',
  buffers: [new Uint8Array(0), new Uint8Array(10), new Uint8Array(20)],
  metadata: [{ name: 'notes', buffer: 2 }],
  subgraphs: [
    {
      ...{ name: 'main', operators: [], inputs: [], outputs: [0] },
      tensors: [
        {
          ...{ name: 'abc', type: 'INT8', shape: [10], buffer: 1, isVariable: false },
          quantization: { scales: [1, 2], zeroPoints: [0, 0], quantizedDimension: 0 },
        },
      ],
    },
  ],
};

test('lists count with their length of 4 bytes, names also without their final zero', () => {
  expect(bytesOf(writeModel(MODEL))).toMatchObject({
    'tensor data': 4 + 10,
    scales: 4 + 2 * 4,
    'zero points': 4 + 2 * 8,
    'min and max': 0,
    // The description, the tensor, the graph.
    names: 4 + 5 + (4 + 3) + (4 + 4),
    // Its name and its buffer.
    metadata: 4 + 5 + (4 + 20),
  });
});

test('every byte has one kind, whatever the model', () => {
  fc.assert(
    fc.property(anyModel, (model) => {
      const file = writeModel(model);
      const bytes = bytesOf(file);
      expect(Object.keys(bytes)).toEqual([...BYTE_KINDS]);
      expect(Object.values(bytes).reduce((sum, count) => sum + count, 0)).toBe(file.length);
      expect(Object.values(bytes).every((count) => count >= 0)).toBe(true);
    }),
    { seed: 3, numRuns: 200 },
  );
});
