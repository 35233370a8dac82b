// Broadcasting: for every element of the output, the elements of the inputs that it is made from.
import { reject } from '../../base/problem.ts';
import { describeShape, type Shape, sameShape, sizeOf } from '../../base/shape.ts';
import type { Kernels } from '../../simd/kernels.ts';
import type { OperatorRun, OpTensor, Preparation } from '../op.ts';
import { type ActivationRange, activationOf, floatRange, int32Range } from './activation.ts';
import { inputAt, outputAt, requireSameType } from './tensor.ts';
import { float32, int32 } from './views.ts';

/** NumPy's rule: shapes aligned at their ends, a dimension of 1 stretched. How far a step along each axis of the output
 * leads in the input, 0 where it is stretched; undefined where they don't fit. */
function stepsOf(input: Shape, output: Shape): number[] | undefined {
  const offset = output.length - input.length;
  if (offset < 0) return undefined;
  const steps = new Array<number>(output.length).fill(0);
  let stride = 1;
  for (let axis = input.length - 1; axis >= 0; axis--) {
    if (input[axis] !== output[offset + axis] && input[axis] !== 1) return undefined;
    steps[offset + axis] = input[axis] === 1 ? 0 : stride;
    stride *= input[axis];
  }
  return steps;
}

/** For every element of the output, the index of the input's. Inside an `attempt`. */
export function sourcesOf(input: Shape, output: Shape): Int32Array {
  // An input may have leading dimensions of 1 that the output lacks, as a 1x1 constant against a vector.
  const extra = Math.max(input.length - output.length, 0);
  const steps = input.slice(0, extra).every((d) => d === 1) && stepsOf(input.slice(extra), output);
  if (!steps) return reject('micro/shape', `${describeShape(input)} doesn't broadcast to ${describeShape(output)}`);
  return positions(output, steps, 0);
}

/** The slow broadcasts of kernels/internal/reference/ take so many dimensions (NdArrayDesc) and abort with more; equal
 * shapes go another way. Inside an `attempt`. */
export function requireBroadcastRank(most: number, tensors: readonly OpTensor[]): void {
  const [first, ...others] = tensors.slice(0, -1);
  if (others.every(({ shape }) => sameShape(shape, first.shape))) return;
  const rank = Math.max(...tensors.map(({ shape }) => shape.length));
  if (rank > most) reject('micro/rank', `shapes of ${rank} dimensions are broadcast; at most ${most} are supported`);
}

/** `count` outputs from `out` on; each input starts at `from` and moves by `step`, 0 or 1. */
export interface BroadcastRun {
  readonly from1: number;
  readonly from2: number;
  readonly step1: number;
  readonly step2: number;
  readonly out: number;
  readonly count: number;
}

/** The runs that make the output: as long as both inputs go on or stand still. Inside an `attempt`. */
export function broadcastRuns(a: OpTensor, b: OpTensor, output: OpTensor): BroadcastRun[] {
  const [stepsA, stepsB] = [a, b].map(({ shape }) => stepsOf(shape, output.shape));
  if (!stepsA || !stepsB) {
    const shapes = [a, b, output].map(({ shape }) => describeShape(shape));
    return reject('micro/shape', `${shapes[0]} and ${shapes[1]} don't broadcast to ${shapes[2]}`);
  }
  if (output.elements === 0) return [];
  // Axes from the last one on that stay one run; an axis of length 1 fits any.
  let inner = output.shape.length;
  let count = 1;
  let [step1, step2] = [0, 0];
  while (inner > 0) {
    const length = output.shape[inner - 1];
    const [s1, s2] = [stepsA[inner - 1], stepsB[inner - 1]];
    const goesOn = count === 1 || (s1 === step1 * count && s2 === step2 * count);
    if (length > 1 && !goesOn) break;
    if (length > 1 && count === 1) [step1, step2] = [s1, s2];
    count *= length;
    inner--;
  }
  const outer = output.shape.slice(0, inner);
  return Array.from({ length: sizeOf(outer) }, (_, index) => {
    let [rest, from1, from2] = [index, 0, 0];
    for (let axis = inner - 1; axis >= 0; axis--) {
      const at = rest % outer[axis];
      rest = (rest - at) / outer[axis];
      from1 += at * stepsA[axis];
      from2 += at * stepsB[axis];
    }
    return { from1, from2, step1, step2, out: index * count, count };
  });
}

/** For every index of `shape` in order: start + the sum of index times stride. */
export function positions(shape: Shape, strides: readonly number[], start: number): Int32Array {
  const result = new Int32Array(sizeOf(shape));
  if (result.length === 0) return result;
  result[0] = start;
  let filled = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const block = filled;
    for (let i = 1; i < shape[axis]; i++) {
      const step = i * strides[axis];
      for (let k = 0; k < block; k++) result[filled++] = result[k] + step;
    }
  }
  return result;
}

/** How far one step along each axis leads in a dense tensor. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}

interface Writable<T> {
  readonly length: number;
  [index: number]: T;
}

/** y = f(a, b) element by element. */
export function combine<A, Y>(
  [a, x1]: readonly [OpTensor, ArrayLike<A>],
  [b, x2]: readonly [OpTensor, ArrayLike<A>],
  [output, y]: readonly [OpTensor, Writable<Y>],
  f: (a: A, b: A) => Y,
): OperatorRun {
  const sources1 = sourcesOf(a.shape, output.shape);
  const sources2 = sourcesOf(b.shape, output.shape);
  return {
    run() {
      for (let i = 0; i < sources1.length; i++) y[i] = f(x1[sources1[i]], x2[sources2[i]]);
    },
  };
}

/** Two inputs and an output, all of one type. */
export function inputsAndOutput(preparation: Preparation): readonly [a: OpTensor, b: OpTensor, output: OpTensor] {
  const [a, b, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireSameType(a, b);
  requireSameType(a, output);
  return [a, b, output];
}

/** `combine` with one view of all three. */
export function combineAs<T>(
  view: (kernels: Kernels, tensor: OpTensor) => Writable<T>,
  kernels: Kernels,
  [a, b, output]: readonly [OpTensor, OpTensor, OpTensor],
  f: (a: T, b: T) => T,
): OperatorRun {
  return combine([a, view(kernels, a)], [b, view(kernels, b)], [output, view(kernels, output)], f);
}

/** What an operator with a fused activation computes on the numbers as they are. */
export interface PlainForms {
  float(range: ActivationRange): (a: number, b: number) => number;
  int32(range: ActivationRange): (a: number, b: number) => number;
}

/** Its float32 and int32 forms; undefined for other types. */
export function combinePlain(
  { kernels, operator }: Preparation,
  tensors: readonly [OpTensor, OpTensor, OpTensor],
  { float, int32: integer }: PlainForms,
): OperatorRun | undefined {
  const activation = activationOf(operator);
  const [, , { type }] = tensors;
  if (type === 'FLOAT32') return combineAs(float32, kernels, tensors, float(floatRange(activation)));
  if (type === 'INT32') return combineAs(int32, kernels, tensors, integer(int32Range(activation)));
  return undefined;
}
