// One message of protocol buffers as its fields, every length checked against the bytes that are there.
import { PbfReader } from 'pbf';
import { reject } from '../../base/problem.ts';

/** A number, or the bytes of a text, a message or a list. */
export type FieldValue = number | Uint8Array;

const [VARINT, FIXED64, BYTES, FIXED32] = [0, 1, 2, 5];

/** Leaves the enclosing attempt by `teacher/model` where it is cut short. */
export function eachField(bytes: Uint8Array, visit: (field: number, value: FieldValue) => void): void {
  const reader = new PbfReader(bytes);
  while (reader.pos < bytes.length) {
    const tag = varint(reader);
    const [field, type] = [tag >>> 3, tag & 7];
    if (type === VARINT) visit(field, varint(reader, true));
    else if (type === FIXED64) visit(field, take(reader, 8));
    else if (type === FIXED32) visit(field, take(reader, 4));
    else if (type === BYTES) visit(field, take(reader, varint(reader)));
    else damaged();
  }
}

function varint(reader: PbfReader, isSigned = false): number {
  // At most ten bytes, which must be there; the reader throws at more.
  if (reader.pos >= reader.buf.length) damaged();
  let value: number;
  try {
    value = reader.readVarint(isSigned);
  } catch {
    return damaged();
  }
  return reader.pos <= reader.buf.length && Number.isFinite(value) ? value : damaged();
}

function take(reader: PbfReader, count: number): Uint8Array {
  const { pos, buf } = reader;
  if (!(count >= 0 && pos + count <= buf.length)) damaged();
  reader.pos = pos + count;
  return buf.subarray(pos, pos + count);
}

function damaged(): never {
  return reject('teacher/model', 'the teacher is no ONNX model, or one that is cut short; export it again');
}

export function textIn(value: FieldValue): string {
  return typeof value === 'number' ? '' : new TextDecoder().decode(value.subarray(0, 4096));
}

export function messageIn(value: FieldValue): Uint8Array {
  return typeof value === 'number' ? new Uint8Array() : value;
}

export function numberIn(value: FieldValue): number {
  return typeof value === 'number' ? value : 0;
}

/** Of a repeated number: packed, or one a field. */
export function numbersIn(value: FieldValue): readonly number[] {
  if (typeof value === 'number') return [value];
  const reader = new PbfReader(value);
  const numbers: number[] = [];
  while (reader.pos < value.length) numbers.push(varint(reader, true));
  return numbers;
}
