// What the bytes of a .tflite file are for, each counted once. Field numbers are those of schema.fbs.
import { attempt, type Outcome, reject } from '../base/problem.ts';
import { rootTable, scalarField, type Table, tableField, tablesField, vectorField } from './flatbuffer.ts';
import { OPTION_TABLES } from './options.ts';

/** `structure`: tables, and the vectors of shapes and numbers of tensors; `gaps`: what nothing refers to. */
export const BYTE_KINDS = [
  ...(['tensor data', 'scales', 'zero points', 'min and max', 'names', 'metadata', 'structure', 'gaps'] as const),
];
export type ByteKind = (typeof BYTE_KINDS)[number];
export type Inventory = ReadonlyMap<ByteKind, number>;

/** What a field leads to: a vector of elements of so many bytes, or tables with fields of their own. */
type Target =
  | { readonly kind: ByteKind; readonly elementBytes: number }
  | { readonly tables: (table: Table) => Fields }
  | { readonly table: (table: Table, parent: Table) => Fields };
/** By number. */
type Fields = Readonly<Record<number, Target>>;

const vector = (kind: ByteKind, elementBytes: number): Target => ({ kind, elementBytes });
const structure = (elementBytes: number) => vector('structure', elementBytes);
const string = vector('names', 1);
const tables = (fields: Fields): Target => ({ tables: () => fields });
const table = (fields: Fields): Target => ({ table: () => fields });

const QUANTIZATION: Fields = {
  ...{ 0: vector('min and max', 4), 1: vector('min and max', 4) },
  ...{ 2: vector('scales', 4), 3: vector('zero points', 8), 5: table({ 0: structure(1) }) },
};
const TENSOR: Fields = { 0: structure(4), 3: string, 4: table(QUANTIZATION), 7: structure(4) };
const OPERATOR: Fields = {
  ...{ 1: structure(4), 2: structure(4), 5: structure(1), 7: structure(1), 8: structure(4) },
  4: {
    table: (_, operator) => {
      const options = OPTION_TABLES[scalarField(operator, 3, 'uint8', 0, 'the options')]?.fields ?? [];
      return Object.fromEntries(
        options.flatMap(({ type }, slot) =>
          type === 'string' || type === 'int32s' || type === 'float32s'
            ? [[slot, structure(type === 'string' ? 1 : 4)]]
            : [],
        ),
      );
    },
  },
};
const SUBGRAPH: Fields = { 0: tables(TENSOR), 1: structure(4), 2: structure(4), 3: tables(OPERATOR), 4: string };
const NAMED = tables({ 0: string });
const SIGNATURE: Fields = { 0: NAMED, 1: NAMED, 2: string, 4: string };
const MODEL: Fields = {
  ...{ 1: tables({ 1: structure(1) }), 2: tables(SUBGRAPH), 3: string, 4: tables({}) },
  ...{ 5: structure(4), 6: tables({ 0: vector('metadata', 1) }), 7: tables(SIGNATURE) },
};

/** Of a file that `readModel` has read. Problems: `tflite/broken` where parts of it lie over one another. */
export function inventoryOf(bytes: Uint8Array): Outcome<Inventory> {
  return attempt(() => {
    const tally = startTally(bytes.length);
    const root = rootTable(bytes, 'TFL3');
    tally.claim('structure', 0, 8);
    const buffers = tablesField(root, 4, 'buffer', (buffer) => buffer);
    const named = new Set(tablesField(root, 6, 'metadata', (entry) => scalarField(entry, 1, 'uint32', 0, 'metadata')));
    for (const [index, buffer] of buffers.entries()) {
      const kind = named.has(index) ? 'metadata' : 'tensor data';
      walk(buffer, { 0: vector(kind, 1) }, tally);
      // Behind the flatbuffer, since schema version 3c; 0 and 1 are none.
      const [start, length] = [1, 2].map((slot) => scalarField(buffer, slot, 'uint64', 0, 'a buffer'));
      if (start > 1) tally.claim(kind, start, length);
    }
    walk(root, MODEL, tally);
    return tally.bytes();
  });
}

function walk(at: Table, fields: Fields, tally: Tally): void {
  tally.claim('structure', at.at, at.length);
  tally.claim('structure', at.vtable, at.vtableLength);
  for (const [key, target] of Object.entries(fields)) {
    const slot = Number(key);
    if ('table' in target) {
      const inner = tableField(at, slot, 'a table');
      if (inner) walk(inner, target.table(inner, at), tally);
      continue;
    }
    const width = 'tables' in target ? 4 : target.elementBytes;
    const { start, count } = vectorField(at, slot, width, 'a list');
    if (start > 0) tally.claim('tables' in target ? 'structure' : target.kind, start - 4, 4 + count * width);
    if (!('tables' in target)) continue;
    for (const inner of tablesField(at, slot, 'a list', (element) => element)) walk(inner, target.tables(inner), tally);
  }
}

interface Tally {
  claim(kind: ByteKind, start: number, length: number): void;
  bytes(): Inventory;
}

/** The first that claims a byte has it. */
function startTally(total: number): Tally {
  const isTaken = new Uint8Array(total);
  const starts = new Set<number>();
  const found = new Map<ByteKind, number>(BYTE_KINDS.map((kind) => [kind, 0]));
  const add = (kind: ByteKind, count: number) => found.set(kind, (found.get(kind) ?? 0) + count);
  let [budget, taken] = [2 * total + 1024, 0];
  return {
    claim(kind, start, length) {
      if (starts.has(start)) return;
      starts.add(start);
      budget -= length;
      if (budget < 0) reject('tflite/broken', 'the model file is damaged: its parts lie over one another');
      let count = 0;
      for (let at = start; at < start + length; at++) {
        count += 1 - isTaken[at];
        isTaken[at] = 1;
      }
      taken += count;
      add(kind, count);
    },
    bytes: () => new Map(found).set('gaps', total - taken),
  };
}
