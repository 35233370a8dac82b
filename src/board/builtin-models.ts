// Small int8 networks to measure a board with: one for each kind of layer that the time of real ones is made of.
import { random } from '../base/random.ts';
import type { Model, Operator, Tensor } from '../tflite/model.ts';
import type { BuiltinOperator } from '../tflite/schema.ts';
import { writeModel } from '../tflite/write.ts';

/** A layer with its output's shape; with weights as TensorFlow Lite lays them out, and a bias for each output channel. */
interface Layer {
  readonly code: BuiltinOperator;
  readonly output: readonly number[];
  readonly weights?: readonly number[];
  readonly options?: Operator['options'];
  /** Counted back from this layer: what ADD adds to the layer before. */
  readonly addsBack?: number;
}

interface Network {
  readonly input: readonly number[];
  readonly layers: readonly Layer[];
}

const SAME = 0;
const VALID = 1;
const RELU = 1;

const step = (stride: number, padding: number): Operator['options'] => ({
  ...{ padding, strideH: stride, strideW: stride, dilationHFactor: 1, dilationWFactor: 1 },
  fusedActivationFunction: RELU,
});

const conv = (size: number, from: number, to: number, kernel: number, stride = 1): Layer => ({
  code: 'CONV_2D',
  output: [1, size, size, to],
  weights: [to, kernel, kernel, from],
  options: step(stride, SAME),
});

const depthwise = (size: number, channels: number, stride = 1): Layer => ({
  code: 'DEPTHWISE_CONV_2D',
  output: [1, size, size, channels],
  weights: [1, 3, 3, channels],
  options: { ...step(stride, SAME), depthMultiplier: 1 },
});

const pool = (code: 'AVERAGE_POOL_2D' | 'MAX_POOL_2D', size: number, channels: number, kernel: number): Layer => ({
  code,
  output: [1, size, size, channels],
  options: { ...{ padding: VALID, strideH: kernel, strideW: kernel }, filterHeight: kernel, filterWidth: kernel },
});

const dense = (from: number, to: number): Layer => ({
  code: 'FULLY_CONNECTED',
  output: [1, to],
  weights: [to, from],
  options: { fusedActivationFunction: RELU },
});

const classes = (from: number): readonly Layer[] => [
  { ...dense(from, 10), options: {} },
  { code: 'SOFTMAX', output: [1, 10], options: { beta: 1 } },
];

/** Their bytes may never change: board files name them with their SHA-256. A better one gets another name. */
const NETWORKS: ReadonlyMap<string, Network> = new Map([
  [
    'conv',
    {
      input: [1, 32, 32, 3],
      layers: [
        conv(16, 3, 8, 3, 2),
        conv(8, 8, 16, 3, 2),
        conv(8, 16, 16, 3),
        conv(4, 16, 32, 3, 2),
        pool('AVERAGE_POOL_2D', 1, 32, 4),
        ...classes(32),
      ],
    },
  ],
  [
    'separable',
    {
      input: [1, 16, 16, 8],
      layers: [
        ...[depthwise(16, 8), conv(16, 8, 24, 1)],
        ...[depthwise(8, 24, 2), conv(8, 24, 48, 1)],
        ...[depthwise(8, 48), conv(8, 48, 48, 1)],
        pool('AVERAGE_POOL_2D', 1, 48, 8),
        ...classes(48),
      ],
    },
  ],
  ['dense', { input: [1, 128], layers: [dense(128, 96), dense(96, 32), dense(32, 96), dense(96, 128)] }],
  [
    'residual',
    {
      input: [1, 16, 16, 4],
      layers: [
        conv(16, 4, 8, 3),
        conv(16, 8, 8, 3),
        { code: 'ADD', output: [1, 16, 16, 8], options: { fusedActivationFunction: RELU }, addsBack: 2 },
        pool('MAX_POOL_2D', 8, 8, 2),
        conv(8, 8, 16, 1),
        pool('AVERAGE_POOL_2D', 1, 16, 8),
        ...classes(16),
      ],
    },
  ],
]);

