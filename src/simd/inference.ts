// The int8 kernels of the simulator, as functions over linear memory: each gives, to the bit, what TFLM's reference kernel of that name computes
// (double rounding; tensorflow/lite/kernels/internal/reference/integer_ops). All addresses are in bytes, tensors NHWC and dense.
import type { Window } from './training.ts';

/** A quantized layer over a window: convolution, depthwise convolution, pool; a fully connected layer is a convolution of `samples` images of
 * 1x1 whose channels are its inputs. */
export interface Layer extends Window {
  readonly samples: number;
  readonly inputZeroPoint: number;
  /** Of per-tensor fully connected weights; 0 in every convolution. */
  readonly weightZeroPoint: number;
  readonly outputZeroPoint: number;
  /** The range of the fused activation. */
  readonly min: number;
  readonly max: number;
}

const FIELDS = [
  'h',
  'w',
  'inC',
  'kh',
  'kw',
  'strideH',
  'strideW',
  'dilationH',
  'dilationW',
  'padTop',
  'padLeft',
  'outH',
  'outW',
  'outC',
  'samples',
  'inputZeroPoint',
  'weightZeroPoint',
  'outputZeroPoint',
  'min',
  'max',
] as const satisfies readonly (keyof Layer)[];

export const LAYER_BYTES = 4 * FIELDS.length;

/** The kernels' own form of a layer: one int32 for each field, in the order of FIELDS. */
export function writeLayer(memory: SharedArrayBuffer, address: number, layer: Layer): void {
  new Int32Array(memory, address, FIELDS.length).set(FIELDS.map((field) => layer[field]));
}

export function readLayer(memory: SharedArrayBuffer, address: number): Layer {
  const words = new Int32Array(memory, address, FIELDS.length);
  return Object.fromEntries(FIELDS.map((field, i) => [field, words[i]])) as unknown as Layer;
}

/** Parameters of ADD and SUB (tensorflow/lite/micro/kernels/add_common.cc); shifts are 0 or less. */
export interface Addition {
  readonly aZeroPoint: number;
  readonly aMultiplier: number;
  readonly aShift: number;
  readonly bZeroPoint: number;
  /** Negative for SUB: only then is the second term subtracted. */
  readonly bMultiplier: number;
  readonly bShift: number;
  readonly outputZeroPoint: number;
  readonly outputMultiplier: number;
  readonly outputShift: number;
  readonly leftShift: number;
  readonly min: number;
  readonly max: number;
}

const ADDITION_FIELDS = [
  'aZeroPoint',
  'aMultiplier',
  'aShift',
  'bZeroPoint',
  'bMultiplier',
  'bShift',
  'outputZeroPoint',
  'outputMultiplier',
  'outputShift',
  'leftShift',
  'min',
  'max',
] as const satisfies readonly (keyof Addition)[];

export const ADDITION_BYTES = 4 * ADDITION_FIELDS.length;

export function writeAddition(memory: SharedArrayBuffer, address: number, addition: Addition): void {
  new Int32Array(memory, address, ADDITION_FIELDS.length).set(ADDITION_FIELDS.map((field) => addition[field]));
}

export function readAddition(memory: SharedArrayBuffer, address: number): Addition {
  const words = new Int32Array(memory, address, ADDITION_FIELDS.length);
  return Object.fromEntries(ADDITION_FIELDS.map((field, i) => [field, words[i]])) as unknown as Addition;
}

/** `layer` is the address of a block that `writeLayer` wrote; it and what is packed must stay. Packed memory and workspace are aligned to 16. */
export interface InferenceKernels {
  /** Bytes of what `convS8Pack` writes: weights in the kernels' own order and all that doesn't depend on the input. */
  convS8PackedBytes(layer: number): number;
  /** weight: int8 [outC, kh, kw, inC]. bias: int32 [outC], 0 for none. multipliers, shifts: int32 [outC]. */
  convS8Pack(layer: number, weight: number, bias: number, multipliers: number, shifts: number, packed: number): void;
  convS8WorkspaceBytes(layer: number): number;
  /** y[n, oh, ow, o] = clamp(requantized(bias + sum of (x - inputZeroPoint) * (weight - weightZeroPoint)) + outputZeroPoint), all samples. */
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

  /** Means of what lies inside the image, halves away from zero. A window without any such place leaves its output as it is. */
  averagePoolS8(layer: number, x: number, y: number): void;
  maxPoolS8(layer: number, x: number, y: number): void;

  /** `addition`: the address of a block that `writeAddition` wrote. `aStep`, `bStep`: 1, or 0 where one value meets all `elements`. */
  addS8(addition: number, a: number, b: number, y: number, aStep: number, bStep: number, elements: number): void;
}
