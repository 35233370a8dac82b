// The fields of a protocol buffer's message, read within its bytes (protobuf.dev/programming-guides/encoding).
// Own code: pbf 5.1 shortens a field that its length leads out of the message without a word, and rounds int64.
import { viewOf } from './bytes.ts';

/** A varint's lower 64 bits; a number where they are so small that it holds them exactly. */
export type Varint = number | bigint;

/** Of its content: bytes (length-delimited), a varint, or the bytes of a fixed number. */
export type Field =
  | { readonly number: number; readonly kind: 'bytes' | 'fixed'; readonly bytes: Uint8Array }
  | { readonly number: number; readonly kind: 'varint'; readonly value: Varint };

const [VARINT, FIXED64, BYTES, FIXED32] = [0, 1, 2, 5];
const MOST_VARINT_BYTES = 10;

/** Told why the bytes are no message; leaves the enclosing `attempt`. */
export type Refuse = (why: string) => never;

export function* fieldsOf(bytes: Uint8Array, damaged: Refuse): Generator<Field> {
  const cursor = { at: 0 };
  while (cursor.at < bytes.length) {
    const tag = Number(varintAt(bytes, cursor, damaged));
    const [number, type] = [Math.floor(tag / 8), tag % 8];
    if (number < 1 || number >= 2 ** 29) damaged(`field ${number} is none`);
    if (type === VARINT) yield { number, kind: 'varint', value: varintAt(bytes, cursor, damaged) };
    else if (type === BYTES) {
      yield { number, kind: 'bytes', bytes: take(bytes, cursor, Number(varintAt(bytes, cursor, damaged)), damaged) };
    } else if (type === FIXED32 || type === FIXED64) {
      yield { number, kind: 'fixed', bytes: take(bytes, cursor, type === FIXED32 ? 4 : 8, damaged) };
    } else damaged(`type ${type} of a field is none`);
  }
}

/** A list of varints as one field packs them, as signed 64 bits. */
export function* packedVarints(bytes: Uint8Array, damaged: Refuse): Generator<Varint> {
  const cursor = { at: 0 };
  while (cursor.at < bytes.length) yield signed(varintAt(bytes, cursor, damaged));
}

/** As signed 64 bits. */
export function signed(value: Varint): Varint {
  return typeof value === 'number' ? value : BigInt.asIntN(64, value);
}

/** A list of float32 as one field packs them. */
export function packedFloats(bytes: Uint8Array, damaged: Refuse): Float32Array {
  if (bytes.length % 4 !== 0) damaged('a list of floats ends within one');
  const view = viewOf(bytes);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

interface Cursor {
  at: number;
}

function varintAt(bytes: Uint8Array, cursor: Cursor, damaged: Refuse): Varint {
  // Most are short: nothing of 53 bits needs a BigInt on the way.
  let [low, scale] = [0, 1];
  for (let i = 0; i < MOST_VARINT_BYTES; i++) {
    if (cursor.at >= bytes.length) damaged('a number is cut off');
    const byte = bytes[cursor.at++];
    if (i === 7) return wideVarint([BigInt(low), byte], bytes, cursor, damaged);
    low += (byte & 0x7f) * scale;
    if (byte < 0x80) return low;
    scale *= 128;
  }
  return damaged('a number has too many bytes');
}

/** `start`: what seven bytes hold, and the eighth. */
function wideVarint(start: readonly [bigint, number], bytes: Uint8Array, cursor: Cursor, damaged: Refuse): bigint {
  let [value, byte] = start;
  for (let i = 7; i < MOST_VARINT_BYTES; i++) {
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return BigInt.asUintN(64, value);
    if (cursor.at >= bytes.length) damaged('a number is cut off');
    byte = bytes[cursor.at++];
  }
  return damaged('a number has too many bytes');
}

function take(bytes: Uint8Array, cursor: Cursor, length: number, damaged: Refuse): Uint8Array {
  if (length > bytes.length - cursor.at)
    damaged(`a field names ${length} bytes, and ${bytes.length - cursor.at} are left`);
  cursor.at += length;
  return bytes.subarray(cursor.at - length, cursor.at);
}