export const BUILTIN_NAMES: readonly string[] = [...NETWORKS.keys()];

const PREFIX = 'builtin:';

/** `conv` of `builtin:conv`; undefined of the path of a file. */
export function builtinNameOf(model: string): string | undefined {
  return model.startsWith(PREFIX) ? model.slice(PREFIX.length) : undefined;
}

/** The same bytes on every machine; undefined where there is none of the name. */
export function builtinModel(name: string): Uint8Array | undefined {
  const network = NETWORKS.get(name);
  return network && writeModel(modelOf(name, network));
}

/** What ReLU halves has the range of an int8 again. */
const GAIN = 1.8;
/** Of inputs and of what layers pass on. */
const SCALE = 0.05;
const SOFTMAX = { scales: [1 / 256], zeroPoints: [-128], quantizedDimension: 0 };

function modelOf(name: string, { input, layers }: Network): Model {
  const source = random(1, `builtin model ${name}`);
  const tensors: Tensor[] = [];
  const buffers: Uint8Array[] = [new Uint8Array(0)];
  const add = (tensor: Omit<Tensor, 'isVariable' | 'buffer'>, data?: Uint8Array): number => {
    const buffer = data ? buffers.push(data) - 1 : 0;
    return tensors.push({ ...tensor, buffer, isVariable: false }) - 1;
  };
  const between = { scales: [SCALE], zeroPoints: [0], quantizedDimension: 0 };
  const ends = [add({ name: 'input', type: 'INT8', shape: input, quantization: between })];
  const operators = layers.map(({ code, output, weights, options = {}, addsBack }, i): Operator => {
    const inputs = [ends[i]];
    if (addsBack !== undefined) inputs.push(ends[i + 1 - addsBack]);
    if (weights) inputs.push(...weightsOf(`${code} ${i}`, weights, code === 'DEPTHWISE_CONV_2D', i === 0 ? 1 : GAIN));
    const quantization = code === 'SOFTMAX' ? SOFTMAX : between;
    ends.push(add({ name: `output ${i}`, type: 'INT8', shape: output, quantization }));
    return { code, version: 1, inputs, outputs: [ends[i + 1]], options, hasOptions: true };
  });
  /** int8 weights over the whole range, whose sums stay within the outputs' range, and an int32 bias. */
  function weightsOf(label: string, shape: readonly number[], isDepthwise: boolean, gain: number): readonly number[] {
    const elements = shape.reduce((product, size) => product * size, 1);
    const channels = isDepthwise ? shape[3] : shape[0];
    const [quantizedDimension, taps] = [isDepthwise ? 3 : 0, elements / channels];
    const scale = Math.fround((gain * 0.011) / Math.sqrt(taps));
    const perChannel = (value: number) => ({
      scales: Array.from({ length: channels }, () => value),
      zeroPoints: Array.from({ length: channels }, () => 0),
      quantizedDimension,
    });
    const data = Uint8Array.from({ length: elements }, () => source.below(255) - 127);
    const bias = Int32Array.from({ length: channels }, () => source.below(2001) - 1000);
    const isDense = shape.length === 2;
    const one = (value: number) => ({ scales: [value], zeroPoints: [0], quantizedDimension: 0 });
    const quantized = isDense ? one : perChannel;
    return [
      add({ name: `${label} weights`, type: 'INT8', shape, quantization: quantized(scale) }, data),
      add(
        {
          ...{ name: `${label} bias`, type: 'INT32', shape: [channels] },
          quantization: { ...quantized(Math.fround(scale * SCALE)), quantizedDimension: 0 },
        },
        littleEndian(bias),
      ),
    ];
  }
  const [first, last] = [ends[0], ends[ends.length - 1]];
  const subgraphs = [{ name: 'main', tensors, operators, inputs: [first], outputs: [last] }];
  return { version: 3, description: `kd-gate builtin:${name}`, subgraphs, buffers, metadata: [] };
}

function littleEndian(values: Int32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setInt32(4 * i, value, true);
  return bytes;
}
