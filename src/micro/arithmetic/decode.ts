// Weights out of their compressed form: tensorflow/lite/micro/kernels/decode_state_lut.cc, decode_state_prune.cc and
// decode_state_huffman.cc. TFLM checks no length; what it would read behind a buffer's end is refused here.
import { reject } from '../../base/problem.ts';
import { sizeOf } from '../../base/shape.ts';
import { type DecodeHeader, HEADER_BYTES, readDecodeHeader } from '../../tflite/decode-header.ts';
import type { Tensor } from '../../tflite/model.ts';
import { bytesOfElements } from '../../tflite/schema.ts';

/** One output of TFLM_DECODE and the two constants that it is made from. */
export interface EncodedTensor {
  readonly encoded: Uint8Array;
  readonly ancillary: Uint8Array;
  readonly ancillaryName: string;
  /** Type, shape and quantization of the weights. */
  readonly output: Pick<Tensor, 'name' | 'type' | 'shape' | 'quantization'>;
}

const TYPES = ['BOOL', 'FLOAT32', 'INT8', 'INT16', 'INT32', 'INT64'];
const HUFFMAN_TYPES = ['INT8', 'INT16'];

/** Which table or zero point an element has. */
export interface ChannelAxis {
  readonly channels: number;
  /** The channel changes from element to element: it is the last dimension's. */
  readonly isLast: boolean;
}

/** The bytes of the weights. Inside an `attempt`. */
export function decode(tensor: EncodedTensor): Uint8Array {
  const header = readDecodeHeader(tensor.ancillary, tensor.ancillaryName);
  if (header.kind === 'lut') return fromTables(tensor, header);
  if (header.kind === 'prune') return fromMask(tensor);
  return fromCodeWords(tensor, header);
}

/** decode_state.cc, decode_state_lut.cc: how channels lie. Inside an `attempt`. */
export function channelAxisOf({ name, shape, quantization }: EncodedTensor['output']): ChannelAxis {
  const channels = Math.max(quantization?.scales.length ?? 0, 1);
  const axis = quantization?.quantizedDimension ?? 0;
  if (channels > 1 && axis === shape.length - 1) return { channels, isLast: true };
  if (axis !== 0) {
    reject(
      'micro/decode',
      `"${name}": quantized dimension ${axis} of compressed weights; TFLM knows the first or last`,
    );
  }
  return { channels, isLast: false };
}

/** PRUNE's zero points differ by channel, which takes room of their own. */
export function hasChannelZeroPoints({ type, quantization }: EncodedTensor['output']): boolean {
  const { scales = [], zeroPoints = [] } = quantization ?? {};
  return type === 'INT8' && scales.length > 1 && zeroPoints.some((zeroPoint) => zeroPoint !== 0);
}

/** By element: its channel. */
function channelsOf(output: EncodedTensor['output']): (element: number) => number {
  const { channels, isLast } = channelAxisOf(output);
  if (isLast) return (element) => element % channels;
  const each = Math.max(Math.floor(sizeOf(output.shape) / channels), 1);
  return (element) => Math.floor(element / each);
}

function elementBytes({ name, type }: EncodedTensor['output'], types: readonly string[]): number {
  if (types.includes(type)) return bytesOfElements(type, 1) ?? 0;
  return reject('micro/type', `tensor "${name}" of type ${type} is not supported by TFLM_DECODE`);
}

function refuseEnd({ output }: EncodedTensor, what: string): never {
  return reject('micro/decode', `the ${what} of "${output.name}" end too early; TFLM reads past them`);
}

function fromTables(tensor: EncodedTensor, { bitWidth, stride }: DecodeHeader & { kind: 'lut' }): Uint8Array {
  const { encoded, ancillary, output } = tensor;
  const count = sizeOf(output.shape);
  const channelOf = channelsOf(output);
  const size = elementBytes(output, TYPES);
  if (encoded.length * 8 < count * bitWidth) refuseEnd(tensor, 'indices');
  const decoded = new Uint8Array(count * size);
  const bits = bitsOf(encoded);
  for (let i = 0; i < count; i++) {
    const at = HEADER_BYTES + size * (channelOf(i) * stride + bits(i * bitWidth, bitWidth));
    if (at + size > ancillary.length) refuseEnd(tensor, 'tables');
    for (let byte = 0; byte < size; byte++) decoded[i * size + byte] = ancillary[at + byte];
  }
  return decoded;
}

