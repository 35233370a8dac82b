// What the plain int8 convolutions share. Packed means copied here: weights, then bias, multipliers and shifts.
import { clamp, multiplyByQuantizedMultiplier, type QuantizedMultiplier } from '../../base/fixed-point.ts';
import type { Int8Kernels } from '../int8-kernels.ts';
import { type Layer, readLayer } from '../layer.ts';

interface Operands {
  readonly weights: Int8Array;
  readonly bias: Int32Array;
  readonly multipliers: readonly QuantizedMultiplier[];
}

interface Packing {
  readonly bytes: Int8Kernels['convS8PackedBytes'];
  readonly pack: Int8Kernels['convS8Pack'];
  unpack(layer: Layer, packed: number): Operands;
}

export function packingOf(buffer: SharedArrayBuffer, weightBytesOf: (layer: Layer) => number): Packing {
  const bytes = new Uint8Array(buffer);
  const tablesAt = (layer: Layer, packed: number) => packed + Math.ceil(weightBytesOf(layer) / 4) * 4;
  return {
    bytes(address) {
      const layer = readLayer(buffer, address);
      return tablesAt(layer, 0) + 12 * layer.outC;
    },
    pack(address, weight, bias, multipliers, shifts, packed) {
      const layer = readLayer(buffer, address);
      bytes.copyWithin(packed, weight, weight + weightBytesOf(layer));
      const tables = tablesAt(layer, packed);
      const tableBytes = 4 * layer.outC;
      bytes.fill(0, tables, tables + tableBytes);
      if (bias !== 0) bytes.copyWithin(tables, bias, bias + tableBytes);
      bytes.copyWithin(tables + tableBytes, multipliers, multipliers + tableBytes);
      bytes.copyWithin(tables + 2 * tableBytes, shifts, shifts + tableBytes);
    },
    unpack(layer, packed) {
      const { outC } = layer;
      const tables = tablesAt(layer, packed);
      const multipliers = new Int32Array(buffer, tables + 4 * outC, outC);
      const shifts = new Int32Array(buffer, tables + 8 * outC, outC);
      return {
        weights: new Int8Array(buffer, packed, weightBytesOf(layer)),
        bias: new Int32Array(buffer, tables, outC),
        multipliers: Array.from(multipliers, (multiplier, o) => ({ multiplier, shift: shifts[o] })),
      };
    },
  };
}

/** From a sum to what is stored. */
export type Requantize = (sum: number, multiplier: QuantizedMultiplier, layer: Layer) => number;

/** MultiplyByQuantizedMultiplier, then the output's zero point and range. */
export function requantize(sum: number, multiplier: QuantizedMultiplier, { outputZeroPoint, min, max }: Layer): number {
  return clamp(multiplyByQuantizedMultiplier(sum, multiplier) + outputZeroPoint, min, max);
}
