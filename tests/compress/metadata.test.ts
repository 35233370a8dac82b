// What `export: { metadata: true }` writes, read back by the field numbers of metadata_schema.fbs alone.
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { ByteBuffer } from 'flatbuffers';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { compactFile } from '../../src/compress/compact.ts';
import { type ModelFacts, withMetadata } from '../../src/compress/metadata.ts';
import { measureModel } from '../../src/gate/measure.ts';
import { PROFILES } from '../../src/micro/profile.ts';
import { labelsOf } from '../../src/tflite/metadata/labels.ts';
import { readModel } from '../../src/tflite/read.ts';
import { writeModel } from '../../src/tflite/write.ts';
import { MAKERS } from '../micro/oracle.ts';

const source = new Uint8Array(readFileSync(new URL('../../fixtures/arena/fc_10x2.tflite', import.meta.url)));
const plain = writeModel(must(readModel(source)));
const FACTS: ModelFacts = {
  ...{ name: 'kws-small', labels: ['nein', 'tschüss "4"'] },
  normalisation: { subtract: 127.5, multiply: 1 / 64 },
};
const described = withMetadata(plain, FACTS);

/** A table of a FlatBuffer, by the number of a field in its schema. */
interface Read {
  text(field: number): string;
  byte(field: number): number;
  table(field: number): Read;
  tables(field: number): Read[];
  floats(field: number): number[];
}

function tableAt(buffer: ByteBuffer, at: number): Read {
  const place = (field: number) => {
    const offset = buffer.__offset(at, 4 + 2 * field);
    return offset === 0 ? 0 : at + offset;
  };
  const vector = (field: number) => {
    const found = place(field);
    if (found === 0) return [];
    const start = buffer.__indirect(found);
    return Array.from({ length: buffer.readInt32(start) }, (_, i) => start + 4 + 4 * i);
  };
  return {
    text: (field) => (place(field) === 0 ? '' : String(buffer.__string(place(field)))),
    byte: (field) => (place(field) === 0 ? 0 : buffer.readInt8(place(field))),
    table: (field) => tableAt(buffer, buffer.__indirect(place(field))),
    tables: (field) => vector(field).map((element) => tableAt(buffer, buffer.__indirect(element))),
    floats: (field) => vector(field).map((element) => buffer.readFloat32(element)),
  };
}

function metadataIn(file: Uint8Array): Read {
  const { metadata, buffers } = must(readModel(file));
  const entry = metadata.find(({ name }) => name === 'TFLITE_METADATA');
  const buffer = new ByteBuffer(buffers[entry?.buffer ?? 0]);
  expect(buffer.__has_identifier('M001')).toBe(true);
  return tableAt(buffer, buffer.readInt32(0));
}

