// int8 convolution: tensorflow/lite/kernels/internal/reference/integer_ops/conv.h, ConvPerChannel.
import type { Int8Kernels } from '../int8-kernels.ts';
import { readLayer } from '../layer.ts';
import { packingOf, type Requantize, requantize } from './packing-s8.ts';

type ConvS8 = Pick<Int8Kernels, 'convS8PackedBytes' | 'convS8Pack' | 'convS8WorkspaceBytes' | 'convS8'>;

export function convS8(buffer: SharedArrayBuffer, scaled: Requantize = requantize): ConvS8 {
  const int8 = new Int8Array(buffer);
  const packing = packingOf(buffer, ({ kh, kw, inC, outC }) => kh * kw * inC * outC);
  return {
    convS8PackedBytes: packing.bytes,
    convS8Pack: packing.pack,
    convS8WorkspaceBytes: () => 0,
    convS8(layer, packed, x, y) {
      const g = readLayer(buffer, layer);
      const { weights, bias, multipliers } = packing.unpack(g, packed);
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
              int8[out++] = scaled((sum + bias[o]) | 0, multipliers[o], g);
            }
          }
        }
      }
    },
  };
}
