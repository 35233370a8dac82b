// RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR: tensorflow/lite/micro/kernels/resize_bilinear.cc,
// resize_nearest_neighbor.cc; kernels/internal/reference/resize_bilinear.h, resize_nearest_neighbor.h.
import { roundAway } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import type { TensorType } from '../../tflite/schema.ts';
import type { Op, OperatorRun, OpTensor, Preparation } from '../op.ts';
import { moveFrom } from '../tensors/move.ts';
import { inputAt, outputAt, requireSameType, requireType } from '../tensors/tensor.ts';
import { constantIntegers, float32, int8 } from '../tensors/views.ts';

interface Resize {
  readonly input: OpTensor;
  readonly output: OpTensor;
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

function resizeOf(preparation: Preparation, ...types: readonly TensorType[]): Resize {
  const { kernels, operator } = preparation;
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  requireType(input, ...types);
  requireSameType(input, output);
  const size = inputAt(preparation, 1);
  requireType(size, 'INT32');
  const [h, w] = constantIntegers(kernels, size);
  const [a, b] = [input.shape, output.shape];
  const fits = a.length === 4 && b.length === 4 && a[0] === b[0] && a[3] === b[3] && b[1] === h && b[2] === w;
  if (!fits || size.elements !== 2 || a[1] === 0 || a[2] === 0) {
    reject('micro/shape', `${a.join('x')} is resized to ${h}x${w}, the output is ${b.join('x')}`);
  }
  const option = (name: string) => operator.options[name] === true;
  return { input, output, alignCorners: option('alignCorners'), halfPixelCenters: option('halfPixelCenters') };
}

/** GetNearestNeighbor, in float32. */
function nearest({ alignCorners, halfPixelCenters }: Resize, input: number, output: number): number[] {
  const f32 = Math.fround;
  const scale = alignCorners && output > 1 ? f32((input - 1) / (output - 1)) : f32(input / output);
  const round = alignCorners ? roundAway : Math.floor;
  return Array.from({ length: output }, (_, at) => {
    const place = f32((halfPixelCenters ? at + 0.5 : at) * scale);
    const index = Math.min(round(place), input - 1);
    return halfPixelCenters ? Math.max(index, 0) : index;
  });
}

export const resizeNearest: Op = (preparation) => {
  const resize = resizeOf(preparation, 'FLOAT32', 'INT8', 'INT16');
  const { input, output } = resize;
  const [n, inH, inW, c] = input.shape;
  const rows = nearest(resize, inH, output.shape[1]);
  const columns = nearest(resize, inW, output.shape[2]);
  const sources = new Int32Array(output.elements);
  let at = 0;
  for (let sample = 0; sample < n; sample++) {
    for (const row of rows) {
      for (const column of columns) {
        const from = ((sample * inH + row) * inW + column) * c;
        for (let k = 0; k < c; k++) sources[at++] = from + k;
      }
    }
  }
  return moveFrom(preparation.kernels, input, output, sources);
};

/** Where a position lies between two of the input's: `part` of the way from `lower` to `upper`. */
interface Between {
  readonly lower: number;
  readonly upper: number;
  readonly part: number;
}

/** ComputeInterpolationValues: float32. */
function between({ alignCorners, halfPixelCenters }: Resize, input: number, output: number): Between[] {
  const f32 = Math.fround;
  const scale = alignCorners && output > 1 ? f32((input - 1) / (output - 1)) : f32(input / output);
  return Array.from({ length: output }, (_, at) => {
    const place = halfPixelCenters ? f32(f32((at + 0.5) * scale) - 0.5) : f32(at * scale);
    const lower = Math.max(Math.floor(place), 0);
    const upper = Math.min(Math.ceil(place), input - 1);
    return { lower, upper, part: f32(place - lower) };
  });
}

/** ComputeInterpolationValuesInteger: parts of 1024. */
function betweenInteger({ alignCorners, halfPixelCenters }: Resize, input: number, output: number): Between[] {
  const aligned = alignCorners && output > 1;
  const [numerator, denominator] = aligned ? [input - 1, output - 1] : [input, output];
  const scale = Math.trunc((1024 * numerator + Math.trunc(denominator / 2)) / denominator);
  return Array.from({ length: output }, (_, at) => {
    const place = at * scale + (halfPixelCenters ? Math.trunc(scale / 2) - 512 : 0);
    const lower = Math.max(Math.trunc(place / 1024), 0);
    const upper = Math.min(Math.trunc((place + 1023) / 1024), input - 1);
    return { lower, upper, part: place - 1024 * lower };
  });
}

export const resizeBilinear: Op = (preparation): OperatorRun => {
  const resize = resizeOf(preparation, 'FLOAT32', 'INT8');
  if (resize.alignCorners && resize.halfPixelCenters) {
    reject('micro/options', 'half pixel centers and aligned corners exclude each other');
  }
  const { kernels } = preparation;
  const { input, output } = resize;
  const [n, inH, inW, c] = input.shape;
  const [, outH, outW] = output.shape;
  const along = input.type === 'FLOAT32' ? between : betweenInteger;
  const [rows, columns] = [along(resize, inH, outH), along(resize, inW, outW)];
  const each = (visit: (at: number, corners: readonly number[], y: number, x: number) => void) => {
    let at = 0;
    const corners = [0, 0, 0, 0];
    for (let sample = 0; sample < n; sample++) {
      for (const row of rows) {
        const [top, bottom] = [(sample * inH + row.lower) * inW, (sample * inH + row.upper) * inW];
        for (const column of columns) {
          for (let k = 0; k < c; k++) {
            corners[0] = (top + column.lower) * c + k;
            corners[1] = (bottom + column.lower) * c + k;
            corners[2] = (top + column.upper) * c + k;
            corners[3] = (bottom + column.upper) * c + k;
            visit(at++, corners, row.part, column.part);
          }
        }
      }
    }
  };
  if (input.type === 'FLOAT32') {
    const f32 = Math.fround;
    const [x, y] = [float32(kernels, input), float32(kernels, output)];
    const run = () =>
      each((at, corners, down, right) => {
        const [up, left] = [f32(1 - down), f32(1 - right)];
        const part = (corner: number, a: number, b: number) => f32(f32(x[corners[corner]] * a) * b);
        const sum = f32(f32(part(0, up, left) + part(1, down, left)) + part(2, up, right));
        y[at] = sum + part(3, down, right);
      });
    return { run };
  }
  const [x, y] = [int8(kernels, input), int8(kernels, output)];
  const run = () =>
    each((at, corners, down, right) => {
      const [up, left] = [1024 - down, 1024 - right];
      const sum =
        x[corners[0]] * up * left +
        x[corners[1]] * down * left +
        x[corners[2]] * up * right +
        x[corners[3]] * down * right;
      y[at] = Math.trunc((sum + (sum > 0 ? 524288 : -524288)) / 1048576);
    });
  return { run };
};
