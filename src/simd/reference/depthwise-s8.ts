// int8 depthwise convolution: tensorflow/lite/kernels/internal/reference/integer_ops/depthwise_conv.h,
// DepthwiseConvPerChannel.
import type { Int8Kernels } from '../int8-kernels.ts';
import { readLayer } from '../layer.ts';
import { packingOf, type Requantize, requantize } from './packing-s8.ts';

type DepthwiseS8 = Pick<
  Int8Kernels,
  'depthwiseS8PackedBytes' | 'depthwiseS8Pack' | 'depthwiseS8WorkspaceBytes' | 'depthwiseS8'
>;

export function depthwiseS8(buffer: SharedArrayBuffer, scaled: Requantize = requantize): DepthwiseS8 {
  const int8 = new Int8Array(buffer);
  const packing = packingOf(buffer, ({ kh, kw, outC }) => kh * kw * outC);
  return {
    depthwiseS8PackedBytes: packing.bytes,
    depthwiseS8Pack: packing.pack,
    depthwiseS8WorkspaceBytes: () => 0,
    depthwiseS8(layer, packed, x, y) {
      const g = readLayer(buffer, layer);
      const { weights, bias, multipliers } = packing.unpack(g, packed);
      const depthMultiplier = g.outC / g.inC;
      let out = y;
      for (let n = 0; n < g.samples; n++) {
        for (let oh = 0; oh < g.outH; oh++) {
          for (let ow = 0; ow < g.outW; ow++) {
            for (let o = 0; o < g.outC; o++) {
              const c = Math.floor(o / depthMultiplier);
              let sum = 0;
              for (let kh = 0; kh < g.kh; kh++) {
                const ih = oh * g.strideH - g.padTop + kh * g.dilationH;
                if (ih < 0 || ih >= g.h) continue;
                for (let kw = 0; kw < g.kw; kw++) {
                  const iw = ow * g.strideW - g.padLeft + kw * g.dilationW;
                  if (iw < 0 || iw >= g.w) continue;
                  const value = int8[x + ((n * g.h + ih) * g.w + iw) * g.inC + c];
                  sum += (value - g.inputZeroPoint) * weights[(kh * g.kw + kw) * g.outC + o];
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
