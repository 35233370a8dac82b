// The oracle's models with DECODE (needs ../shared): unpacked, and encoded again by us in the same way, they are no
// larger than what TFLM's compress.py and its lean rewriting made of them, and answer the same.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must } from '../../../src/base/problem.ts';
import type { Encode } from '../../../src/compress/decode/encoding.ts';
import { encodeHuffman } from '../../../src/compress/decode/huffman.ts';
import { encodeLut } from '../../../src/compress/decode/lut.ts';
import { encodePruned } from '../../../src/compress/decode/prune.ts';
import { type Replacement, rewrite } from '../../../src/compress/decode/rewrite.ts';
import { weightBuffersOf } from '../../../src/compress/decode/weight-buffers.ts';
import { runRecords } from '../../../src/gate/measure.ts';
import type { DecodeHeader } from '../../../src/tflite/decode-header.ts';
import type { Model } from '../../../src/tflite/model.ts';
import { readModel } from '../../../src/tflite/read.ts';
import { writeModel } from '../../../src/tflite/write.ts';
import { hasOracle, MAKERS, ORACLE } from '../../micro/oracle.ts';
import { interpreterFor } from '../../micro/simulate.ts';
import { unpackedModel } from './unpacked.ts';

const FOLDER = join(ORACLE, 'decode/models');
const models = hasOracle ? readdirSync(FOLDER).filter((name) => name !== 'index.json') : [];

/** Of data in the file. Lean files differ from ours in nothing but the order of their buffers, which moves them. */
const ALIGNMENT = 16;

const ENCODERS: Readonly<Record<DecodeHeader['kind'], Encode>> = {
  lut: encodeLut,
  prune: encodePruned,
  huffman: encodeHuffman,
};

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
