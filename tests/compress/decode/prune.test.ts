// A mask and what it keeps: bits by hand after the rules of decode_state_prune.cc, and every type there and back.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodePruned } from '../../../src/compress/decode/prune.ts';
import { byChannel, int8s, unpacked, weightsOf } from './weights.ts';

/** Type 2, version 1, the kind's version 1. */
const header = [2, 1, 0, 0, 1, ...Array(11).fill(0)];

describe('by hand', () => {
  test('zeros go, the rest stays in order', () => {
    const found = encodePruned(weightsOf(int8s([0, 9, -8, 0, 0, 0, 0, 0, 0, 1]), [10]));
    expect(Array.from(found?.encoded ?? [])).toEqual([0b01100000, 0b01000000]);
    expect(Array.from(found?.ancillary ?? [])).toEqual([...header, 9, 248, 1]);
    expect(found?.label).toBe('mask, 3 of 10 kept');
  });

  test('what stands for zero is the zero point', () => {
    const found = encodePruned(weightsOf(int8s([5, 9, 0, 5]), [4], byChannel(1, 0, [5])));
    expect(Array.from(found?.encoded ?? [])).toEqual([0b01100000]);
    expect(Array.from(found?.ancillary ?? [])).toEqual([...header, 9, 0]);
  });

  test('each channel has its own zero point', () => {
    const found = encodePruned(weightsOf(int8s([5, 6, 5, 6]), [2, 2], byChannel(2, 0, [5, 6])));
    expect(Array.from(found?.encoded ?? [])).toEqual([0b01100000]);
    const last = encodePruned(weightsOf(int8s([5, 6, 5, 6]), [2, 2], byChannel(2, 1, [5, 6])));
    expect(Array.from(last?.encoded ?? [])).toEqual([0]);
  });
});

describe('there and back', () => {
  test.each([
    ['BOOL', 1],
    ['INT8', 1],
    ['INT16', 2],
    ['INT32', 4],
    ['FLOAT32', 4],
    ['INT64', 8],
  ] as const)('any %s', (type, size) => {
    const element = fc.oneof(fc.constant(new Uint8Array(size)), fc.uint8Array({ minLength: size, maxLength: size }));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom(0, 1),
        fc.array(element, { minLength: 60, maxLength: 60 }),
        fc.array(fc.integer({ min: -128, max: 127 }), { minLength: 5, maxLength: 5 }),
        (channels, axis, values, zeroPoints) => {
          const data = Uint8Array.from(values.flatMap((bytes) => [...bytes]));
          const points = type === 'INT8' ? zeroPoints : [];
          const shape = axis === 0 ? [channels, 60 / channels] : [60 / channels, channels];
          const weights = weightsOf(data, shape, byChannel(channels, axis, points), type);
          const found = encodePruned(weights);
          // One channel along a last dimension is an axis that TFLM refuses.
          const isRefused = channels === 1 && axis === 1;
          expect(found && unpacked(found, weights)).toEqual(isRefused ? undefined : data);
        },
      ),
      { seed: 4, numRuns: 100 },
    );
  });

  test('-0 is no zero: its bits are others', () => {
    const data = new Uint8Array(Float32Array.from([0, -0, 1]).buffer);
    const weights = weightsOf(data, [3], undefined, 'FLOAT32');
    const found = encodePruned(weights);
    expect(Array.from(found?.encoded ?? [])).toEqual([0b01100000]);
    expect(found && unpacked(found, weights)).toEqual(data);
  });
});

test.each([
  ['a zero point of weights that are not int8', weightsOf(new Uint8Array(4), [2], byChannel(1, 0, [1]), 'INT16')],
  [
    'zero points of fewer channels than there are',
    weightsOf(int8s([1, 2]), [2, 1], { ...byChannel(2), zeroPoints: [1] }),
  ],
  ['channels along a dimension in between', weightsOf(int8s([1, 2]), [1, 2, 1], byChannel(2, 1))],
  ['a type that TFLM does not unpack', weightsOf(int8s([1, 2]), [2], undefined, 'UINT8')],
  ['nothing', weightsOf(int8s([]), [0])],
])('%s: no mask', (_, weights) => expect(encodePruned(weights)).toBeUndefined());
