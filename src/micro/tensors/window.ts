// The windows of convolutions and pools: their place on the image, and the positions that each output's window covers.
import { reject } from '../../base/problem.ts';
import { windowAlong } from '../../base/shape.ts';
import type { Window } from '../../simd/window.ts';
import type { Operator } from '../../tflite/model.ts';
import type { OpTensor, Preparation } from '../op.ts';
import { numberOption } from './options.ts';
import { requireRank } from './tensor.ts';

/** tensorflow/lite/kernels/padding.h, ComputePaddingHeightWidth. The output's own shape bounds the loops, as in
 * TFLM. Inside an `attempt`. */
export function windowOf(operator: Operator, input: OpTensor, output: OpTensor, kh: number, kw: number): Window {
  requireRank(input, 4);
  requireRank(output, 4);
  const [n, h, w, inC] = input.shape;
  const [outN, outH, outW, outC] = output.shape;
  if (n !== outN) reject('micro/shape', `the input holds ${n} samples, the output ${outN}`);
  const strideH = numberOption(operator, 'strideH');
  const strideW = numberOption(operator, 'strideW');
  const dilationH = numberOption(operator, 'dilationHFactor', 1);
  const dilationW = numberOption(operator, 'dilationWFactor', 1);
  if (Math.min(strideH, strideW, dilationH, dilationW, kh, kw) < 1) {
    reject('micro/window', 'strides, dilations and the sides of the window must be 1 or more');
  }
  // schema.fbs Padding: SAME 0, VALID 1
  const padding = numberOption(operator, 'padding') === 0 ? 'same' : 'valid';
  const padTop = windowAlong(h, kh, strideH, dilationH, padding).before;
  const padLeft = windowAlong(w, kw, strideW, dilationW, padding).before;
  const rows = (outH - 1) * strideH + (kh - 1) * dilationH + 1;
  const columns = (outW - 1) * strideW + (kw - 1) * dilationW + 1;
  if (rows * columns * Math.max(inC, outC, 1) > MOST_COVERED) {
    reject('micro/window', `the windows cover ${rows}x${columns} positions, far more than the input's ${h}x${w}`);
  }
  return { h, w, inC, kh, kw, strideH, strideW, dilationH, dilationW, padTop, padLeft, outH, outW, outC };
}

/** The window of a pool, which keeps the channels apart. Inside an `attempt`. */
export function poolWindowOf({ operator }: Preparation, input: OpTensor, output: OpTensor): Window {
  const [kh, kw] = [numberOption(operator, 'filterHeight'), numberOption(operator, 'filterWidth')];
  const window = windowOf(operator, input, output, kh, kw);
  if (window.inC !== window.outC) {
    reject('micro/shape', `the input has ${window.inC} channels, the output ${window.outC}`);
  }
  return window;
}

/** Taps of a pooling window over all outputs; outside of the input lie none. */
export function poolSteps({ kh, kw, h, w }: Window, output: OpTensor): number {
  return output.elements * Math.min(kh, h) * Math.min(kw, w);
}

/** Elements of an image with its padding: 256 MB as floats, the most that placement.ts gives all tensors of a model. */
const MOST_COVERED = 64 * 2 ** 20;

/** Visits each output and, through `taps`, the positions that its window covers, in TFLM's order of sums, padding left
 * out. A position is the index of its first channel in the input, and comes with the number of its tap. */
export function forEachOutput(
  g: Window,
  samples: number,
  visit: (out: number, channel: number, taps: (add: (input: number, tap: number) => void) => void) => void,
): void {
  let out = 0;
  for (let n = 0; n < samples; n++) {
    for (let oh = 0; oh < g.outH; oh++) {
      for (let ow = 0; ow < g.outW; ow++) {
        const taps = (add: (input: number, tap: number) => void) => {
          for (let kh = 0; kh < g.kh; kh++) {
            const ih = oh * g.strideH - g.padTop + kh * g.dilationH;
            if (ih < 0 || ih >= g.h) continue;
            for (let kw = 0; kw < g.kw; kw++) {
              const iw = ow * g.strideW - g.padLeft + kw * g.dilationW;
              if (iw >= 0 && iw < g.w) add(((n * g.h + ih) * g.w + iw) * g.inC, kh * g.kw + kw);
            }
          }
        };
        for (let o = 0; o < g.outC; o++) visit(out++, o, taps);
      }
    }
  }
}
