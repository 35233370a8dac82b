// The int8 kernels of the simulator, as functions over linear memory. Each gives, to the bit, what TFLM's reference
// kernel of that name computes (double rounding; tensorflow/lite/kernels/internal/reference/integer_ops). Addresses are
// in bytes, tensors NHWC and dense.

/** `layer`: the address of a block that `writeLayer` wrote; it and what is packed must stay. Packed memory and
 * workspace are aligned to 16. */
export interface Int8Kernels {
  /** Bytes of what `convS8Pack` writes: weights in the kernels' own order and all that doesn't depend on the input. */
  convS8PackedBytes(layer: number): number;
  /** weight: int8 [outC, kh, kw, inC]. bias: int32 [outC], 0 for none. multipliers, shifts: int32 [outC]. */
  convS8Pack(layer: number, weight: number, bias: number, multipliers: number, shifts: number, packed: number): void;
  convS8WorkspaceBytes(layer: number): number;
  /** All samples: y[n, oh, ow, o] =
   * clamp(requantized(bias + sum of (x - inputZeroPoint) * (weight - weightZeroPoint)) + outputZeroPoint). */
  convS8(layer: number, packed: number, x: number, y: number, workspace: number): void;

  depthwiseS8PackedBytes(layer: number): number;
  /** weight: int8 [kh, kw, outC]; output channel c * multiplier + m belongs to input channel c. */
  depthwiseS8Pack(
    layer: number,
    weight: number,
    bias: number,
    multipliers: number,
    shifts: number,
    packed: number,
  ): void;
  depthwiseS8WorkspaceBytes(layer: number): number;
  depthwiseS8(layer: number, packed: number, x: number, y: number, workspace: number): void;

  /** Means of what lies inside the image, halves away from zero. A window without any such place leaves its output as
   * it is. */
  averagePoolS8(layer: number, x: number, y: number): void;
  maxPoolS8(layer: number, x: number, y: number): void;

  /** `addition`: the address of a block that `writeAddition` wrote. `aStep`, `bStep`: 1, or 0 where one value meets all
   * `elements`. */
  addS8(addition: number, a: number, b: number, y: number, aStep: number, bStep: number, elements: number): void;
}
