// FlatBuffers read from bytes nobody vouches for: offsets, vtables and vectors are checked, and the work is bounded.
// Layout: FlatBuffers' "Internals" page (google/flatbuffers, docs/source/internals.md).
import { reject } from '../base/problem.ts';

/**
 * The bytes, and how many more elements may be read from vectors. Offsets may point to the same place again and again,
 * so that a small file could unfold without end.
 */
interface File {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  budget: number;
}

export interface Table {
  readonly file: File;
  /** Where the table starts in the file. */
  readonly at: number;
  /** Bytes of the table itself. */
  readonly length: number;
  readonly vtable: number;
  readonly vtableLength: number;
}

const SCALARS = {
  bool: { bytes: 1, read: (view: DataView, at: number) => view.getUint8(at) },
  int8: { bytes: 1, read: (view: DataView, at: number) => view.getInt8(at) },
  uint8: { bytes: 1, read: (view: DataView, at: number) => view.getUint8(at) },
  int32: { bytes: 4, read: (view: DataView, at: number) => view.getInt32(at, true) },
  uint32: { bytes: 4, read: (view: DataView, at: number) => view.getUint32(at, true) },
  int64: { bytes: 8, read: (view: DataView, at: number) => Number(view.getBigInt64(at, true)) },
  uint64: { bytes: 8, read: (view: DataView, at: number) => Number(view.getBigUint64(at, true)) },
  float32: { bytes: 4, read: (view: DataView, at: number) => view.getFloat32(at, true) },
} as const;

export type Scalar = keyof typeof SCALARS;

function broken(what: string): never {
  return reject('tflite/broken', `the model file is damaged: ${what}`);
}

function uint32At(file: File, at: number, what: string): number {
  if (at < 0 || at + 4 > file.bytes.length)
    broken(`${what} lies outside the file (byte ${at} of ${file.bytes.length})`);
  return file.view.getUint32(at, true);
}

/** The root table of a file with this four-letter identifier. */
export function rootTable(bytes: Uint8Array, identifier: string): Table {
  const found = String.fromCharCode(...bytes.subarray(4, 8));
  if (found !== identifier) {
    reject('tflite/not-tflite', `not a TensorFlow Lite model: bytes 4 to 7 are not "${identifier}"`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // No honest file takes more elements from its vectors than it has bytes; twice that leaves room for shared vectors.
  const file = { bytes, view, budget: 2 * bytes.length + 1024 };
  return tableAt(file, uint32At(file, 0, 'the root table'), 'the root table');
}

function tableAt(file: File, at: number, what: string): Table {
  const { view, bytes } = file;
  uint32At(file, at, what);
  const vtable = at - view.getInt32(at, true);
  if (vtable < 0 || vtable + 4 > bytes.length) broken(`the vtable of ${what} lies outside the file`);
  const vtableLength = view.getUint16(vtable, true);
  const length = view.getUint16(vtable + 2, true);
  if (vtableLength < 4 || vtableLength % 2 !== 0 || vtable + vtableLength > bytes.length) {
    broken(`the vtable of ${what} lies outside the file`);
  }
  if (length < 4 || at + length > bytes.length) broken(`${what} lies outside the file`);
  return { file, at, length, vtable, vtableLength };
}

/** Position of field number `slot` with room for `bytes`, or 0 when the table doesn't have it. */
function fieldAt(table: Table, slot: number, bytes: number, what: string): number {
  const entry = 4 + 2 * slot;
  if (entry + 2 > table.vtableLength) return 0;
  const offset = table.file.view.getUint16(table.vtable + entry, true);
  if (offset === 0) return 0;
  if (offset < 4 || offset + bytes > table.length) broken(`${what} lies outside its table`);
  return table.at + offset;
}

export function scalarField(table: Table, slot: number, type: Scalar, initial: number, what: string): number {
  const { bytes, read } = SCALARS[type];
  const at = fieldAt(table, slot, bytes, what);
  return at === 0 ? initial : read(table.file.view, at);
}

/** Where an offset field leads, or 0 when the table doesn't have it. */
function target(table: Table, slot: number, what: string): number {
  const at = fieldAt(table, slot, 4, what);
  return at === 0 ? 0 : at + table.file.view.getUint32(at, true);
}

export function tableField(table: Table, slot: number, what: string): Table | undefined {
  const at = target(table, slot, what);
  return at === 0 ? undefined : tableAt(table.file, at, what);
}

/** Start and number of elements of a vector, 0 of none, after the check that all of it lies in the file. */
export function vectorField(table: Table, slot: number, elementBytes: number, what: string) {
  const at = target(table, slot, what);
  if (at === 0) return { start: 0, count: 0 };
  const count = uint32At(table.file, at, what);
  if (at + 4 + count * elementBytes > table.file.bytes.length)
    broken(`${what} (${count} elements) ends outside the file`);
  return { start: at + 4, count };
}

function spend(file: File, count: number, what: string) {
  file.budget -= count;
  if (file.budget < 0) broken(`${what} and what comes before it have more elements than the file has room for`);
}

/** Empty when the table doesn't have the vector. */
export function scalarsField(table: Table, slot: number, type: Scalar, what: string): number[] {
  const { bytes, read } = SCALARS[type];
  const { start, count } = vectorField(table, slot, bytes, what);
  spend(table.file, count, what);
  return Array.from({ length: count }, (_, i) => read(table.file.view, start + i * bytes));
}

/** A view into the file. */
export function bytesField(table: Table, slot: number, what: string): Uint8Array {
  const { start, count } = vectorField(table, slot, 1, what);
  return table.file.bytes.subarray(start, start + count);
}

export function stringField(table: Table, slot: number, what: string): string {
  const bytes = bytesField(table, slot, what);
  spend(table.file, bytes.length, what);
  return new TextDecoder().decode(bytes);
}

/** `each` gets every table of a vector with its index. */
export function tablesField<T>(
  table: Table,
  slot: number,
  what: string,
  each: (element: Table, index: number) => T,
): T[] {
  const { start, count } = vectorField(table, slot, 4, what);
  spend(table.file, count, what);
  return Array.from({ length: count }, (_, i) => {
    const at = start + 4 * i;
    return each(tableAt(table.file, at + table.file.view.getUint32(at, true), `${what} ${i}`), i);
  });
}

/** Whether the table has the field at all, whatever its value. */
export function hasField(table: Table, slot: number): boolean {
  const entry = 4 + 2 * slot;
  return entry + 2 <= table.vtableLength && table.file.view.getUint16(table.vtable + entry, true) !== 0;
}
