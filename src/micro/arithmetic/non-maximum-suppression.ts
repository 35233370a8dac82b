// Non-maximum suppression in float32: tensorflow/lite/micro/kernels/detection_postprocess.cc.
// A box is its ymin, xmin, ymax and xmax.

const f32 = Math.fround;

export interface Thresholds {
  /** Boxes with a lower score are left out. */
  readonly scoreThreshold: number;
  /** Of intersection over union; a box that overlaps a better one by more is left out. */
  readonly overlapThreshold: number;
}

/** ComputeIntersectionOverUnion */
function overlap(boxes: Float32Array, i: number, j: number): number {
  const area = (at: number) => f32(f32(boxes[at + 2] - boxes[at]) * f32(boxes[at + 3] - boxes[at + 1]));
  const [p, q] = [4 * i, 4 * j];
  const [areaP, areaQ] = [area(p), area(q)];
  if (areaP <= 0 || areaQ <= 0) return 0;
  const height = Math.max(f32(Math.min(boxes[p + 2], boxes[q + 2]) - Math.max(boxes[p], boxes[q])), 0);
  const width = Math.max(f32(Math.min(boxes[p + 3], boxes[q + 3]) - Math.max(boxes[p + 1], boxes[q + 1])), 0);
  const common = f32(height * width);
  return f32(common / f32(f32(areaP + areaQ) - common));
}

/** Indices by decreasing value; among equals the first comes first. */
export const byDecreasing = (indices: number[], value: (index: number) => number) =>
  indices.sort((a, b) => value(b) - value(a) || a - b);

/** NonMaxSuppressionSingleClassHelper: of boxes that overlap the best. */
export function suppress(
  boxes: Float32Array,
  score: (box: number) => number,
  most: number,
  { scoreThreshold, overlapThreshold }: Thresholds,
): number[] {
  const indices = Array.from({ length: boxes.length / 4 }, (_, box) => box);
  let left = byDecreasing(
    indices.filter((box) => score(box) >= scoreThreshold),
    score,
  );
  const selected: number[] = [];
  while (left.length > 0 && selected.length < most) {
    const [best, ...others] = left;
    selected.push(best);
    left = others.filter((other) => !(overlap(boxes, best, other) > overlapThreshold));
  }
  return selected;
}
