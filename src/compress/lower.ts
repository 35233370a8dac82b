// A folded network as a .tflite model: one row per kind of node, int8, int16x8 or float32, with the versions that
// TensorFlow's converter writes.
import type { Padding, Shape } from '../base/shape.ts';
import type { SlidingWindow } from '../nn/layers/sliding-window.ts';
import type { Model, Operator, Options, Quantization, Tensor } from '../tflite/model.ts';
import type { BuiltinOperator } from '../tflite/schema.ts';
import type { Affine } from './affine.ts';
import type { Activation, FoldedInput, FoldedKind, FoldedNetwork, FoldedNode } from './folded.ts';
import { hasWeights } from './folded.ts';
import type { NumberMode } from './params.ts';
import type { QuantizedNetwork } from './quantize.ts';
import { weightLayout } from './weights.ts';

type Precision = NumberMode | 'float32';

interface OperatorRow<K extends FoldedKind> {
  readonly code: BuiltinOperator;
  /** Of integer (int16x8 as int8) and float32 operators, as TensorFlow 2.21's converter writes them:
   * fixtures/compress/converter.json and tensorflow/lite/tools/versioning/op_version.cc. */
  readonly integer: number;
  readonly float32: number;
  /** First runtime of these versions where it is later than 1.14.0 and 1.5.0: tools/versioning/runtime_version.cc. */
  readonly integerSince?: string;
  options(node: FoldedNode & { readonly kind: K }, precision: Precision): Options | undefined;
}

// Enum values of schema.fbs: Padding, ActivationFunctionType.
const PADDING = { same: 0, valid: 1 } satisfies Record<Padding, number>;
const ACTIVATION = { none: 0, relu: 1, relu6: 3 } satisfies Record<Activation, number>;

// TensorType of schema.fbs: INT64, and FLOAT32 where the field is not set.
const biasTypeOf = (precision: Precision) => (precision === 'int16x8' ? 4 : 0);

type WindowNode = SlidingWindow & { readonly activation: Activation };

const windowOptions = ({ stride, padding, activation }: WindowNode) => ({
  padding: PADDING[padding],
  strideW: stride[1],
  strideH: stride[0],
  fusedActivationFunction: ACTIVATION[activation],
});

const poolOptions = (node: WindowNode) => ({
  ...windowOptions(node),
  filterWidth: node.kernel[1],
  filterHeight: node.kernel[0],
});

const ROWS = {
  conv2d: {
    code: 'CONV_2D',
    integer: 3,
    float32: 1,
    options: (node, precision) => ({
      ...windowOptions(node),
      dilationWFactor: node.dilation[1],
      dilationHFactor: node.dilation[0],
      quantizedBiasType: biasTypeOf(precision),
    }),
  },
  depthwiseConv2d: {
    code: 'DEPTHWISE_CONV_2D',
    integer: 3,
    float32: 1,
    options: (node) => ({
      ...windowOptions(node),
      depthMultiplier: node.multiplier,
      dilationWFactor: node.dilation[1],
      dilationHFactor: node.dilation[0],
    }),
  },
  // Version 4 with per-channel weights too: TensorFlow 2.21's converter writes no other for integers
  // (fixtures/compress/converter.json).
  dense: {
    code: 'FULLY_CONNECTED',
    integer: 4,
    float32: 1,
    options: (node, precision) => ({
      fusedActivationFunction: ACTIVATION[node.activation],
      weightsFormat: 0,
      keepNumDims: false,
      asymmetricQuantizeInputs: false,
      quantizedBiasType: biasTypeOf(precision),
    }),
  },
  maxPool: { code: 'MAX_POOL_2D', integer: 2, float32: 1, options: poolOptions },
  averagePool: { code: 'AVERAGE_POOL_2D', integer: 2, float32: 1, options: poolOptions },
  add: {
    code: 'ADD',
    integer: 2,
    float32: 1,
    options: (node, precision) => ({
      fusedActivationFunction: ACTIVATION[node.activation],
      potScaleInt16: precision !== 'int16x8',
    }),
  },
  concat: {
    code: 'CONCATENATION',
    integer: 2,
    float32: 1,
    options: () => ({ axis: -1, fusedActivationFunction: ACTIVATION.none }),
  },
  pad: { code: 'PAD', integer: 2, float32: 1, options: () => ({}) },
  reshape: { code: 'RESHAPE', integer: 1, float32: 1, options: (node) => ({ newShape: batched(node.outputShape) }) },
  softmax: { code: 'SOFTMAX', integer: 2, float32: 1, options: () => ({ beta: 1 }) },
  sigmoid: { code: 'LOGISTIC', integer: 2, float32: 1, options: () => undefined },
  relu: { code: 'RELU', integer: 2, float32: 1, integerSince: '2.1.0', options: () => undefined },
  relu6: { code: 'RELU6', integer: 2, float32: 1, options: () => undefined },
} satisfies { [K in FoldedKind]: OperatorRow<K> };

