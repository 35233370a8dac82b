// Between samples and tensors: real values to the bytes of a model's input, and the bytes of its output to an answer.
import { roundAway } from '../../base/fixed-point.ts';
import type { OpTensor } from '../op.ts';

const INTEGERS = {
  INT8: { bytes: 1, min: -128, max: 127 },
  UINT8: { bytes: 1, min: 0, max: 255 },
  INT16: { bytes: 2, min: -32768, max: 32767 },
  INT32: { bytes: 4, min: -2147483648, max: 2147483647 },
} as const;

/** Returns a function that turns one sample's real values into the tensor's bytes, or undefined for a type that holds no samples.
 * Quantized as TFLM's QUANTIZE does: AffineQuantize of tensorflow/lite/kernels/internal/reference/quantize.h, float32 division, halves away
 * from zero. Integer inputs without a scale take the rounded values as they are. */
export function encoderOf(tensor: OpTensor): ((values: ArrayLike<number>) => Uint8Array) | undefined {
  const bytes = new Uint8Array(tensor.bytes);
  const view = new DataView(bytes.buffer);
  const { type, quantization } = tensor;
  if (type === 'FLOAT32') {
    return (values) => {
      for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i], true);
      return bytes;
    };
  }
  if (type !== 'INT8' && type !== 'UINT8' && type !== 'INT16' && type !== 'INT32') return undefined;
  const { bytes: width, min, max } = INTEGERS[type];
  const scale = Math.fround(quantization?.scales[0] ?? 1);
  const zeroPoint = quantization?.zeroPoints[0] ?? 0;
  const set = width === 1 ? 'setInt8' : width === 2 ? 'setInt16' : 'setInt32';
  return (values) => {
    for (let i = 0; i < values.length; i++) {
      const q = roundAway(Math.fround(Math.fround(values[i]) / scale)) + zeroPoint;
      view[set](width * i, Math.max(min, Math.min(max, q)), true);
    }
    return bytes;
  };
}

/** Returns a function that reads the class out of an output's bytes: the first of the greatest values. */
export function decoderOf(tensor: OpTensor): ((bytes: Uint8Array) => number) | undefined {
  const { type, elements } = tensor;
  if (type !== 'FLOAT32' && type !== 'INT8' && type !== 'UINT8' && type !== 'INT16' && type !== 'INT32')
    return undefined;
  const valueAt = {
    FLOAT32: (view: DataView, i: number) => view.getFloat32(4 * i, true),
    INT8: (view: DataView, i: number) => view.getInt8(i),
    UINT8: (view: DataView, i: number) => view.getUint8(i),
    INT16: (view: DataView, i: number) => view.getInt16(2 * i, true),
    INT32: (view: DataView, i: number) => view.getInt32(4 * i, true),
  }[type];
  return (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let best = 0;
    for (let i = 1; i < elements; i++) if (valueAt(view, i) > valueAt(view, best)) best = i;
    return best;
  };
}
