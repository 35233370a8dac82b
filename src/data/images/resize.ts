// Pictures of another size, as tf.image.resize makes them: the kernels resize_bilinear_op.cc, resize_area_op.cc and
// resize_nearest_neighbor_op.cc of TensorFlow, in their float32 and their order. Bytes are tf.round of the result.
import type { Picture } from './picture.ts';

export const RESIZE_METHODS = ['bilinear', 'nearest', 'area'] as const;
export type ResizeMethod = (typeof RESIZE_METHODS)[number];

const { fround } = Math;

/** [height, width, channels] float32, before it is rounded. */
export function resizeToReals(picture: Picture, height: number, width: number, method: ResizeMethod): Float32Array {
  return RESIZERS[method](picture, height, width);
}

export function resize(picture: Picture, height: number, width: number, method: ResizeMethod): Picture {
  if (picture.height === height && picture.width === width) return picture;
  const reals = resizeToReals(picture, height, width, method);
  return { height, width, channels: picture.channels, pixels: Uint8Array.from(reals, roundToEven) };
}

/** Where two are as near, the even one, as tf.round does. */
function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

const RESIZERS = { bilinear, nearest, area } as const;

/** Of one axis: between which two pixels of the source each lies, and how far on the way. */
interface Lerps {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly share: Float32Array;
}

/** Half-pixel centres, without antialias. */
function lerpsOf(from: number, to: number): Lerps {
  const scale = fround(from / to);
  const [lower, upper, share] = [new Int32Array(to), new Int32Array(to), new Float32Array(to)];
  for (let i = 0; i < to; i++) {
    const at = fround(fround(fround(i + 0.5) * scale) - 0.5);
    const floor = Math.floor(at);
    lower[i] = Math.max(floor, 0);
    upper[i] = Math.min(Math.ceil(at), from - 1);
    share[i] = fround(at - floor);
  }
  return { lower, upper, share };
}

function bilinear({ height: h, width: w, channels, pixels }: Picture, height: number, width: number): Float32Array {
  const [ys, xs] = [lerpsOf(h, height), lerpsOf(w, width)];
  const out = new Float32Array(height * width * channels);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [ys.lower[y], ys.upper[y]].map((row) => row * w * channels);
    for (let x = 0; x < width; x++) {
      const [left, right] = [xs.lower[x] * channels, xs.upper[x] * channels];
      for (let c = 0; c < channels; c++) {
        const above = lerp(pixels[top + left + c], pixels[top + right + c], xs.share[x]);
        const below = lerp(pixels[bottom + left + c], pixels[bottom + right + c], xs.share[x]);
        out[to++] = lerp(above, below, ys.share[y]);
      }
    }
  }
  return out;
}

function lerp(from: number, to: number, share: number): number {
  return fround(from + fround(fround(to - from) * share));
}

function nearest({ height: h, width: w, channels, pixels }: Picture, height: number, width: number): Float32Array {
  const [rows, columns] = [nearestOf(h, height), nearestOf(w, width)];
  const out = new Float32Array(height * width * channels);
  let to = 0;
  for (const row of rows) {
    for (const column of columns) {
      for (let c = 0; c < channels; c++) out[to++] = pixels[(row * w + column) * channels + c];
    }
  }
  return out;
}

function nearestOf(from: number, to: number): Int32Array {
  const scale = fround(from / to);
  return Int32Array.from({ length: to }, (_, i) => Math.min(Math.floor(fround(fround(i + 0.5) * scale)), from - 1));
}

/** Of one axis: the pixels of the source that each covers, and how much of each of them. */
type Cover = readonly { readonly at: number; readonly share: number }[];

function coversOf(from: number, to: number, scale: number): readonly Cover[] {
  return Array.from({ length: to }, (_, i) => {
    const [start, end] = [fround(i * scale), fround((i + 1) * scale)];
    const first = Math.floor(start);
    return Array.from({ length: Math.ceil(end) - first }, (_, k) => {
      const at = first + k;
      const low = at < start ? fround(at + 1 - start) : 1;
      const share = at + 1 <= end ? low : at < start ? scale : fround(end - at);
      return { at: Math.min(at, from - 1), share };
    });
  });
}

function area({ height: h, width: w, channels, pixels }: Picture, height: number, width: number): Float32Array {
  const [yScale, xScale] = [fround(h / height), fround(w / width)];
  const [rows, columns] = [coversOf(h, height, yScale), coversOf(w, width, xScale)];
  const whole = fround(1 / fround(yScale * xScale));
  const out = new Float32Array(height * width * channels);
  let to = 0;
  for (const row of rows) {
    for (const column of columns) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (const y of row) {
          let line = 0;
          for (const x of column) line = fround(line + fround(pixels[(y.at * w + x.at) * channels + c] * x.share));
          sum = fround(sum + fround(line * y.share));
        }
        out[to++] = fround(sum * whole);
      }
    }
  }
  return out;
}
