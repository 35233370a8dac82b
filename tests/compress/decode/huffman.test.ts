// Code words: bits by hand after the rules of decode_state_huffman.cc, any weights there and back, and how few bits.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeHuffman } from '../../../src/compress/decode/huffman.ts';
import { readDecodeHeader } from '../../../src/tflite/decode-header.ts';
import { int8s, unpacked, weightsOf } from './weights.ts';

const header = (settings: number) => [1, 1, 0, 0, 1, settings, ...Array(10).fill(0)];
const entry16 = (value: number) => [value & 255, value >> 8];
const entry32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];

describe('by hand', () => {
  test('four 1, two 2 and a 3 are 0, 10 and 11, from a first table of two bits', () => {
    const found = encodeHuffman(weightsOf(int8s([1, 1, 1, 1, 2, 2, 3]), [7]));
    // A word of 32 bits, and one that TFLM reads ahead.
    expect(Array.from(found?.encoded ?? [])).toEqual([0b00001010, 0b11000000, 0, 0, 0, 0, 0, 0]);
    // A symbol is 0x8000 + 0x800 * bits + value.
    const entries = [0x8801, 0x8801, 0x9002, 0x9003].flatMap(entry16);
    expect(Array.from(found?.ancillary ?? [])).toEqual([...header(0x10), ...entries]);
    expect(found?.label).toBe('Huffman, 3 code words');
  });

  test('int16 has entries of 32 bits, and symbols without their sign', () => {
    const data = new Uint8Array(Int16Array.from([-2, -2, 300]).buffer);
    const found = encodeHuffman(weightsOf(data, [3], undefined, 'INT16'));
    expect(Array.from(found?.encoded ?? [])).toEqual([0b11000000, 0, 0, 0, 0, 0, 0, 0]);
    const entries = [0x88000000 + 300, 0x88000000 + 0xfffe].flatMap(entry32);
    expect(Array.from(found?.ancillary ?? [])).toEqual([...header(0x01), ...entries]);
  });

  test('a single value takes a bit, and both entries of the table', () => {
    const found = encodeHuffman(weightsOf(int8s([-1, -1, -1]), [3]));
    expect(Array.from(found?.encoded ?? [])).toEqual(Array(8).fill(0));
    expect(Array.from(found?.ancillary ?? [])).toEqual([...header(0), ...[0x88ff, 0x88ff].flatMap(entry16)]);
  });

  test('code words of 7, 8 and 8 bits lie in a table of two bits behind the first of six', () => {
    // Each value half as often as the one before, so 1111110, 11111110 and 11111111 are longer than six bits.
    const values = Array.from({ length: 9 }, (_, v) => Array(v === 8 ? 64 : 2 ** (13 - v)).fill(v)).flat();
    const weights = weightsOf(int8s(values), [values.length]);
    const found = encodeHuffman(weights);
    const ancillary = found?.ancillary ?? new Uint8Array();
    expect(readDecodeHeader(ancillary, '')).toEqual({ kind: 'huffman', isWide: false, firstBits: 6 });
    const entries = Array.from(new Uint16Array(ancillary.slice(16).buffer));
    // Entry 63 is a link by 1 to a table of 2 bits: 0x800 * (2 - 1) + 1.
    expect(entries.slice(60)).toEqual([0xa804, 0xa804, 0xb005, 0x0801, 0x8806, 0x8806, 0x9007, 0x9008]);
    expect(found && unpacked(found, weights)).toEqual(weights.data);
  });
});

describe('there and back', () => {
  test('any int8 weights', () => {
    const skewed = fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 1, maxLength: 600 });
    fc.assert(
      fc.property(skewed, fc.integer({ min: 1, max: 255 }), (draws, factor) => {
        const data = Uint8Array.from(draws, (draw) => (factor * draw * draw) & 255);
        const weights = weightsOf(data, [data.length]);
        const found = encodeHuffman(weights);
        expect(found && unpacked(found, weights)).toEqual(data);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  test('any int16 weights', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 1, maxLength: 300 }), (values) => {
        const data = new Uint8Array(Int16Array.from(values).buffer);
        const weights = weightsOf(data, [values.length], undefined, 'INT16');
        const found = encodeHuffman(weights);
        expect(found && unpacked(found, weights)).toEqual(data);
      }),
      { seed: 6, numRuns: 60 },
    );
  });

  test('code words as long as the format lets them be: Fibonacci counts, which want 24 bits, and get 16', () => {
    const counts = [1, 1];
    while (counts.length < 25) counts.push(counts[counts.length - 1] + counts[counts.length - 2]);
    const data = Uint8Array.from(counts.flatMap((count, value) => Array(count).fill(value)));
    const weights = weightsOf(data, [data.length]);
    const found = encodeHuffman(weights);
    expect(found && Buffer.compare(unpacked(found, weights), data)).toBe(0);
  });

  test('all 256 values, each as often: 8 bits each, and no link', () => {
    const data = Uint8Array.from({ length: 1024 }, (_, i) => i & 255);
    const weights = weightsOf(data, [1024]);
    const found = encodeHuffman(weights);
    expect(found?.encoded.length).toBe(1024 + 4);
    expect(found?.ancillary.length).toBe(16 + 2 * 256);
    expect(found && unpacked(found, weights)).toEqual(data);
  });
});

test.each([
  ['int32, which TFLM has no code words for', weightsOf(new Uint8Array(8), [2], undefined, 'INT32')],
  ['nothing', weightsOf(int8s([]), [0])],
])('%s', (_, weights) => expect(encodeHuffman(weights)).toBeUndefined());
