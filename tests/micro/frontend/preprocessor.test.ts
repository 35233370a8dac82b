// TFLM's audio front end as it is built here, beside the model that TFLM ships: every tensor of the first window, the
// answers to 16 windows, each from a fresh state and one after the other. Recorded in fixtures/oracle.
import { describe, expect, test } from 'vitest';
import { table } from '../../../fixtures/oracle/evidence.ts';
import { must } from '../../../src/base/problem.ts';
import { preprocessorModel } from '../../../src/micro/frontend/preprocessor.ts';
import { readModel } from '../../../src/tflite/read.ts';
import { writeModel } from '../../../src/tflite/write.ts';
import { MAKERS } from '../oracle.ts';
import { interpreterFor } from '../simulate.ts';

const WINDOWS = 16;
const golden = table('goldens').find(({ model }) => model === 'tflm_audio_preprocessor_int8');
if (!golden) throw new Error('the golden of the front end is missing');

/** The oracle's generator, a seed an input: xorshift32, the upper half of each state. */
function windowOf(number: number): Uint8Array {
  let state = (0x9e3779b9 + 0x10001 * number) | 0;
  const samples = Int16Array.from({ length: 480 }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 16;
  });
  return new Uint8Array(samples.buffer);
}

/** zlib's. */
function crc32(bytes: Iterable<number>): string {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return (~crc >>> 0).toString(16).padStart(8, '0');
}

describe.each(Object.entries(MAKERS))('with the kernels %s', (_, makeKernels) => {
  const model = must(readModel(writeModel(preprocessorModel())));
  const interpreter = must(interpreterFor(model, makeKernels));
  const { inputs, outputs, write, read, invoke, reset, subgraphTensors } = interpreter;
  const answers = (between: () => void) =>
    Array.from({ length: WINDOWS }, (_, number) => {
      between();
      write(inputs[0], windowOf(number));
      must(invoke());
      return [...read(outputs[0])];
    }).flat();

  test('every tensor of the first window is that of the shipped model', () => {
    reset();
    write(inputs[0], windowOf(0));
    must(invoke());
    const found = golden.tensors.map(([, tensor]) => [0, tensor, crc32(read(subgraphTensors[0][tensor]))]);
    expect(found).toEqual(golden.tensors);
    expect(found).toHaveLength(25);
  });

  test('so are the answers from a fresh state, and those to a sequence', () => {
    expect(crc32(answers(reset))).toBe(golden.outputs);
    reset();
    expect(crc32(answers(() => {}))).toBe(golden.sequence);
  });
});
