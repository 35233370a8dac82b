// A folded network as a .tflite model: one row per kind of node, int8 or float32, with the versions that TensorFlow's
// converter writes.
import type { Padding, Shape } from '../base/shape.ts';
import type { SlidingWindow } from '../nn/layers/sliding-window.ts';
import type { Model, Operator, Options, Quantization, Tensor } from '../tflite/model.ts';
import type { BuiltinOperator } from '../tflite/schema.ts';
import type { Affine } from './affine.ts';
import type { Activation, FoldedInput, FoldedKind, FoldedNetwork, FoldedNode } from './folded.ts';
import { hasWeights } from './folded.ts';
import type { QuantizedNetwork } from './quantize.ts';
import { weightLayout } from './weights.ts';

interface OperatorRow<K extends FoldedKind> {
  readonly code: BuiltinOperator;
  /** Of int8 and float32 operators: tensorflow/lite/tools/versioning/op_version.cc. */
  readonly int8: number;
  readonly float32: number;
  /** First runtime of these versions where it is later than 1.14.0 and 1.5.0: tools/versioning/runtime_version.cc. */
  readonly int8Since?: string;
  options(node: FoldedNode & { readonly kind: K }): Options | undefined;
}

// Enum values of schema.fbs: Padding, ActivationFunctionType.
const PADDING = { same: 0, valid: 1 } satisfies Record<Padding, number>;
const ACTIVATION = { none: 0, relu: 1, relu6: 3 } satisfies Record<Activation, number>;

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
    int8: 3,
    float32: 1,
    options: (node) => ({
      ...windowOptions(node),
      dilationWFactor: node.dilation[1],
      dilationHFactor: node.dilation[0],
      quantizedBiasType: 0,
    }),
  },
  depthwiseConv2d: {
    code: 'DEPTHWISE_CONV_2D',
    int8: 3,
    float32: 1,
    options: (node) => ({
      ...windowOptions(node),
      depthMultiplier: node.multiplier,
      dilationWFactor: node.dilation[1],
      dilationHFactor: node.dilation[0],
    }),
  },
  // Version 4 with per-channel weights too: TensorFlow 2.21's converter writes no other for int8
  // (fixtures/compress/converter.json).
  dense: {
    code: 'FULLY_CONNECTED',
    int8: 4,
    float32: 1,
    options: (node) => ({
      fusedActivationFunction: ACTIVATION[node.activation],
      weightsFormat: 0,
      keepNumDims: false,
      asymmetricQuantizeInputs: false,
      quantizedBiasType: 0,
    }),
  },
  maxPool: { code: 'MAX_POOL_2D', int8: 2, float32: 1, options: poolOptions },
  averagePool: { code: 'AVERAGE_POOL_2D', int8: 2, float32: 1, options: poolOptions },
  add: {
    code: 'ADD',
    int8: 2,
    float32: 1,
    options: (node) => ({ fusedActivationFunction: ACTIVATION[node.activation], potScaleInt16: true }),
  },
  reshape: { code: 'RESHAPE', int8: 1, float32: 1, options: (node) => ({ newShape: batched(node.outputShape) }) },
  softmax: { code: 'SOFTMAX', int8: 2, float32: 1, options: () => ({ beta: 1 }) },
  sigmoid: { code: 'LOGISTIC', int8: 2, float32: 1, options: () => undefined },
  relu: { code: 'RELU', int8: 2, float32: 1, int8Since: '2.1.0', options: () => undefined },
  relu6: { code: 'RELU6', int8: 2, float32: 1, options: () => undefined },
} satisfies { [K in FoldedKind]: OperatorRow<K> };

// Each row takes exactly its own kind of node; TypeScript can't see that across a computed key.
const rowOf = (node: FoldedNode) => ROWS[node.kind] as OperatorRow<FoldedKind>;

/** The int8 model; input and output int8, batch 1. */
export function lower(network: QuantizedNetwork): Model {
  return assemble(network.folded, 'int8', {
    type: 'INT8',
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
        bias: littleEndian(bias, 'setInt32'),
        biasType: 'INT32',
        biasQuantization: perChannel(biasScales, 0),
      };
    },
  });
}

/** The same network in float32, for a teacher or a comparison. */
export function lowerFloat(folded: FoldedNetwork): Model {
  return assemble(folded, 'float32', {
    type: 'FLOAT32',
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
  readonly biasType: 'INT32' | 'FLOAT32';
  readonly biasQuantization?: Quantization;
}

/** What differs between an int8 and a float32 model. */
interface Numbers {
  readonly type: 'INT8' | 'FLOAT32';
  quantizationOf(index: FoldedInput): Quantization | undefined;
  parametersOf(index: number): LayerParameters | undefined;
}

function assemble(folded: FoldedNetwork, precision: 'int8' | 'float32', numbers: Numbers): Model {
  const buffers: Uint8Array[] = [new Uint8Array(0)];
  const tensors: Tensor[] = [];
  const constant = (
    name: string,
    type: Tensor['type'],
    shape: Shape,
    data: Uint8Array,
    quantization?: Quantization,
  ) => {
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
    const inputs = node.inputs.map((i) => (i < 0 ? input : outputs[i]));
    const parameters = numbers.parametersOf(index);
    if (parameters) {
      const { shape, weight, weightQuantization, bias, biasType, biasQuantization } = parameters;
      const channels = bias.length / 4;
      inputs.push(constant(`${node.name}/weights`, numbers.type, shape, weight, weightQuantization));
      inputs.push(constant(`${node.name}/bias`, biasType, [channels], bias, biasQuantization));
    }
    if (node.kind === 'reshape') {
      const shape = batched(node.outputShape);
      inputs.push(constant(`${node.name}/shape`, 'INT32', [shape.length], littleEndian(shape, 'setInt32')));
    }
    const output = activation(node.name, node.outputShape, index);
    outputs.push(output);
    const options = row.options(node as never);
    const version = row[precision];
    return {
      code: row.code,
      version,
      inputs,
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
function runtimeOf({ nodes }: FoldedNetwork, precision: 'int8' | 'float32'): string {
  if (precision === 'float32') return '1.5.0';
  return nodes.map((node) => rowOf(node).int8Since).find((since) => since) ?? '1.14.0';
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

function ascii(text: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
