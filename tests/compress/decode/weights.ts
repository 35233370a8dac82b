// Weights for the encoders, what TFLM's rules make of an encoding, and a model of one dense layer.
import { attempt, must } from '../../../src/base/problem.ts';
import { random } from '../../../src/base/random.ts';
import type { Encoding, Weights } from '../../../src/compress/decode/encoding.ts';
import { decode } from '../../../src/micro/arithmetic/decode.ts';
import type { Model, Operator, Quantization, Tensor } from '../../../src/tflite/model.ts';
import type { TensorType } from '../../../src/tflite/schema.ts';

export const int8s = (values: readonly number[]): Uint8Array => new Uint8Array(Int8Array.from(values).buffer);

export const byChannel = (
  scales: number,
  quantizedDimension = 0,
  zeroPoints: readonly number[] = [],
): Quantization => ({
  scales: Array(scales).fill(1),
  zeroPoints: Array.from({ length: scales }, (_, i) => zeroPoints[i] ?? 0),
  quantizedDimension,
});

export function weightsOf(
  data: Uint8Array,
  shape: readonly number[],
  quantization?: Quantization,
  type: TensorType = 'INT8',
): Weights {
  return { data, output: { name: 'w', type, shape, ...(quantization && { quantization }) } };
}

/** As the simulator unpacks it, which is held to TFLM's own answers (micro/ops/decode.test.ts). */
export function unpacked({ encoded, ancillary }: Encoding, { output }: Weights): Uint8Array {
  return must(attempt(() => decode({ encoded, ancillary, ancillaryName: 'a', output })));
}

/** Int8 weights that take `values` distinct values, each about as often. */
export function clusteredWeights(seed: number, count: number, values: number): Uint8Array {
  const source = random(seed, 'weights');
  return int8s(Array.from({ length: count }, () => Math.floor((256 / values) * source.below(values)) - 128));
}

const tensor = (name: string, type: TensorType, shape: readonly number[], buffer: number, scale = 2 ** -7): Tensor => ({
  name,
  type,
  shape,
  buffer,
  quantization: { scales: [scale], zeroPoints: [0], quantizedDimension: 0 },
  isVariable: false,
});

/** FULLY_CONNECTED of int8 without bias. */
export function dense(inputs: readonly number[], output: number): Operator {
  return {
    code: 'FULLY_CONNECTED',
    version: 1,
    inputs,
    outputs: [output],
    options: { fusedActivationFunction: 0, weightsFormat: 0, keepNumDims: false, asymmetricQuantizeInputs: false },
    hasOptions: true,
  };
}

export interface DenseLayers {
  readonly width: number;
  /** One a layer; each has a buffer of its own. */
  readonly weights: readonly Uint8Array[];
}

/** Layers of equal width, one behind the other: tensors 0 .. n are activations, n + 1 .. 2n weights. */
export function denseModel({ width, weights }: DenseLayers): Model {
  const count = weights.length;
  const activations = Array.from({ length: count + 1 }, (_, i) => tensor(`x${i}`, 'INT8', [1, width], 0));
  const layers = weights.map((_, i) => tensor(`layer${i}/weights`, 'INT8', [width, width], i + 1));
  return {
    version: 3,
    description: '',
    buffers: [new Uint8Array(0), ...weights],
    metadata: [],
    subgraphs: [
      {
        name: 'main',
        tensors: [...activations, ...layers],
        operators: weights.map((_, i) => dense([i, count + 1 + i, -1], i + 1)),
        inputs: [0],
        outputs: [count],
      },
    ],
  };
}
