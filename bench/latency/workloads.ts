// The models that were measured on real boards, without their weights: only shapes count here.
import { layouts, modelOfLayout } from '../../fixtures/oracle/evidence.ts';
import type { Model, Operator, Tensor } from '../../src/tflite/model.ts';
import type { BuiltinOperator } from '../../src/tflite/schema.ts';

type Options = Operator['options'];

interface Layer {
  readonly code: BuiltinOperator;
  readonly output: readonly number[];
  readonly weights?: readonly number[];
  readonly options?: Options;
}

const window = (stride: number, padding: 'same' | 'valid'): Options => ({
  padding: padding === 'same' ? 0 : 1,
  strideH: stride,
  strideW: stride,
  dilationHFactor: 1,
  dilationWFactor: 1,
});
const pool = (kernel: number): Options => ({ ...window(kernel, 'valid'), filterHeight: kernel, filterWidth: kernel });

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

/** MLPerf Tiny's vww_96_int8.tflite: MobileNetV1 0.25, 96x96x3. */
function visualWakeWords(): Model {
  const layers: Layer[] = [
    { code: 'CONV_2D', output: [1, 48, 48, 8], weights: [8, 3, 3, 3], options: window(2, 'same') },
  ];
  let [size, channels] = [48, 8];
  for (const [stride, outputChannels] of [
    [1, 16],
    [2, 32],
    [1, 32],
    [2, 64],
    [1, 64],
    [2, 128],
    [1, 128],
    [1, 128],
    [1, 128],
    [1, 128],
    [1, 128],
    [2, 256],
    [1, 256],
  ]) {
    size /= stride;
    layers.push({
      code: 'DEPTHWISE_CONV_2D',
      output: [1, size, size, channels],
      weights: [1, 3, 3, channels],
      options: window(stride, 'same'),
    });
    layers.push({
      code: 'CONV_2D',
      output: [1, size, size, outputChannels],
      weights: [outputChannels, 1, 1, channels],
      options: window(1, 'same'),
    });
    channels = outputChannels;
  }
  layers.push(
    { code: 'AVERAGE_POOL_2D', output: [1, 1, 1, 256], options: pool(3) },
    { code: 'RESHAPE', output: [1, 256] },
    { code: 'FULLY_CONNECTED', output: [1, 2], weights: [2, 256] },
    { code: 'SOFTMAX', output: [1, 2], options: { beta: 1 } },
  );
  return sequence([1, 96, 96, 3], layers);
}

/** Silicon Labs MLTK image_example1, shapes as its profiler prints them. */
function imageExample(): Model {
  return sequence(
    [1, 96, 96, 1],
    [
      { code: 'CONV_2D', output: [1, 48, 48, 24], weights: [24, 3, 3, 1], options: window(2, 'same') },
      { code: 'AVERAGE_POOL_2D', output: [1, 24, 24, 24], options: pool(2) },
      { code: 'CONV_2D', output: [1, 11, 11, 16], weights: [16, 3, 3, 24], options: window(2, 'valid') },
      { code: 'CONV_2D', output: [1, 9, 9, 24], weights: [24, 3, 3, 16], options: window(1, 'valid') },
      { code: 'AVERAGE_POOL_2D', output: [1, 4, 4, 24], options: pool(2) },
      { code: 'RESHAPE', output: [1, 384] },
      { code: 'FULLY_CONNECTED', output: [1, 3], weights: [3, 384] },
      { code: 'SOFTMAX', output: [1, 3], options: { beta: 1 } },
    ],
  );
}

const LAYOUTS: Readonly<Record<string, string>> = {
  kws: 'kws_ref_model',
  ic: 'pretrainedResnet_quant',
  ad: 'ad01_int8',
  person: 'person_detect',
};

/** By the short names of fixtures/oracle/latencies.json. */
export function workload(name: string): Model {
  if (name === 'vww') return visualWakeWords();
  if (name === 'mltk') return imageExample();
  return modelOfLayout(layouts()[LAYOUTS[name]]);
}