// Each row takes exactly its own kind of node; TypeScript can't see that across a computed key.
const rowOf = (node: FoldedNode) => ROWS[node.kind] as OperatorRow<FoldedKind>;

/** The integer model; input and output of the type of its activations, batch 1. */
export function lower(network: QuantizedNetwork): Model {
  const isWide = network.mode === 'int16x8';
  return assemble(network.folded, network.mode, {
    type: isWide ? 'INT16' : 'INT8',
    weightType: 'INT8',
    quantizationOf: (i) => perTensor(i < 0 ? network.input : network.nodes[i].output),
    parametersOf(index) {
      const weights = network.nodes[index].weights;
      if (!weights) return undefined;
      const { values, shape, scales, dimension, bias, biasScales } = weights;
      const perChannel = (list: readonly number[], quantizedDimension: number): Quantization => ({
        scales: list.map(Math.fround),
        zeroPoints: list.map(() => 0),
        quantizedDimension: list.length > 1 ? quantizedDimension : 0,
      });
      return {
        shape,
        weight: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
        weightQuantization: perChannel(scales, dimension),
        bias: isWide ? int64(bias) : littleEndian(bias, 'setInt32'),
        biasType: isWide ? 'INT64' : 'INT32',
        biasQuantization: perChannel(biasScales, 0),
      };
    },
  });
}

/** The same network in float32, for a teacher or a comparison. */
export function lowerFloat(folded: FoldedNetwork): Model {
  return assemble(folded, 'float32', {
    type: 'FLOAT32',
    weightType: 'FLOAT32',
    quantizationOf: () => undefined,
    parametersOf(index) {
      const node = folded.nodes[index];
      if (!hasWeights(node)) return undefined;
      const { values, shape } = weightLayout(node);
      const bias = littleEndian(node.parameters.bias, 'setFloat32');
      return { shape, weight: littleEndian(values, 'setFloat32'), bias, biasType: 'FLOAT32' };
    },
  });
}

interface LayerParameters {
  readonly shape: Shape;
  readonly weight: Uint8Array;
  readonly weightQuantization?: Quantization;
  readonly bias: Uint8Array;
  readonly biasType: 'INT32' | 'INT64' | 'FLOAT32';
  readonly biasQuantization?: Quantization;
}

/** What differs between an integer and a float32 model. */
interface Numbers {
  /** Of activations. */
  readonly type: 'INT8' | 'INT16' | 'FLOAT32';
  readonly weightType: 'INT8' | 'FLOAT32';
  quantizationOf(index: FoldedInput): Quantization | undefined;
  parametersOf(index: number): LayerParameters | undefined;
}

type AddConstant = (
  name: string,
  type: Tensor['type'],
  shape: Shape,
  data: Uint8Array,
  quantization?: Quantization,
) => number;

