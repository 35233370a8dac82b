// The values that each weight of a layer meets, summed over the layer's output positions.
import { type Shape, sizeOf, windowAlong } from '../base/shape.ts';
import type { FoldedWeightNode } from './folded.ts';

/** Taps times input channels; a dense layer's whole input. */
export function patchSize(node: FoldedWeightNode, inputShape: Shape): number {
  return node.kind === 'dense' ? sizeOf(inputShape) : node.kernel[0] * node.kernel[1] * inputShape[2];
}

/** Adds one sample's to `sums` [kh, kw, channels]; padding counts as zero. */
export function addPatches(
  node: FoldedWeightNode,
  inputShape: Shape,
  values: ArrayLike<number>,
  sums: Float64Array,
): void {
  if (node.kind === 'dense') {
    for (let i = 0; i < sums.length; i++) sums[i] += values[i];
    return;
  }
  const [height, width, channels] = inputShape;
  const { kernel, stride, padding, dilation } = node;
  const [rows, columns] = [height, width].map((size, axis) =>
    sourcesOf(windowAlong(size, kernel[axis], stride[axis], dilation[axis], padding), size, axis),
  );
  for (let i = 0; i < kernel[0]; i++) {
    for (let j = 0; j < kernel[1]; j++) {
      const to = (i * kernel[1] + j) * channels;
      for (const y of rows[i]) {
        for (const x of columns[j]) {
          const from = (y * width + x) * channels;
          for (let c = 0; c < channels; c++) sums[to + c] += values[from + c];
        }
      }
    }
  }

  /** Of each tap along an axis: the input positions that it meets. */
  function sourcesOf({ output, before }: { output: number; before: number }, size: number, axis: number): number[][] {
    return Array.from({ length: kernel[axis] }, (_, tap) =>
      Array.from({ length: output }, (__, o) => o * stride[axis] - before + tap * dilation[axis]).filter(
        (at) => at >= 0 && at < size,
      ),
    );
  }
}
