// How often a sliding window meets the image: along an axis, and over both.
import type { AxisWindow } from '../tensors/axis-window.ts';

/** Longer loops are counted as if nothing lay outside the image, so that a hostile file costs no time. */
const MOST_STEPS = 1 << 16;

/** Pairs of an output position and a kernel position that falls inside the image. */
export function insideAlong({ input, output, kernel, stride, dilation, before }: AxisWindow): number {
  if (kernel > MOST_STEPS && output > MOST_STEPS) return kernel * output;
  let inside = 0;
  if (kernel <= output) {
    for (let k = 0; k < kernel; k++) {
      const offset = k * dilation - before;
      const first = Math.max(0, Math.ceil(-offset / stride));
      const last = Math.min(output - 1, Math.floor((input - 1 - offset) / stride));
      inside += Math.max(last - first + 1, 0);
    }
    return inside;
  }
  for (let o = 0; o < output; o++) {
    const offset = o * stride - before;
    const first = Math.max(0, Math.ceil(-offset / dilation));
    const last = Math.min(kernel - 1, Math.floor((input - 1 - offset) / dilation));
    inside += Math.max(last - first + 1, 0);
  }
  return inside;
}

export interface WindowCounts {
  readonly batches: number;
  /** Output pixels, batches included. */
  readonly pixels: number;
  readonly outputRows: number;
  readonly kernelTaps: number;
  /** Output columns times kernel rows inside the image. */
  readonly rowsInside: number;
  /** Kernel taps inside the image, summed over output pixels. */
  readonly tapsInside: number;
}

export function windowOver(batches: number, h: AxisWindow, w: AxisWindow): WindowCounts {
  const rows = insideAlong(h);
  return {
    batches,
    pixels: batches * h.output * w.output,
    outputRows: batches * h.output,
    kernelTaps: h.kernel * w.kernel,
    rowsInside: batches * rows * w.output,
    tapsInside: batches * rows * insideAlong(w),
  };
}
