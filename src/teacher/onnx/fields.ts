// One message of an ONNX file as its fields: numbers, or bytes.
import { reject } from '../../base/problem.ts';
import { fieldsOf, packedVarints, signed } from '../../base/protobuf.ts';

/** A number, or the bytes of a text, a message or a list. */
export type FieldValue = number | Uint8Array;

/** Leaves the enclosing attempt by `teacher/model` where it is cut short. */
export function eachField(bytes: Uint8Array, visit: (field: number, value: FieldValue) => void): void {
  for (const field of fieldsOf(bytes, damaged)) {
    visit(field.number, field.kind === 'varint' ? Number(signed(field.value)) : field.bytes);
  }
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
  return Array.from(packedVarints(value, damaged), Number);
}
