// The oracle's models with DECODE (needs ../shared): unpacked, and encoded again by us in the same way, they are no
// larger than what TFLM's compress.py and its lean rewriting made of them, and answer the same.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attempt, must } from '../../../src/base/problem.ts';
import type { Encode } from '../../../src/compress/decode/encoding.ts';
import { encodeHuffman } from '../../../src/compress/decode/huffman.ts';
import { encodeLut } from '../../../src/compress/decode/lut.ts';
import { encodePruned } from '../../../src/compress/decode/prune.ts';
import { type Replacement, rewrite } from '../../../src/compress/decode/rewrite.ts';
import { weightBuffersOf } from '../../../src/compress/decode/weight-buffers.ts';
import { runRecords } from '../../../src/gate/measure.ts';
import { decode } from '../../../src/micro/arithmetic/decode.ts';
import { DECODE, type DecodeHeader, readDecodeHeader } from '../../../src/tflite/decode-header.ts';
import type { Model, Operator } from '../../../src/tflite/model.ts';
import { readModel } from '../../../src/tflite/read.ts';
import { writeModel } from '../../../src/tflite/write.ts';
import { hasOracle, MAKERS, ORACLE } from '../../micro/oracle.ts';
import { interpreterFor } from '../../micro/simulate.ts';

const FOLDER = join(ORACLE, 'decode/models');
const models = hasOracle ? readdirSync(FOLDER).filter((name) => name !== 'index.json') : [];

/** Of data in the file. Lean files differ from ours in nothing but the order of their buffers, which moves them. */
const ALIGNMENT = 16;

const ENCODERS: Readonly<Record<DecodeHeader['kind'], Encode>> = {
  lut: encodeLut,
  prune: encodePruned,
  huffman: encodeHuffman,
};

interface Unpacked {
  readonly plain: Model;
  /** How each tensor was encoded. */
  readonly kinds: ReadonlyMap<number, DecodeHeader['kind']>;
}

/** Constants in place of what DECODE unpacks; encoded and ancillary data are gone. */
function unpackedModel(model: Model): Unpacked {
  const buffers = [...model.buffers];
  const [graph] = model.subgraphs;
  const tensors = [...graph.tensors];
  const kindOf = new Map<number, DecodeHeader['kind']>();
  const isDecode = ({ customCode }: Operator) => customCode === DECODE;
  for (const { inputs, outputs } of graph.operators.filter(isDecode)) {
    for (const [i, index] of outputs.entries()) {
      const [encoded, ancillary] = [inputs[2 * i], inputs[2 * i + 1]].map((input) => buffers[tensors[input].buffer]);
      const data = must(attempt(() => decode({ encoded, ancillary, ancillaryName: '', output: tensors[index] })));
      tensors[index] = { ...tensors[index], buffer: buffers.push(data) - 1 };
      kindOf.set(index, readDecodeHeader(ancillary, '').kind);
    }
  }
  const operators = graph.operators.filter((operator) => !isDecode(operator));
  const { inputs, outputs } = graph;
  const used = [...new Set([...operators.flatMap((o) => [...o.inputs, ...o.outputs]), ...inputs, ...outputs])]
    .filter((i) => i >= 0)
    .sort((a, b) => a - b);
  const data = [...new Set([0, ...used.map((i) => tensors[i].buffer), ...model.metadata.map(({ buffer }) => buffer)])];
  const moved = (indices: readonly number[]) => indices.map((i) => used.indexOf(i));
  return {
    kinds: new Map([...kindOf].map(([index, kind]) => [used.indexOf(index), kind])),
    plain: {
      ...model,
      buffers: data.map((i) => buffers[i]),
      metadata: model.metadata.map(({ name, buffer }) => ({ name, buffer: data.indexOf(buffer) })),
      subgraphs: [
        {
          ...graph,
          inputs: moved(inputs),
          outputs: moved(outputs),
          tensors: used.map((i) => ({ ...tensors[i], buffer: data.indexOf(tensors[i].buffer) })),
          operators: operators.map((o) => ({ ...o, inputs: moved(o.inputs), outputs: moved(o.outputs) })),
        },
      ],
    },
  };
}

/** The same kind for each tensor. */
function encodedAgain(plain: Model, kinds: ReadonlyMap<number, DecodeHeader['kind']>): Model {
  const replacements = must(weightBuffersOf(plain)).flatMap((buffer): Replacement[] => {
    const kind = kinds.get(buffer.tensors[0].tensor);
    if (!kind) return [];
    const encodings = buffer.tensors.map(({ tensor }) => {
      const output = plain.subgraphs[0].tensors[tensor];
      const encoding = ENCODERS[kind]({ output, data: plain.buffers[buffer.buffer] });
      if (!encoding) throw new Error(`${output.name} has no ${kind}`);
      return encoding;
    });
    return [{ ...buffer, encodings }];
  });
  expect(replacements.flatMap(({ tensors }) => tensors).length).toBe(kinds.size);
  return rewrite(plain, replacements);
}

describe.skipIf(!hasOracle)("the oracle's models with DECODE (needs ../shared)", () => {
  test.each(models)('%s', (name) => {
    const file = readFileSync(join(FOLDER, name, 'model.tflite'));
    const { plain, kinds } = unpackedModel(must(readModel(file)));
    const ours = writeModel(encodedAgain(plain, kinds));
    expect(kinds.size).toBeGreaterThan(0);
    expect(ours.length).toBeLessThanOrEqual(file.length + (name.endsWith('_lean') ? ALIGNMENT : 0));
    const interpreter = must(interpreterFor(must(readModel(ours)), MAKERS.wasm));
    const records = readFileSync(join(FOLDER, name, 'inputs.bin'));
    const outputs = must(runRecords(interpreter, records, false)).outputs;
    expect(Buffer.compare(outputs, readFileSync(join(FOLDER, name, 'outputs.bin')))).toBe(0);
  });

  test('there are 42', () => expect(models.length).toBe(42));
});
