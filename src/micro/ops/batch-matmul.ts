// BATCH_MATMUL: tensorflow/lite/micro/kernels/batch_matmul.cc, kernels/internal/reference/batch_matmul.h.
import {
  clamp,
  multiplyByQuantizedMultiplier,
  multiplyWideByQuantizedMultiplier,
  quantizeMultiplier,
} from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { describeShape, type Shape, sameShape, sizeOf } from '../../base/shape.ts';
import type { Op, OperatorRun, OpTensor, Preparation } from '../op.ts';
import { sourcesOf } from '../tensors/broadcast.ts';
import { requireSymmetric, scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { inputAt, outputAt, requireSameType, requireType } from '../tensors/tensor.ts';
import { float32, numbers } from '../tensors/views.ts';

interface Product {
  readonly a: OpTensor;
  readonly b: OpTensor;
  readonly output: OpTensor;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** For every matrix of the output: which matrix of each input. */
  readonly matricesA: Int32Array;
  readonly matricesB: Int32Array;
  /** Elements from one row to the next and from one k to the next. */
  readonly rowA: number;
  readonly stepA: number;
  readonly columnB: number;
  readonly stepB: number;
}

function productOf(preparation: Preparation): Product {
  const { options } = preparation.operator;
  const [a, b, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireType(a, 'FLOAT32', 'INT8', 'INT16');
  requireSameType(a, b);
  requireSameType(a, output);
  for (const { shape } of [a, b]) {
    if (shape.length < 2 || shape.length > 5) reject('micro/rank', `${shape.length} dimensions; 2 to 5 are supported`);
  }
  const last = (shape: Shape) => [shape[shape.length - 2], shape[shape.length - 1]];
  const [[a0, a1], [b0, b1]] = [last(a.shape), last(b.shape)];
  const [adjX, adjY] = [options.adjX === true, options.adjY === true];
  const [rows, depth] = adjX ? [a1, a0] : [a0, a1];
  const [columns, depthB] = adjY ? [b0, b1] : [b1, b0];
  if (depth !== depthB) reject('micro/shape', `${describeShape(a.shape)} and ${describeShape(b.shape)} don't multiply`);
  const rank = Math.max(a.shape.length, b.shape.length);
  const batch = (shape: Shape): Shape => [...Array<number>(rank - shape.length).fill(1), ...shape.slice(0, -2)];
  const [batchA, batchB] = [batch(a.shape), batch(b.shape)];
  const batches = batchA.map((d, i) => (d === 1 ? batchB[i] : d));
  const product = [...batches, rows, columns];
  if (!sameShape(product, output.shape)) {
    reject('micro/shape', `the product is ${describeShape(product)}, the output ${describeShape(output.shape)}`);
  }
  return {
    a,
    b,
    output,
    rows,
    columns,
    depth,
    matricesA: sourcesOf(batchA, batches),
    matricesB: sourcesOf(batchB, batches),
    rowA: adjX ? 1 : depth,
    stepA: adjX ? rows : 1,
    columnB: adjY ? depth : 1,
    stepB: adjY ? 1 : columns,
  };
}

/** Calls back for every element of the output with the places of its first factors. */
function each(product: Product, visit: (out: number, fromA: number, fromB: number) => void): void {
  const { rows, columns, depth, matricesA, matricesB, rowA, columnB } = product;
  let out = 0;
  for (let matrix = 0; matrix < matricesA.length; matrix++) {
    const [startA, startB] = [matricesA[matrix] * rows * depth, matricesB[matrix] * depth * columns];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        visit(out++, startA + row * rowA, startB + column * columnB);
      }
    }
  }
}

export const batchMatmul: Op = (preparation): OperatorRun => {
  const { kernels } = preparation;
  const product = productOf(preparation);
  const { a, b, output, depth, stepA, stepB } = product;
  const macs = sizeOf(output.shape) * depth;
  const steps = macs / 8;
  if (a.type === 'FLOAT32') {
    const [x1, x2, y] = [a, b, output].map((tensor) => float32(kernels, tensor));
    const run = () =>
      each(product, (out, fromA, fromB) => {
        let sum = 0;
        for (let k = 0; k < depth; k++) {
          sum = Math.fround(sum + Math.fround(x1[fromA + k * stepA] * x2[fromB + k * stepB]));
        }
        y[out] = sum;
      });
    return { macs, steps, run };
  }
  // kernel_util.cc, GetQuantizedConvolutionMultipler: the scales' product in float32.
  const multiplier = quantizeMultiplier(Math.fround(scaleOf(a) * scaleOf(b)) / scaleOf(output));
  const [zeroA, zeroB, zero] = [a, b, output].map(zeroPointOf);
  const wide = a.type === 'INT16';
  if (wide) requireSymmetric(a, b, output);
  const scaled = wide ? multiplyWideByQuantizedMultiplier : multiplyByQuantizedMultiplier;
  const [min, max] = wide ? [-32768, 32767] : [-128, 127];
  const [x1, x2, y] = [a, b, output].map((tensor) => numbers(kernels, tensor));
  const run = () =>
    each(product, (out, fromA, fromB) => {
      let sum = 0;
      for (let k = 0; k < depth; k++) sum += (x1[fromA + k * stepA] - zeroA) * (x2[fromB + k * stepB] - zeroB);
      y[out] = clamp(scaled(wide ? sum : sum | 0, multiplier) + zero, min, max);
    });
  return { macs, steps, run };
};