function fromMask(tensor: EncodedTensor): Uint8Array {
  const { encoded, ancillary, output } = tensor;
  const count = sizeOf(output.shape);
  const channelOf = channelsOf(output);
  const { scales = [], zeroPoints = [] } = output.quantization ?? {};
  const isInt8 = output.type === 'INT8';
  if (!isInt8 && zeroPoints.some((zeroPoint) => zeroPoint !== 0)) {
    reject('micro/quantization', `"${output.name}", pruned and not int8, has a zero point other than 0`);
  }
  const size = elementBytes(output, TYPES);
  if (encoded.length * 8 < count) refuseEnd(tensor, 'bits');
  const decoded = new Uint8Array(count * size);
  const bits = bitsOf(encoded);
  let at = HEADER_BYTES;
  for (let i = 0; i < count; i++) {
    if (bits(i, 1) === 0) {
      // InitializeTfLiteTensorFromFlatbuffer: unless there are as many as scales, the first holds for all.
      if (isInt8) decoded[i] = zeroPoints[zeroPoints.length === scales.length ? channelOf(i) : 0] ?? 0;
      continue;
    }
    if (at + size > ancillary.length) refuseEnd(tensor, 'values');
    for (let byte = 0; byte < size; byte++) decoded[i * size + byte] = ancillary[at + byte];
    at += size;
  }
  return decoded;
}

/** An entry of a table: 16 bits have 11 of value, 32 have 27. */
const ENTRY = { narrow: { bytes: 2, valueBits: 11 }, wide: { bytes: 4, valueBits: 27 } } as const;

function fromCodeWords(tensor: EncodedTensor, header: DecodeHeader & { kind: 'huffman' }): Uint8Array {
  const { encoded, ancillary, output } = tensor;
  const { isWide, firstBits } = header;
  const { bytes, valueBits } = ENTRY[isWide ? 'wide' : 'narrow'];
  const size = elementBytes(output, isWide ? HUFFMAN_TYPES : ['INT8']);
  const count = sizeOf(output.shape);
  const decoded = new Uint8Array(count * size);
  const view = new DataView(ancillary.buffer, ancillary.byteOffset, ancillary.length);
  const bits = bitsOf(encoded);
  const entryAt = (index: number) => {
    const at = HEADER_BYTES + bytes * index;
    if (at + bytes > ancillary.length) refuseEnd(tensor, 'tables');
    const entry = isWide ? view.getUint32(at, true) : view.getUint16(at, true);
    const value = entry % 2 ** valueBits;
    const used = Math.floor(entry / 2 ** valueBits) % 16;
    return { isSymbol: entry >= 2 ** (valueBits + 4), used, value };
  };
  let at = 0;
  for (let i = 0; i < count; i++) {
    let index = bits(at, firstBits);
    let entry = entryAt(index);
    let ahead = firstBits;
    while (!entry.isSymbol) {
      // Links only lead on: what leads to itself never ends in TFLM.
      if (at > encoded.length * 8) refuseEnd(tensor, 'code words');
      at += ahead;
      ahead = entry.used + 1;
      index += entry.value + bits(at, ahead);
      entry = entryAt(index);
    }
    at += entry.used;
    if (at > encoded.length * 8) refuseEnd(tensor, 'code words');
    for (let byte = 0; byte < size; byte++) decoded[i * size + byte] = (entry.value >> (8 * byte)) & 255;
  }
  return decoded;
}

/** Up to 16 bits of a string that begins with the highest bit of its first byte; zeros behind its end. */
function bitsOf(bytes: Uint8Array): (at: number, count: number) => number {
  return (at, count) => {
    const first = at >> 3;
    const word = ((bytes[first] ?? 0) << 16) | ((bytes[first + 1] ?? 0) << 8) | (bytes[first + 2] ?? 0);
    return (word >> (24 - (at & 7) - count)) & ((1 << count) - 1);
  };
}
