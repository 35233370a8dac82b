// Models with DECODE: their operators and tensors after the rules, and the same outputs as with plain weights.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shippedFiles } from '../../../fixtures/oracle/evidence.ts';
import { must } from '../../../src/base/problem.ts';
import { random } from '../../../src/base/random.ts';
import type { Encode } from '../../../src/compress/decode/encoding.ts';
import { encodeHuffman } from '../../../src/compress/decode/huffman.ts';
import { encodeLut } from '../../../src/compress/decode/lut.ts';
import { encodePruned } from '../../../src/compress/decode/prune.ts';
import { type Replacement, rewrite } from '../../../src/compress/decode/rewrite.ts';
import { weightBuffersOf } from '../../../src/compress/decode/weight-buffers.ts';
import { runRecords } from '../../../src/gate/measure.ts';
import type { Interpreter } from '../../../src/micro/interpret.ts';
import { PROFILES } from '../../../src/micro/profile.ts';
import type { Model } from '../../../src/tflite/model.ts';
import { readModel } from '../../../src/tflite/read.ts';
import { writeModel } from '../../../src/tflite/write.ts';
import { MAKERS } from '../../micro/oracle.ts';
import { arenaFor, interpreterFor } from '../../micro/simulate.ts';
import { clusteredWeights, dense, denseModel } from './weights.ts';

/** For each buffer the first of the encoders that can, from another one on each time. */
function replacementsOf(model: Model, encoders: readonly Encode[]): Replacement[] {
  return must(weightBuffersOf(model)).flatMap((buffer, turn): Replacement[] => {
    const options = encoders.map((_, i) => encoders[(i + turn) % encoders.length]);
    for (const encode of options) {
      const encodings = buffer.tensors.flatMap(({ subgraph, tensor }) => {
        const output = model.subgraphs[subgraph].tensors[tensor];
        return encode({ output, data: model.buffers[buffer.buffer] }) ?? [];
      });
      if (encodings.length === buffer.tensors.length) return [{ ...buffer, encodings }];
    }
    return [];
  });
}

/** As the file has it. */
const written = (model: Model) => must(readModel(writeModel(model)));

const WIDTH = 16;
const model = denseModel({ width: WIDTH, weights: [1, 2].map((seed) => clusteredWeights(seed, WIDTH * WIDTH, 4)) });
const [graph] = model.subgraphs;

describe('tensors and operators', () => {
  test('one DECODE directly before each layer; the weights keep their place, the rest is appended', () => {
    const [{ tensors, operators }] = written(rewrite(model, replacementsOf(model, [encodeLut]))).subgraphs;
    expect(operators.map(({ customCode, code, inputs, outputs }) => [customCode ?? code, inputs, outputs])).toEqual([
      // Both layers have the same four values, so one table.
      ['TFLM_DECODE', [3, 5], [6]],
      ['FULLY_CONNECTED', [0, 6, -1], [1]],
      ['TFLM_DECODE', [4, 5], [7]],
      ['FULLY_CONNECTED', [1, 7, -1], [2]],
    ]);
    expect(operators[0]).toMatchObject({ code: 'CUSTOM', version: 1 });
    const constant = (bytes: number) => ({ name: '', type: 'UINT8', shape: [bytes], isVariable: false });
    expect(tensors[3]).toEqual({ ...constant(64), buffer: 1 });
    expect(tensors[5]).toEqual({ ...constant(16 + 4), buffer: 3 });
    expect(tensors[6]).toEqual({ ...graph.tensors[3], buffer: 0 });
  });

  test('weights and bias of one layer are unpacked by one DECODE', () => {
    const bias = { ...graph.tensors[3], name: 'bias', type: 'INT32' as const, shape: [WIDTH], buffer: 3 };
    const biased: Model = {
      ...model,
      buffers: [...model.buffers, new Uint8Array(4 * WIDTH)],
      subgraphs: [{ ...graph, tensors: [...graph.tensors, bias], operators: [dense([0, 3, 5], 2)] }],
    };
    const [{ operators }] = rewrite(biased, replacementsOf(biased, [encodeLut])).subgraphs;
    expect(operators.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
      [
        [3, 6, 5, 8],
        [7, 9],
      ],
      [[0, 7, 9], [2]],
    ]);
  });

  test('weights that two layers read are unpacked twice, from the same data', () => {
    const shared = { ...model, subgraphs: [{ ...graph, operators: [dense([0, 3, -1], 1), dense([1, 3, -1], 2)] }] };
    const [{ operators, tensors }] = rewrite(shared, replacementsOf(shared, [encodeLut])).subgraphs;
    expect(operators.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
      [[3, 5], [6]],
      [[0, 6, -1], [1]],
      [[3, 5], [7]],
      [[1, 7, -1], [2]],
    ]);
    expect(tensors[6]).toEqual(tensors[7]);
  });

  test('tensors that share data go on sharing them', () => {
    const tensors = graph.tensors.map((tensor) => (tensor.buffer === 2 ? { ...tensor, buffer: 1 } : tensor));
    const shared = { ...model, subgraphs: [{ ...graph, tensors }] };
    const after = rewrite(shared, replacementsOf(shared, [encodeLut]));
    expect(after.subgraphs[0].tensors.slice(3, 5).map(({ buffer }) => buffer)).toEqual([1, 1]);
  });

  test('a model without an empty buffer gets one', () => {
    const full = { ...model, buffers: [Uint8Array.of(1), ...model.buffers.slice(1)] };
    const after = rewrite(full, replacementsOf(full, [encodeLut]));
    const unpacked = after.subgraphs[0].tensors[6];
    expect(after.buffers[unpacked.buffer].length).toBe(0);
  });
});