// ModelMetadata: 0 name, 1 description, 3 subgraphs, 7 version. SubGraphMetadata: 2 inputs, 3 outputs. TensorMetadata:
// 0 name, 1 description, 3 content, 4 process units, 5 stats, 6 files. AssociatedFile: 0 name, 2 type.
describe('metadata of a model', () => {
  const root = metadataIn(described);
  const [graph] = root.tables(3);
  const [[input], [output]] = [graph.tables(2), graph.tables(3)];

  test('name it, its inputs and its outputs, as many as the graph has', () => {
    const model = must(readModel(plain)).subgraphs[0];
    expect([root.text(0), root.text(1), root.text(7)]).toEqual(['kws-small', 'Made by kd-gate.', '1.0.0']);
    expect([root.tables(3).length, graph.tables(2).length, graph.tables(3).length]).toEqual([1, 1, 1]);
    expect(input.text(0)).toBe(model.tensors[model.inputs[0]].name);
    expect(output.text(0)).toBe(model.tensors[model.outputs[0]].name);
  });

  test('have the normalization as mean and standard deviation', () => {
    const [unit] = input.tables(4);
    // ProcessUnitOptions: 1 is NormalizationOptions, of 0 mean and 1 std.
    expect([unit.byte(0), unit.table(1).floats(0), unit.table(1).floats(1)]).toEqual([1, [127.5], [64]]);
    expect(
      metadataIn(withMetadata(plain, { ...FACTS, normalisation: undefined }))
        .tables(3)[0]
        .tables(2)[0]
        .tables(4),
    ).toEqual([]);
  });

  test.each<[string, number, number[], number[], number[][]]>([
    // The model's input has 10 channels.
    ['one a channel', 10, [0.5], [4], [Array(10).fill(0.5), Array(10).fill(0.25)]],
    ['fewer than channels', 5, [0.5], [4], []],
    ['a channel that becomes 0', 10, [0.5], [4, 0], []],
  ])('have of lists what the schema holds: %s', (_, length, shifts, factors, expected) => {
    const list = (values: number[]) => Float32Array.from({ length }, (_, i) => values[i % values.length]);
    const normalisation = { subtract: list(shifts), multiply: list(factors) };
    const [unit] = metadataIn(withMetadata(plain, { ...FACTS, normalisation }))
      .tables(3)[0]
      .tables(2)[0]
      .tables(4);
    expect(unit ? [unit.table(1).floats(0), unit.table(1).floats(1)] : []).toEqual(expected);
  });

  test('have the range of values, in front of the normalization', () => {
    const { quantization } = must(readModel(plain)).subgraphs[0].tensors[0];
    const [scale, zeroPoint] = [quantization?.scales[0] ?? 0, quantization?.zeroPoints[0] ?? 0];
    const ends = [-128, 127].map((level) => Math.fround(scale * (level - zeroPoint) * 64 + 127.5));
    expect([input.table(5).floats(1), input.table(5).floats(0)]).toEqual([[ends[0]], [ends[1]]]);
  });

  test('say of bytes in rows and columns that they are pictures, of others that they are features', () => {
    expect(input.table(3).byte(0)).toBe(1);
    const model = must(readModel(plain));
    const [subgraph] = model.subgraphs;
    const tensors = subgraph.tensors.map((tensor, i) => (i === 0 ? { ...tensor, shape: [1, 2, 5, 1] } : tensor));
    const picture = writeModel({ ...model, subgraphs: [{ ...subgraph, tensors }] });
    const content = metadataIn(withMetadata(picture, { ...FACTS, hasPixels: true }))
      .tables(3)[0]
      .tables(2)[0]
      .table(3);
    // ContentProperties: 2 is ImageProperties; ColorSpaceType: 2 is GRAYSCALE.
    expect([content.byte(0), content.table(1).byte(0)]).toEqual([2, 2]);
  });

  test('name the labels, which lie packed behind the model, in UTF-8', () => {
    const [file] = output.tables(6);
    expect([file.text(0), file.byte(2)]).toEqual(['labels.txt', 2]);
    const { 'labels.txt': content } = unzipSync(described);
    expect(new TextDecoder().decode(content)).toBe('nein\ntschüss "4"\n');
    expect(labelsOf(described)).toEqual({ ok: true, value: FACTS.labels });
  });

  test('bring no labels where there is not one for each value', () => {
    const file = withMetadata(plain, { ...FACTS, labels: ['no', 'yes', 'perhaps'] });
    expect(metadataIn(file).tables(3)[0].tables(3)[0].tables(6)).toEqual([]);
    expect(Buffer.from(file).includes('PK\u0003\u0004')).toBe(false);
  });
});

test('metadata change no tensor, no operator and no byte of arena, on any core', () => {
  const [was, is] = [plain, described].map((file) => must(measureModel(file, PROFILES, MAKERS.reference)));
  expect(is.model.subgraphs).toEqual(was.model.subgraphs);
  expect(is.figures.profiles).toEqual(was.figures.profiles);
  // Some hundred bytes, as the documentation says.
  expect(described.length - plain.length).toBeLessThan(1024);
});

test('the compact file leaves them out, labels and all', () => {
  const compact = must(compactFile(described)).bytes;
  expect(compact).toEqual(must(compactFile(plain)).bytes);
});

test('the same facts give the same bytes', () => {
  expect(withMetadata(plain, FACTS)).toEqual(described);
});
