// How a compact file lies: everything aligned as FlatBuffers and TFLM need it, and hardly anything lost between.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must } from '../../../src/base/problem.ts';
import { layOut } from '../../../src/compress/compact/lay-out.ts';
import { int8, int32, int64, startPieces } from '../../../src/compress/compact/piece.ts';
import { compactFile } from '../../../src/compress/compact.ts';
import { rootTable, type Table, tableField, tablesField, vectorField } from '../../../src/tflite/flatbuffer.ts';
import { inventoryOf } from '../../../src/tflite/inventory.ts';
import { readModel } from '../../../src/tflite/read.ts';

const folder = join(import.meta.dirname, '../../../fixtures/arena');
const models = readdirSync(folder).filter((name) => name.endsWith('.tflite'));
const compactOf = (name: string) => must(compactFile(new Uint8Array(readFileSync(join(folder, name))))).bytes;

describe('alignment', () => {
  test.each(models)('%s: data to 16 bytes, zero points to 8, tables and all other lists to 4, vtables to 2', (name) => {
    const file = compactOf(name);
    const root = rootTable(file, 'TFL3');
    const all = (table: Table, slot: number) => tablesField(table, slot, 'a list', (element) => element);
    const graphs = all(root, 2);
    const tensors = graphs.flatMap((graph) => all(graph, 0));
    const quantizations = tensors.flatMap((tensor) => tableField(tensor, 4, 'quantization') ?? []);
    const tables = [root, ...graphs, ...tensors, ...quantizations, ...graphs.flatMap((graph) => all(graph, 3))];
    expect(tables.filter(({ at, vtable }) => at % 4 !== 0 || vtable % 2 !== 0)).toEqual([]);
    const lists = [
      ...tensors.map((tensor) => [vectorField(tensor, 0, 4, 'shape').start, 4]),
      ...quantizations.map((quantization) => [vectorField(quantization, 2, 4, 'scales').start, 4]),
      ...quantizations.map((quantization) => [vectorField(quantization, 3, 8, 'zero points').start, 8]),
    ];
    expect(lists.filter(([start, alignment]) => start % alignment !== 0)).toEqual([]);
    const { buffers } = must(readModel(file));
    const data = buffers.filter(({ length }) => length > 0);
    // Positions in the file: the reader's views lie where the file's own array does.
    expect(data.filter(({ byteOffset }) => (byteOffset - file.byteOffset) % 16 !== 0)).toEqual([]);
  });

  test.each(models)('%s: less than 3 bytes a table are lost, and 16 for each buffer at most', (name) => {
    const file = compactOf(name);
    const { buffers, subgraphs } = must(readModel(file));
    const counted = subgraphs.flatMap(({ tensors, operators }) => [...tensors, ...operators]).length;
    const gaps = must(inventoryOf(file)).get('gaps') ?? 0;
    expect(gaps).toBeLessThanOrEqual(3 * (3 * counted + buffers.length) + 16);
  });
});

describe('pieces', () => {
  test('that say the same are one, whatever refers to them', () => {
    const pieces = startPieces();
    const [a, b] = [pieces.int32s([1, 2]), pieces.int32s([1, 2])];
    expect(a).toBe(b);
    expect(pieces.table([a, int8(3)])).toBe(pieces.table([b, int8(3)]));
    expect(pieces.table([a])).not.toBe(pieces.table([undefined, a]));
    // The same eight bytes, but those of an int64 list begin at a multiple of 8.
    expect(pieces.int64s([0])).not.toBe(pieces.int32s([0, 0]));
  });

  test('a small file by hand: a table with a number and a list, each 4 bytes behind the other', () => {
    const pieces = startPieces();
    const file = layOut(pieces.root(pieces.table([int32(7), pieces.int32s([9])]), 'TFL3'));
    const words = [...new Int32Array(file.buffer.slice(0, 28))];
    // Root at 8; its vtable lies at 28, behind the list at 20, which the table's second field is 4 in front of.
    expect(words).toEqual([8, 0x334c4654, 8 - 28, 7, 4, 1, 9]);
    expect([...new Uint16Array(file.buffer.slice(28))]).toEqual([8, 12, 4, 8]);
  });

  test('a number of 8 bytes lies at a multiple of 8', () => {
    const pieces = startPieces();
    const file = layOut(pieces.root(pieces.table([int64(5), int8(1)]), 'TFL3'));
    const table = rootTable(file, 'TFL3');
    expect((table.at + 4) % 8).toBe(0);
    expect(new DataView(file.buffer).getBigInt64(table.at + 4, true)).toBe(5n);
  });

  test('between the data of two buffers lie small pieces, so that nothing is lost there', () => {
    const pieces = startPieces();
    const data = [pieces.data(new Uint8Array(16).fill(1), 16), pieces.data(new Uint8Array(16).fill(2), 16)];
    const lists = [pieces.int32s([1, 2]), pieces.int32s([3, 4]), pieces.int32s([5, 6])];
    const file = layOut(pieces.root(pieces.table([...data, ...lists]), 'TFL3'));
    // Root 8, table 4 + 5 x 4, two buffers of 4 + 16, three lists of 12, a vtable of 4 + 5 x 2.
    expect(file.length).toBe(8 + 24 + 40 + 36 + 14);
  });
});
