// TFLM_DECODE where TFLM would read behind a buffer's end, and bit strings by hand. recorded.test.ts has its answers.
import { describe, expect, test } from 'vitest';
import { attempt } from '../../../src/base/problem.ts';
import { decode } from '../../../src/micro/arithmetic/decode.ts';
import type { Model, Quantization } from '../../../src/tflite/model.ts';
import type { TensorType } from '../../../src/tflite/schema.ts';
import { MAKERS } from '../oracle.ts';
import { interpreterFor } from '../simulate.ts';

interface Weights {
  readonly type?: TensorType;
  readonly shape: readonly number[];
  readonly quantization?: Quantization;
}

const LUT = 0;
const HUFFMAN = 1;
const PRUNE = 2;

/** Type, setting and stride of the header, then the payload. */
function ancillary([type, setting = 0, stride = 0]: readonly number[], payload: readonly number[]): Uint8Array {
  return Uint8Array.from([type, 1, 0, 0, 1, setting, stride, ...Array(9).fill(0), ...payload]);
}

function decoded(encoded: readonly number[], header: Uint8Array, { type = 'INT8', shape, quantization }: Weights) {
  const output = { name: 'w', type, shape, quantization };
  const outcome = attempt(() =>
    decode({ encoded: Uint8Array.from(encoded), ancillary: header, ancillaryName: 'a', output }),
  );
  return outcome.ok ? Array.from(outcome.value) : outcome.problems[0].message;
}

const byChannel = (scales: number, zeroPoint = 0, quantizedDimension = 0): Quantization => ({
  scales: Array(scales).fill(1),
  zeroPoints: Array(scales).fill(zeroPoint),
  quantizedDimension,
});

describe('values by hand', () => {
  test('three indices of three bits, highest bit first: 101 010 111', () => {
    const tables = ancillary([LUT, 3, 8], [10, 11, 12, 13, 14, 15, 16, 17]);
    expect(decoded([0b10101011, 0b10000000], tables, { shape: [3] })).toEqual([15, 12, 17]);
  });

  test('two channels with tables of their own, along the first and along the last dimension', () => {
    const tables = ancillary([LUT, 1, 2], [1, 2, 3, 4]);
    const weights = { shape: [2, 2], quantization: byChannel(2) };
    expect(decoded([0b01010000], tables, weights)).toEqual([1, 2, 3, 4]);
    const last = { shape: [2, 2], quantization: byChannel(2, 0, 1) };
    expect(decoded([0b01010000], tables, last)).toEqual([1, 4, 1, 4]);
  });

  test('a dimension without scales means nothing', () => {
    const unquantized = { scales: [], zeroPoints: [], quantizedDimension: 2 };
    const weights = { shape: [1, 1, 2], quantization: unquantized };
    expect(decoded([0b01000000], ancillary([LUT, 1, 2], [7, 9]), weights)).toEqual([7, 9]);
  });

  test('no bits at all: the first entry of the table, as a release build of TFLM has it', () => {
    expect(decoded([], ancillary([LUT, 0, 1], [7]), { shape: [3] })).toEqual([7, 7, 7]);
  });

  test('kept values in order, the zero point where one was pruned', () => {
    const values = ancillary([PRUNE], [9, 8]);
    expect(decoded([0b01100000], values, { shape: [4], quantization: byChannel(1, 5) })).toEqual([5, 9, 8, 5]);
  });

  test('one zero point for two channels: it holds for both, as TFLM reads it', () => {
    const quantization = { ...byChannel(2), zeroPoints: [5] };
    expect(decoded([0b01010000], ancillary([PRUNE], [9, 8]), { shape: [2, 2], quantization })).toEqual([5, 9, 5, 8]);
  });

  test('code words 0, 10, 110 and 111 through a table of one bit and a linked one of two', () => {
    // Entries of 16 bits: a symbol is 0x8000 + 0x800 * bits + value, a link 0x800 * (bits - 1) + distance.
    const entries = [0x8800 + 1, 0x0800 + 1, 0x8800 + 2, 0x8800 + 2, 0x9000 + 3, 0x9000 + 4];
    const header = ancillary(
      [HUFFMAN, 0],
      entries.flatMap((e) => [e & 255, e >> 8]),
    );
    expect(decoded([0b01011011, 0b10000000], header, { shape: [5] })).toEqual([1, 2, 3, 4, 1]);
  });
});

describe('where TFLM would read on', () => {
  test.each([
    ['a header that is too short', [0], Uint8Array.from([0, 1]), { shape: [1] }, 'header of 16 should be'],
    [
      'too few indices',
      [0],
      ancillary([LUT, 4, 16], Array(16).fill(0)),
      { shape: [3] },
      'indices of "w" end too early',
    ],
    ['an index behind the table', [255], ancillary([LUT, 4, 8], Array(8).fill(0)), { shape: [1] }, 'tables of "w" end'],
    ['too few bits of a mask', [255], ancillary([PRUNE], Array(9).fill(0)), { shape: [9] }, 'bits of "w" end'],
    ['too few kept values', [255], ancillary([PRUNE], [1, 2]), { shape: [8] }, 'values of "w" end'],
    ['a table without entries', [0], ancillary([HUFFMAN, 0xf0], []), { shape: [1] }, 'tables of "w" end'],
    ['code words that end', [0], ancillary([HUFFMAN], [1, 0xf8, 1, 0xf8]), { shape: [9] }, 'code words of "w" end'],
    ['a link to itself', [0], ancillary([HUFFMAN], [0, 0, 0, 0]), { shape: [1] }, 'code words of "w" end'],
    [
      'a middle axis',
      [0],
      ancillary([LUT, 1, 1], [1]),
      { shape: [1, 1, 1], quantization: byChannel(2, 0, 1) },
      'axis|dimension 1',
    ],
  ] as const)('%s', (_, encoded, header, weights, message) => {
    expect(decoded(encoded, header, weights)).toMatch(new RegExp(message));
  });
});

test('one small file can not ask for the same large tensor again and again', () => {
  const tensor = (name: string, shape: readonly number[], buffer: number) =>
    ({ name, type: 'INT8', shape, buffer, isVariable: false }) as const;
  const outputs = Array(1000).fill(2);
  const model: Model = {
    version: 3,
    description: '',
    metadata: [],
    buffers: [new Uint8Array(0), Uint8Array.of(0), ancillary([LUT, 0, 0], [7])],
    subgraphs: [
      {
        name: '',
        tensors: [tensor('e', [1], 1), tensor('a', [17], 2), tensor('w', [1 << 20], 0)],
        inputs: [],
        outputs: [2],
        operators: [
          {
            code: 'CUSTOM',
            customCode: 'TFLM_DECODE',
            version: 1,
            inputs: outputs.flatMap(() => [0, 1]),
            outputs,
            options: {},
            hasOptions: false,
          },
        ],
      },
    ],
  };
  expect(interpreterFor(model, MAKERS.reference)).toMatchObject({ ok: false, problems: [{ code: 'micro/memory' }] });
});