/** What a node reads besides activations, in the order of its inputs. */
function constantsOf(
  node: FoldedNode,
  parameters: LayerParameters | undefined,
  weightType: Numbers['weightType'],
  add: AddConstant,
): number[] {
  const indices: number[] = [];
  if (parameters) {
    const { shape, weight, weightQuantization, bias, biasType, biasQuantization } = parameters;
    const channels = bias.length / (biasType === 'INT64' ? 8 : 4);
    indices.push(add(`${node.name}/weights`, weightType, shape, weight, weightQuantization));
    indices.push(add(`${node.name}/bias`, biasType, [channels], bias, biasQuantization));
  }
  if (node.kind === 'reshape') {
    const shape = batched(node.outputShape);
    indices.push(add(`${node.name}/shape`, 'INT32', [shape.length], littleEndian(shape, 'setInt32')));
  }
  if (node.kind === 'pad') {
    // Before and after, for batch, height, width and channels.
    const paddings = [0, 0, node.top, node.bottom, node.left, node.right, 0, 0];
    indices.push(add(`${node.name}/paddings`, 'INT32', [4, 2], littleEndian(paddings, 'setInt32')));
  }
  return indices;
}

function assemble(folded: FoldedNetwork, precision: Precision, numbers: Numbers): Model {
  const buffers: Uint8Array[] = [new Uint8Array(0)];
  const tensors: Tensor[] = [];
  const addConstant: AddConstant = (name, type, shape, data, quantization) => {
    const buffer = buffers.push(data) - 1;
    return tensors.push({ name, type, shape, buffer, quantization, isVariable: false }) - 1;
  };
  const activation = (name: string, shape: Shape, index: FoldedInput) => {
    const quantization = numbers.quantizationOf(index);
    return (
      tensors.push({ name, type: numbers.type, shape: batched(shape), buffer: 0, quantization, isVariable: false }) - 1
    );
  };
  const input = activation('input', folded.inputShape, -1);
  const outputs: number[] = [];
  const operators = folded.nodes.map((node, index): Operator => {
    const row = rowOf(node);
    const activations = node.inputs.map((i) => (i < 0 ? input : outputs[i]));
    const constants = constantsOf(node, numbers.parametersOf(index), numbers.weightType, addConstant);
    const output = activation(node.name, node.outputShape, index);
    outputs.push(output);
    const options = row.options(node as never, precision);
    const version = precision === 'float32' ? row.float32 : row.integer;
    return {
      code: row.code,
      version,
      inputs: [...activations, ...constants],
      outputs: [output],
      options: options ?? {},
      hasOptions: options !== undefined,
    };
  });
  const output = folded.output < 0 ? input : outputs[folded.output];
  // The converter reserves 16 bytes for the version, padded with zeros.
  const buffer = buffers.push(ascii(runtimeOf(folded, precision), 16)) - 1;
  return {
    version: 3,
    description: 'kd-gate',
    subgraphs: [{ name: 'main', tensors, operators, inputs: [input], outputs: [output] }],
    buffers,
    metadata: [{ name: 'min_runtime_version', buffer }],
  };
}

/** The first TensorFlow Lite that runs these versions of the operators. */
function runtimeOf({ nodes }: FoldedNetwork, precision: Precision): string {
  if (precision === 'float32') return '1.5.0';
  // The 16x8 kernels came later than these versions of the operators.
  if (precision === 'int16x8') return '2.3.0';
  return nodes.map((node) => rowOf(node).integerSince).find((since) => since) ?? '1.14.0';
}

function batched(shape: Shape): Shape {
  return [1, ...shape];
}

function perTensor({ scale, zeroPoint }: Affine): Quantization {
  return { scales: [Math.fround(scale)], zeroPoints: [zeroPoint], quantizedDimension: 0 };
}

/** 32-bit numbers as the file stores them, on machines of any byte order. */
function littleEndian(values: ArrayLike<number>, setter: 'setInt32' | 'setFloat32'): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view[setter](i * 4, values[i], true);
  return bytes;
}

/** Whole numbers as int64. */
function int64(values: Int32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setBigInt64(i * 8, BigInt(values[i]), true);
  return bytes;
}

function ascii(text: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
