// Weights in a compressed form that TFLM_DECODE unpacks, and the elements that encoders look at.
import { alignedCopy } from '../../base/bytes.ts';
import type { DecodeOutput } from '../../tflite/decode-channels.ts';
import type { DecodeHeader } from '../../tflite/decode-header.ts';

export interface Weights {
  /** The tensor that the weights are unpacked into: type, shape and quantization as they were. */
  readonly output: DecodeOutput;
  readonly data: Uint8Array;
}

/** The data of the two tensors that an output of TFLM_DECODE is made from. */
export interface Encoding {
  readonly kind: DecodeHeader['kind'];
  /** As a report names it: `LUT of 4 bits, 1 table`. */
  readonly label: string;
  readonly encoded: Uint8Array;
  readonly ancillary: Uint8Array;
}

/** Undefined where the weights can't have this form; it may take more bytes than the weights themselves. */
export type Encode = (weights: Weights) => Encoding | undefined;

/** Values that sort; floats by their bits, since 0 and -0 are two values. */
export type Elements = Int8Array | Uint8Array | Int16Array | Int32Array | Uint32Array | BigInt64Array;

/** A copy. Undefined for types that TFLM_DECODE doesn't unpack. */
export function elementsOf({ data, output }: Weights): Elements | undefined {
  const copy = alignedCopy(data, 0, data.length);
  if (output.type === 'INT8') return new Int8Array(copy);
  if (output.type === 'BOOL') return new Uint8Array(copy);
  if (output.type === 'INT16') return new Int16Array(copy);
  if (output.type === 'INT32') return new Int32Array(copy);
  if (output.type === 'FLOAT32') return new Uint32Array(copy);
  if (output.type === 'INT64') return new BigInt64Array(copy);
  return undefined;
}

/** The bytes of some elements, one after the other. */
export function bytesOf({ data }: Weights, elementBytes: number, indices: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(indices.length * elementBytes);
  for (const [to, from] of indices.entries()) {
    bytes.set(data.subarray(from * elementBytes, (from + 1) * elementBytes), to * elementBytes);
  }
  return bytes;
}

export function encodingBytes({ encoded, ancillary }: Encoding): number {
  return encoded.length + ancillary.length;
}

/** The one of fewer bytes; among equals the first. */
export function smallest(encodings: readonly Encoding[]): Encoding | undefined {
  return encodings.toSorted((a, b) => encodingBytes(a) - encodingBytes(b)).at(0);
}
