// Look-up tables: bits by hand after the rules of decode_state_lut.cc, and every type and axis there and back.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodingBytes } from '../../../src/compress/decode/encoding.ts';
import { encodeLut } from '../../../src/compress/decode/lut.ts';
import { byChannel, clusteredWeights, int8s, unpacked, weightsOf } from './weights.ts';

/** Type 0, version 1, the kind's version 1, bits of an index, stride. */
const header = (bits: number, stride: number) => [0, 1, 0, 0, 1, bits, stride, ...Array(9).fill(0)];

describe('by hand', () => {
  test('three values in two bits each, the table sorted: 15, -12, 17 are 01 00 10', () => {
    const found = encodeLut(weightsOf(int8s([15, -12, 17]), [3]));
    expect(Array.from(found?.encoded ?? [])).toEqual([0b01001000]);
    expect(Array.from(found?.ancillary ?? [])).toEqual([...header(2, 0), 244, 15, 17]);
    expect(found?.label).toBe('LUT of 2 bits, 1 table');
  });

  test('a table a channel where channels have different values: 5 bytes, one for all would take 6', () => {
    const found = encodeLut(weightsOf(int8s([1, 2, 1, 2, 4, 4, 3, 3]), [2, 4], byChannel(2)));
    expect(Array.from(found?.encoded ?? [])).toEqual([0b01011100]);
    expect(Array.from(found?.ancillary ?? [])).toEqual([...header(1, 2), 1, 2, 3, 4]);
    expect(found?.label).toBe('LUT of 1 bit, 2 tables');
  });

  test('the same where the channel is the last dimension, and every second weight is its', () => {
    const found = encodeLut(weightsOf(int8s([1, 4, 2, 4, 1, 3, 2, 3]), [4, 2], byChannel(2, 1)));
    expect(Array.from(found?.encoded ?? [])).toEqual([0b01110010]);
    expect(Array.from(found?.ancillary ?? [])).toEqual([...header(1, 2), 1, 2, 3, 4]);
  });

  test('one table of stride 0 where channels share their values', () => {
    const found = encodeLut(weightsOf(int8s([1, 2, 1, 2, 2, 2, 1, 1]), [2, 4], byChannel(2)));
    expect(Array.from(found?.encoded ?? [])).toEqual([0b01011100]);
    expect(Array.from(found?.ancillary ?? [])).toEqual([...header(1, 0), 1, 2]);
  });

  test('shorter tables are filled up with zeros, as the others begin a stride apart', () => {
    const found = encodeLut(
      weightsOf(int8s([...Array(24).fill(9), 7, 8, 6, ...Array(21).fill(6)]), [2, 24], byChannel(2)),
    );
    const shared = encodeLut(weightsOf(int8s([...Array(24).fill(9), 7, 8, 6, ...Array(21).fill(6)]), [2, 24]));
    // Four values need two bits; three a channel as well, so one table is the smaller.
    expect(found).toEqual(shared);
    const many = Array.from({ length: 32 }, (_, i) => [10 + 2 * (i >> 1), 11 + 2 * (i >> 1)][i & 1]);
    const apart = weightsOf(
      int8s([...many.slice(0, 16).map((v) => (v & 1 ? 5 : 4)), ...Array(16).fill(-3)]),
      [2, 16],
      byChannel(2),
    );
    expect(Array.from(encodeLut(apart)?.ancillary ?? []).slice(16)).toEqual([4, 5, 253, 0]);
  });

  test('a single value still takes a bit: TFLM takes 0 bits for a mistake', () => {
    const found = encodeLut(weightsOf(int8s(Array(9).fill(7)), [9]));
    expect(Array.from(found?.encoded ?? [])).toEqual([0, 0]);
    expect(Array.from(found?.ancillary ?? [])).toEqual([...header(1, 0), 7]);
  });
});

describe('there and back', () => {
  test.each([1, 2, 3, 4, 5, 6, 7])('%i bits', (bits) => {
    for (const values of [2 ** (bits - 1) + 1, 2 ** bits]) {
      const weights = weightsOf(clusteredWeights(bits, 4000, values), [40, 100]);
      const found = encodeLut(weights);
      expect(found?.encoded.length).toBe(500 * bits);
      expect(found && unpacked(found, weights)).toEqual(weights.data);
    }
  });

  test.each([
    ['BOOL', 1],
    ['INT8', 1],
    ['INT16', 2],
    ['INT32', 4],
    ['FLOAT32', 4],
    ['INT64', 8],
  ] as const)('any %s, any channels', (type, size) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(0, 1),
        fc.array(fc.uint8Array({ minLength: size, maxLength: size }), { minLength: 1, maxLength: 20 }),
        fc.infiniteStream(fc.nat(19)),
        (channels, each, axis, values, picks) => {
          const order = Array.from(
            { length: channels * each },
            () => values[(picks.next().value ?? 0) % values.length],
          );
          const shape = axis === 0 ? [channels, each] : [each, channels];
          const data = Uint8Array.from(order.flatMap((bytes) => [...bytes]));
          const weights = weightsOf(data, shape, byChannel(channels, axis), type);
          const found = encodeLut(weights);
          // One channel along a last dimension is an axis that TFLM refuses.
          const isRefused = channels === 1 && axis === 1;
          expect(found && unpacked(found, weights)).toEqual(isRefused ? undefined : data);
        },
      ),
      { seed: 3, numRuns: 150 },
    );
  });
});

describe('what has no tables', () => {
  const tooMany = int8s(Array.from({ length: 129 }, (_, i) => i - 64));
  test.each([
    ['129 values', weightsOf(tooMany, [129])],
    ['129 values a channel', weightsOf(Uint8Array.from([...tooMany, ...tooMany]), [2, 129], byChannel(2))],
    ['channels along a dimension in between', weightsOf(int8s([1, 2]), [1, 2, 1], byChannel(2, 1))],
    ['a type that TFLM does not unpack', weightsOf(int8s([1, 2]), [2], undefined, 'UINT8')],
    ['nothing', weightsOf(int8s([]), [0])],
  ])('%s', (_, weights) => expect(encodeLut(weights)).toBeUndefined());

  test('as many channels as a hostile file likes', () => {
    const count = 200_000;
    const weights = weightsOf(clusteredWeights(1, count, 2), [count, 1], byChannel(count));
    expect(encodeLut(weights)?.label).toBe('LUT of 1 bit, 1 table');
  });

  test('128 values do, and a table a channel where all channels together have more', () => {
    const low = Array.from({ length: 256 }, (_, i) => i & 127);
    const high = low.map((value) => value - 128);
    const weights = weightsOf(int8s([...low, ...high]), [2, 256], byChannel(2));
    const found = encodeLut(weights);
    expect(found && encodingBytes(found)).toBe((512 * 7) / 8 + 16 + 256);
    expect(found && unpacked(found, weights)).toEqual(weights.data);
  });
});
