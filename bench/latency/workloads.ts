// The models that were measured on real boards, without their weights: only shapes count here.
import { type Architecture, architectures, layouts, modelOfLayout } from '../../fixtures/oracle/evidence.ts';
import type { Model, Operator, Tensor } from '../../src/tflite/model.ts';
import type { BuiltinOperator } from '../../src/tflite/schema.ts';

type Options = Operator['options'];

interface Layer {
  readonly code: BuiltinOperator;
  readonly output: readonly number[];
  readonly weights?: readonly number[];
  readonly options?: Options;
}

function sequence(input: readonly number[], layers: readonly Layer[]): Model {
  const tensor = (shape: readonly number[], buffer: number): Tensor => ({
    name: '',
    type: 'INT8',
    shape,
    buffer,
    quantization: { scales: [0.1], zeroPoints: [0], quantizedDimension: 0 },
    isVariable: false,
  });
  const tensors: Tensor[] = [tensor(input, 0)];
  const buffers = [new Uint8Array(0)];
  let last = 0;
  const operators = layers.map(({ code, output, weights, options = {} }): Operator => {
    const inputs = [last];
    if (weights) {
      const buffer = buffers.push(new Uint8Array(weights.reduce((product, d) => product * d, 1))) - 1;
      inputs.push(tensors.push(tensor(weights, buffer)) - 1);
    }
    last = tensors.push(tensor(output, 0)) - 1;
    return { code, version: 1, inputs, outputs: [last], options, hasOptions: true };
  });
  return {
    version: 3,
    description: '',
    subgraphs: [{ name: '', tensors, operators, inputs: [0], outputs: [last] }],
    buffers,
    metadata: [],
  };
}

/** `conv 3x3 8 stride 2`, as architectures.json says it, behind a tensor of that shape. */
function layerOf(text: string, input: readonly number[]): Layer {
  const [kind, ...words] = text.split(' ');
  const after = (word: string) => Number(words[words.indexOf(word) + 1]);
  const stride = words.includes('stride') ? after('stride') : 1;
  const [height, width] = words[0]?.includes('x') ? words[0].split('x').map(Number) : [1, 1];
  const isValid = words.includes('valid') || kind === 'average';
  const step = kind === 'average' ? [height, width] : [stride, stride];
  const reach = (size: number, kernel: number, by: number) => Math.ceil((isValid ? size - kernel + 1 : size) / by);
  const sizes = [reach(input[1], height, step[0]), reach(input[2], width, step[1])];
  const window = {
    padding: isValid ? 1 : 0,
    strideH: step[0],
    strideW: step[1],
    dilationHFactor: 1,
    dilationWFactor: 1,
  };
  const channels = input[input.length - 1];
  const count = Number(words[kind === 'dense' ? 0 : 1]);
  switch (kind) {
    case 'conv':
      return {
        code: 'CONV_2D',
        output: [1, ...sizes, count],
        weights: [count, height, width, channels],
        options: window,
      };
    case 'depthwise': {
      const multiplier = words.includes('multiplier') ? after('multiplier') : 1;
      return {
        code: 'DEPTHWISE_CONV_2D',
        output: [1, ...sizes, channels * multiplier],
        weights: [1, height, width, channels * multiplier],
        options: { ...window, depthMultiplier: multiplier },
      };
    }
    case 'average':
      return {
        code: 'AVERAGE_POOL_2D',
        output: [1, ...sizes, channels],
        options: { ...window, filterHeight: height, filterWidth: width },
      };
    case 'reshape':
      return { code: 'RESHAPE', output: [1, input.reduce((product, d) => product * d, 1)] };
    case 'dense':
      return { code: 'FULLY_CONNECTED', output: [1, count], weights: [count, channels] };
    case 'softmax':
      return { code: 'SOFTMAX', output: input, options: { beta: 1 } };
    default:
      throw new Error(`no layer ${text}`);
  }
}

export function modelOf({ input, layers }: Omit<Architecture, 'source'>): Model {
  let shape: readonly number[] = [1, ...input];
  return sequence(
    shape,
    layers.map((text) => {
      const layer = layerOf(text, shape);
      shape = layer.output;
      return layer;
    }),
  );
}

const LAYOUTS: Readonly<Record<string, string>> = {
  kws: 'kws_ref_model',
  ic: 'pretrainedResnet_quant',
  ad: 'ad01_int8',
  person: 'person_detect',
  hello: 'hello_world_int8',
};

/** By the short names of fixtures/oracle/latencies.json. */
export function workload(name: string): Model {
  const architecture = architectures()[name];
  return architecture ? modelOf(architecture) : modelOfLayout(layouts()[LAYOUTS[name]]);
}
