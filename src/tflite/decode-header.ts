// The ancillary tensor of TFLM's custom operator TFLM_DECODE, which holds weights compressed and unpacks them at each
// Invoke: 16 bytes of header, then tables or values. tensorflow/lite/micro/kernels/decode_state.h and its kinds.
import { reject } from '../base/problem.ts';
import type { TensorType } from './schema.ts';

export const DECODE = 'TFLM_DECODE';
export const HEADER_BYTES = 16;

/** What a pair of an encoded and an ancillary tensor is. */
export type DecodeHeader =
  /** Indices of `bitWidth` bits into tables, one a channel, `stride` elements apart; 0: all share one. */
  | { readonly kind: 'lut'; readonly bitWidth: number; readonly stride: number }
  /** A bit for each element, then those that are kept. */
  | { readonly kind: 'prune' }
  /** Code words; the first of the linked tables is indexed by `firstBits` bits. */
  | { readonly kind: 'huffman'; readonly isWide: boolean; readonly firstBits: number };

const KINDS: ReadonlyMap<number, DecodeHeader['kind']> = new Map([
  [0, 'lut'],
  [1, 'huffman'],
  [2, 'prune'],
]);
const VERSION = 1;
// Places in the header; what stands between and behind is ignored.
const [KIND_AT, VERSION_AT, KIND_VERSION_AT, SETTINGS_AT, STRIDE_AT] = [0, 1, 4, 5, 6];
/** 7 bits at most, so 128 values. */
const WIDTH_MASK = 0x07;

/** What a value of an entry in Huffman's tables may have, by the width of the entries. */
export const TABLE_ENTRY = { narrow: { bytes: 2, valueBits: 11 }, wide: { bytes: 4, valueBits: 27 } } as const;

/** Types that LUT and PRUNE unpack, and those that Huffman's code words stand for; narrow entries only for int8. */
export const DECODE_TYPES: readonly TensorType[] = ['BOOL', 'FLOAT32', 'INT8', 'INT16', 'INT32', 'INT64'];
export const HUFFMAN_TYPES: readonly TensorType[] = ['INT8', 'INT16'];

/** Inside an `attempt`; `name` is the ancillary tensor's. */
export function readDecodeHeader(ancillary: Uint8Array, name: string): DecodeHeader {
  const refuse = (what: string) => reject('micro/decode', `"${name}": ${what}`);
  if (ancillary.length < HEADER_BYTES) {
    refuse(`${ancillary.length} bytes, where a header of ${HEADER_BYTES} should be; TFLM reads past their end`);
  }
  const kind = KINDS.get(ancillary[KIND_AT]);
  if (ancillary[VERSION_AT] !== VERSION) refuse(`version ${ancillary[VERSION_AT]} of the header; TFLM knows 1 only`);
  if (!kind) return refuse(`decode type ${ancillary[KIND_AT]}; TFLM knows 0 (LUT), 1 (Huffman) and 2 (pruned)`);
  if (ancillary[KIND_VERSION_AT] !== VERSION) {
    refuse(`version ${ancillary[KIND_VERSION_AT]} of decode type ${ancillary[KIND_AT]}; TFLM knows 1 only`);
  }
  const settings = ancillary[SETTINGS_AT];
  if (kind === 'lut') return { kind, bitWidth: settings & WIDTH_MASK, stride: ancillary[STRIDE_AT] };
  if (kind === 'prune') return { kind };
  return { kind, isWide: (settings & 1) === 1, firstBits: (settings >> 4) + 1 };
}

/** The header, and what stands behind it. */
export function writeAncillary(header: DecodeHeader, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  bytes[KIND_AT] = [...KINDS].findIndex(([, kind]) => kind === header.kind);
  bytes[VERSION_AT] = VERSION;
  bytes[KIND_VERSION_AT] = VERSION;
  if (header.kind === 'lut') {
    bytes[SETTINGS_AT] = header.bitWidth;
    bytes[STRIDE_AT] = header.stride;
  }
  if (header.kind === 'huffman') bytes[SETTINGS_AT] = ((header.firstBits - 1) << 4) | Number(header.isWide);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}