function outputsOf(interpreter: Interpreter): Uint8Array {
  const bytes = interpreter.inputs.reduce((sum, input) => sum + input.bytes, 0);
  const source = random(11, 'inputs');
  const records = Uint8Array.from({ length: 2 * bytes }, () => source.below(256));
  return must(runRecords(interpreter, records, false)).outputs;
}

/** Weights of a few values, so that tables hold them. */
function clustered(plain: Model): Model {
  const weights = must(weightBuffersOf(plain)).map(({ buffer }) => buffer);
  const buffers = plain.buffers.map((data, i) => (weights.includes(i) ? data.map((byte) => byte & 0xe0) : data));
  return { ...plain, buffers };
}

const fixtures = join(import.meta.dirname, '../../../fixtures');
const shipped: readonly (readonly [string, Uint8Array])[] = [
  ...shippedFiles('graphs'),
  // Of the single layers every third; others have no weights.
  ...[...shippedFiles('sweep')].filter(([name], i) => i % 3 === 0 && /^(conv|dw|fc)/.test(name)),
  ...[...shippedFiles('armsweep')].filter(([name]) => name.startsWith('tconv')),
  ...['arena', 'users'].flatMap((folder) =>
    readdirSync(join(fixtures, folder))
      .filter((name) => name.endsWith('.tflite'))
      .map((name) => [name, readFileSync(join(fixtures, folder, name))] as const),
  ),
];

describe('the same outputs as with plain weights', () => {
  const usable = shipped.flatMap(([name, bytes]) => {
    const read = readModel(bytes);
    const plain = read.ok ? clustered(read.value) : undefined;
    const isUsable = plain && must(weightBuffersOf(plain)).length > 0 && interpreterFor(plain, MAKERS.wasm).ok;
    return isUsable ? [{ name, plain }] : [];
  });

  test('there are models of every kind of layer', () => {
    const codes = usable.flatMap(({ plain }) => plain.subgraphs[0].operators.map(({ code }) => code));
    expect(usable.length).toBeGreaterThan(90);
    expect(codes).toEqual(
      expect.arrayContaining(['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED', 'TRANSPOSE_CONV']),
    );
  });

  test.each(usable)('$name', ({ plain }) => {
    const expected = outputsOf(must(interpreterFor(plain, MAKERS.wasm)));
    for (const encoders of [[encodeLut], [encodeHuffman, encodePruned, encodeLut]]) {
      const replacements = replacementsOf(plain, encoders);
      const after = written(rewrite(plain, replacements));
      expect(replacements.length).toBeGreaterThan(0);
      expect(outputsOf(must(interpreterFor(after, MAKERS.wasm)))).toEqual(expected);
      for (const profile of PROFILES) {
        const arenas = [plain, after].map((each) => arenaFor(each, profile));
        expect(arenas[1].ok).toBe(arenas[0].ok);
      }
    }
  });
});
