// Between samples and tensors: real values to the bytes of a model's input, and the bytes of its output to an answer.
import { clamp, roundAway } from '../../base/fixed-point.ts';
import type { OpTensor } from '../op.ts';
import { INTEGER_RANGES, isQuantized, scaleOf, zeroPointOf } from './quantization.ts';

/** The types that hold samples: how an element is read and written, little-endian as in memory. */
const ELEMENTS = {
  FLOAT32: {
    read: (view: DataView, i: number) => view.getFloat32(4 * i, true),
    write: (view: DataView, i: number, value: number) => view.setFloat32(4 * i, value, true),
  },
  INT8: {
    read: (view: DataView, i: number) => view.getInt8(i),
    write: (view: DataView, i: number, value: number) => view.setInt8(i, value),
  },
  UINT8: {
    read: (view: DataView, i: number) => view.getUint8(i),
    write: (view: DataView, i: number, value: number) => view.setUint8(i, value),
  },
  INT16: {
    read: (view: DataView, i: number) => view.getInt16(2 * i, true),
    write: (view: DataView, i: number, value: number) => view.setInt16(2 * i, value, true),
  },
  INT32: {
    read: (view: DataView, i: number) => view.getInt32(4 * i, true),
    write: (view: DataView, i: number, value: number) => view.setInt32(4 * i, value, true),
  },
} as const;

function sampleTypeOf({ type }: OpTensor): keyof typeof ELEMENTS | undefined {
  return type === 'FLOAT32' || type === 'INT8' || type === 'UINT8' || type === 'INT16' || type === 'INT32'
    ? type
    : undefined;
}

/** Returns a function that turns one sample's real values into the tensor's bytes, or undefined for a type that holds
 * no samples. Quantized as TFLM's QUANTIZE does (AffineQuantize of
 * tensorflow/lite/kernels/internal/reference/quantize.h): float32 division, halves away from zero. Integer inputs
 * without a scale take the rounded values as they are. */
export function encoderOf(tensor: OpTensor): ((values: ArrayLike<number>) => Uint8Array) | undefined {
  const type = sampleTypeOf(tensor);
  if (!type) return undefined;
  const { write } = ELEMENTS[type];
  const bytes = new Uint8Array(tensor.bytes);
  const view = new DataView(bytes.buffer);
  if (type === 'FLOAT32') {
    return (values) => {
      for (let i = 0; i < values.length; i++) write(view, i, values[i]);
      return bytes;
    };
  }
  const { min, max } = INTEGER_RANGES[type];
  const scale = isQuantized(tensor) ? scaleOf(tensor) : 1;
  const zeroPoint = zeroPointOf(tensor);
  return (values) => {
    for (let i = 0; i < values.length; i++) {
      const q = roundAway(Math.fround(Math.fround(values[i]) / scale)) + zeroPoint;
      write(view, i, clamp(q, min, max));
    }
    return bytes;
  };
}

/** The numbers of a tensor as they are stored; undefined for a type that holds no samples. */
export function storedNumbers(tensor: OpTensor, bytes: Uint8Array): Float64Array | undefined {
  const type = sampleTypeOf(tensor);
  if (!type) return undefined;
  const { read } = ELEMENTS[type];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: tensor.elements }, (_, i) => read(view, i));
}

/** The opposite: whole numbers wrap around in integer types, as C's casts do. */
export function bytesOfNumbers(tensor: OpTensor, values: ArrayLike<number>): Uint8Array | undefined {
  const type = sampleTypeOf(tensor);
  if (!type) return undefined;
  const { write } = ELEMENTS[type];
  const bytes = new Uint8Array(tensor.bytes);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) write(view, i, values[i]);
  return bytes;
}

/** Returns a function that reads the class out of an output's bytes: the first of the greatest values. */
export function decoderOf(tensor: OpTensor): ((bytes: Uint8Array) => number) | undefined {
  const type = sampleTypeOf(tensor);
  if (!type) return undefined;
  const { read } = ELEMENTS[type];
  const { elements } = tensor;
  return (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let best = 0;
    for (let i = 1; i < elements; i++) if (read(view, i) > read(view, best)) best = i;
    return best;
  };
}

/** Returns a function that reads the real values out of an output's bytes, or undefined for a type that holds none. The
 * function fills one array again and again. */
export function realsOf(tensor: OpTensor): ((bytes: Uint8Array) => Float64Array) | undefined {
  const type = sampleTypeOf(tensor);
  if (!type) return undefined;
  const { read } = ELEMENTS[type];
  const [scale, zeroPoint] = isQuantized(tensor) ? [scaleOf(tensor), zeroPointOf(tensor)] : [1, 0];
  const reals = new Float64Array(tensor.elements);
  return (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < reals.length; i++) reals[i] = scale * (read(view, i) - zeroPoint);
    return reals;
  };
}
