// The header of an ancillary tensor: bytes by hand after decode_state.h, and there and back.
import { describe, expect, test } from 'vitest';
import { attempt, must } from '../../src/base/problem.ts';
import { type DecodeHeader, readDecodeHeader, writeAncillary } from '../../src/tflite/decode-header.ts';

const zeros = (count: number) => Array(count).fill(0);

describe('a header by hand', () => {
  test.each([
    ['LUT of 4 bits, tables 16 apart', { kind: 'lut', bitWidth: 4, stride: 16 }, [0, 1, 0, 0, 1, 4, 16]],
    ['LUT of 7 bits, one table', { kind: 'lut', bitWidth: 7, stride: 0 }, [0, 1, 0, 0, 1, 7, 0]],
    ['pruned', { kind: 'prune' }, [2, 1, 0, 0, 1, 0, 0]],
    ['Huffman, 16 bits, first table of 6', { kind: 'huffman', isWide: false, firstBits: 6 }, [1, 1, 0, 0, 1, 0x50, 0]],
    ['Huffman, 32 bits, first table of 16', { kind: 'huffman', isWide: true, firstBits: 16 }, [1, 1, 0, 0, 1, 0xf1, 0]],
  ] as const)('%s', (_, header: DecodeHeader, bytes) => {
    const ancillary = writeAncillary(header, Uint8Array.of(7, 8));
    expect(Array.from(ancillary)).toEqual([...bytes, ...zeros(9), 7, 8]);
    expect(must(attempt(() => readDecodeHeader(ancillary, 'a')))).toEqual(header);
  });
});
