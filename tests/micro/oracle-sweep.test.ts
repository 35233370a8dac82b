// Models of one operator on emulated Cortex-M cores: the same answers as CMSIS-NN's and the reference kernels there.
import { expect, test } from 'vitest';
import { type AnswerRow, index, modelLibrary, type Source, table } from '../../fixtures/oracle/evidence.ts';
import type { Model } from '../../src/tflite/model.ts';
import type { TensorType } from '../../src/tflite/schema.ts';
import { OUTPUT_DIFFERENCES, unexpected } from '../known-differences.ts';
import { MAKERS } from './oracle.ts';
import { interpreterFor } from './simulate.ts';

/** The generator of the inputs: xorshift32, the upper byte of each state. */
function* inputBytes(): Generator<number, never> {
  let state = 2463534242;
  for (;;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield state >>> 24;
  }
}

/** Floats are such a byte, signed, over 128. */
function inputOf(type: TensorType, bytes: number, source: Generator<number, never>): Uint8Array {
  const next = () => source.next().value;
  if (type !== 'FLOAT32') return Uint8Array.from({ length: bytes }, next);
  return new Uint8Array(Float32Array.from({ length: bytes / 4 }, () => ((next() << 24) >> 24) / 128).buffer);
}

function fnv1a(bytes: Uint8Array): string {
  const hash = bytes.reduce((h, byte) => Math.imul(h ^ byte, 16777619), 0x811c9dc5 | 0);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

const isShipped = ({ source }: { source: Source }) => source === 'sweep' || source === 'armsweep';

test('every shipped model answers as on the chip, on every core, but where it is known why not', () => {
  const modelOf = modelLibrary();
  const answers = new Map<Model, string>();
  const rows = table('answers').filter(isShipped);
  const answer = (row: AnswerRow) => {
    const model = modelOf(row);
    const found = answers.get(model) ?? answerOf(model);
    answers.set(model, found);
    return found;
  };
  const differing = rows
    .filter((row) => answer(row) !== row.outputs)
    .map(({ source, profile, model }) => `${source} ${profile} ${model}`);
  expect(unexpected(differing, OUTPUT_DIFFERENCES)).toEqual([]);
  expect(rows.length).toBe(index().checks.outputs.fixtures);
});

function answerOf(model: Model): string {
  const made = interpreterFor(model, MAKERS.wasm);
  if (!made.ok) return made.problems[0].message;
  const { inputs, outputs, write, read, invoke } = made.value;
  const bytes = inputBytes();
  for (const input of inputs) write(input, inputOf(input.type, input.bytes, bytes));
  const ran = invoke();
  return ran.ok ? outputs.map((output) => fnv1a(read(output))).join() : ran.problems[0].message;
}
