// int8 convolution: tensorflow/lite/kernels/internal/reference/integer_ops/conv.h, ConvPerChannel.
import { clamp, multiplyByQuantizedMultiplier, type QuantizedMultiplier } from '../../base/fixed-point.ts';
import type { Int8Kernels } from '../int8-kernels.ts';
import { type Layer, readLayer } from '../layer.ts';

type ConvS8 = Pick<Int8Kernels, 'convS8PackedBytes' | 'convS8Pack' | 'convS8WorkspaceBytes' | 'convS8'>;

/** Packed here means copied: weights, then bias, multipliers and shifts. */
export function packPlainly(
  buffer: SharedArrayBuffer,
  { outC }: Layer,
  weightBytes: number,
  [weight, bias, multipliers, shifts, packed]: readonly number[],
): void {
  const bytes = new Uint8Array(buffer);
  bytes.copyWithin(packed, weight, weight + weightBytes);
  const tables = packed + Math.ceil(weightBytes / 4) * 4;
  bytes.fill(0, tables, tables + 4 * outC);
  if (bias !== 0) bytes.copyWithin(tables, bias, bias + 4 * outC);
  bytes.copyWithin(tables + 4 * outC, multipliers, multipliers + 4 * outC);
  bytes.copyWithin(tables + 8 * outC, shifts, shifts + 4 * outC);
}

export function plainBytes({ outC }: Layer, weightBytes: number): number {
  return Math.ceil(weightBytes / 4) * 4 + 12 * outC;
}

export interface Plain {
  readonly weights: Int8Array;
  readonly bias: Int32Array;
  readonly multipliers: readonly QuantizedMultiplier[];
}

export function unpackPlainly(buffer: SharedArrayBuffer, { outC }: Layer, weightBytes: number, packed: number): Plain {
  const tables = packed + Math.ceil(weightBytes / 4) * 4;
  const multipliers = new Int32Array(buffer, tables + 4 * outC, outC);
  const shifts = new Int32Array(buffer, tables + 8 * outC, outC);
  return {
    weights: new Int8Array(buffer, packed, weightBytes),
    bias: new Int32Array(buffer, tables, outC),
    multipliers: Array.from(multipliers, (multiplier, o) => ({ multiplier, shift: shifts[o] })),
  };
}

/** MultiplyByQuantizedMultiplier, then the output's zero point and range. */
export function requantize(sum: number, multiplier: QuantizedMultiplier, { outputZeroPoint, min, max }: Layer): number {
  return clamp(multiplyByQuantizedMultiplier(sum, multiplier) + outputZeroPoint, min, max);
}

export function convS8(buffer: SharedArrayBuffer): ConvS8 {
  const int8 = new Int8Array(buffer);
  const weightBytes = ({ kh, kw, inC, outC }: Layer) => kh * kw * inC * outC;
  return {
    convS8PackedBytes(layer) {
      const g = readLayer(buffer, layer);
      return plainBytes(g, weightBytes(g));
    },
    convS8Pack(layer, ...addresses) {
      const g = readLayer(buffer, layer);
      packPlainly(buffer, g, weightBytes(g), addresses);
    },
    convS8WorkspaceBytes: () => 0,
    convS8(layer, packed, x, y) {
      const g = readLayer(buffer, layer);
      const { weights, bias, multipliers } = unpackPlainly(buffer, g, weightBytes(g), packed);
      let out = y;
      for (let n = 0; n < g.samples; n++) {
        for (let oh = 0; oh < g.outH; oh++) {
          for (let ow = 0; ow < g.outW; ow++) {
            for (let o = 0; o < g.outC; o++) {
              let sum = 0;
              for (let kh = 0; kh < g.kh; kh++) {
                const ih = oh * g.strideH - g.padTop + kh * g.dilationH;
                if (ih < 0 || ih >= g.h) continue;
                for (let kw = 0; kw < g.kw; kw++) {
                  const iw = ow * g.strideW - g.padLeft + kw * g.dilationW;
                  if (iw < 0 || iw >= g.w) continue;
                  const from = x + ((n * g.h + ih) * g.w + iw) * g.inC;
                  const tap = ((o * g.kh + kh) * g.kw + kw) * g.inC;
                  for (let c = 0; c < g.inC; c++) {
                    sum += (int8[from + c] - g.inputZeroPoint) * (weights[tap + c] - g.weightZeroPoint);
                  }
                }
              }
              int8[out++] = requantize((sum + bias[o]) | 0, multipliers[o], g);
            }
          }
        }
      }
    },
  };
}
