// Shapes: lists of dimensions, outermost first (NHWC for images).

export type Shape = readonly number[];

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, d) => product * d, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

/** Axes of one change no value's place. */
export function withoutOnes(shape: Shape): Shape {
  return shape.filter((d) => d !== 1);
}

/** `[49, 10, 1]` as people write it: `49x10x1`; a scalar is `scalar`. */
export function describeShape(shape: Shape): string {
  return shape.length === 0 ? 'scalar' : shape.join('x');
}

export type Padding = 'same' | 'valid';

/**
 * Output length and padding of a sliding window along one axis, in elements, as TensorFlow computes them:
 * tensorflow/lite/kernels/padding.h, ComputeOutSize and ComputePaddingWithOffset.
 * For `same`, the smaller half goes first.
 */
export function windowAlong(
  input: number,
  kernel: number,
  stride: number,
  dilation: number,
  padding: Padding,
): { output: number; before: number; after: number } {
  const effective = (kernel - 1) * dilation + 1;
  const output =
    padding === 'same' ? Math.floor((input + stride - 1) / stride) : Math.floor((input + stride - effective) / stride);
  const total = Math.max((output - 1) * stride + effective - input, 0);
  const before = padding === 'same' ? Math.floor(total / 2) : 0;
  return { output, before, after: padding === 'same' ? total - before : 0 };
}
