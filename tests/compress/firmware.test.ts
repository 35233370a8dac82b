// Generated C++: what the compiler and TFLM's resolver need to find in it.
import { expect, test } from 'vitest';
import { cString, firmwareFiles, resolverMethods } from '../../src/compress/firmware.ts';
import { OPERATORS } from '../../src/micro/operators.ts';
import type { Model, Operator } from '../../src/tflite/model.ts';

const operator = (code: Operator['code'], customCode?: string): Operator => ({
  code,
  customCode,
  version: 1,
  inputs: [0],
  outputs: [1],
  options: {},
  hasOptions: false,
});

const model: Model = {
  version: 3,
  description: '',
  buffers: [new Uint8Array(0)],
  metadata: [],
  subgraphs: [
    {
      name: 'main',
      tensors: [
        {
          name: 'input',
          type: 'INT8',
          shape: [1, 28, 28, 1],
          buffer: 0,
          isVariable: false,
          quantization: { scales: [0.003921568859368563], zeroPoints: [-128], quantizedDimension: 0 },
        },
        {
          name: 'output',
          type: 'INT8',
          shape: [1, 2],
          buffer: 0,
          isVariable: false,
          quantization: { scales: [0.00390625], zeroPoints: [-128], quantizedDimension: 0 },
        },
      ],
      operators: [operator('CONV_2D'), operator('AVERAGE_POOL_2D'), operator('CONV_2D'), operator('SOFTMAX')],
      inputs: [0],
      outputs: [1],
    },
  ],
};

const textOf = (name: string, labels: string[] = ['no', 'yes']) =>
  firmwareFiles({ bytes: Uint8Array.of(0x1c, 0, 0xff), model, arenaBytes: 4096, labels }).find((f) => f.name === name)
    ?.text ?? '';

test('labels become C strings in ASCII that a neighbour digit cannot change', () => {
  expect(cString('plain')).toBe('"plain"');
  expect(cString('a"b\\c')).toBe('"a\\042b\\134c"');
  expect(cString('é1')).toBe('"\\303\\2511"');
  expect(cString('??/\n')).toBe('"\\077\\077/\\012"');
});

test('the model is an aligned array with every byte', () => {
  expect(textOf('model_data.cc')).toContain('alignas(16) const unsigned char kModelData[kModelDataBytes] = {');
  expect(textOf('model_data.cc')).toContain('    0x1c, 0x00, 0xff,\n');
  expect(textOf('model_data.h')).toContain('kModelDataBytes = 3;');
});

test('the settings hold arena, shapes, scales and labels', () => {
  const text = textOf('model_settings.h');
  expect(text).toContain('constexpr std::size_t kTensorArenaBytes = 4096;');
  expect(text).toContain('constexpr int kInputShape[] = {1, 28, 28, 1};');
  expect(Math.fround(Number(text.match(/kInputScale = ([^f]+)f;/)?.[1]))).toBe(0.003921568859368563);
  expect(text).toContain('constexpr int kOutputZeroPoint = -128;');
  expect(text).toContain('constexpr const char* kLabels[kLabelCount] = {\n    "no",\n    "yes",\n};');
  expect(textOf('model_settings.h', [])).not.toContain('kLabels');
});

test('a model with resource variables says how many, and how firmware makes them', () => {
  const input = { bytes: Uint8Array.of(0), model, arenaBytes: 4096, labels: [] };
  const settings = (resourceVariables?: number) =>
    firmwareFiles({ ...input, resourceVariables }).find(({ name }) => name === 'model_settings.h')?.text;
  expect(settings(2)).toContain('constexpr int kModelResourceVariables = 2;');
  expect(settings(2)).toContain('tflite::MicroResourceVariables::Create(allocator, kModelResourceVariables);');
  expect(settings()).not.toContain('ResourceVariables');
});

test('each operator is registered once', () => {
  expect(resolverMethods(model)).toEqual(['AddAveragePool2D', 'AddConv2D', 'AddSoftmax']);
  expect(textOf('model_resolver.h')).toContain('constexpr unsigned int kOperatorCount = 3;');
});

// Names as in tensorflow/lite/micro/micro_mutable_op_resolver.h.
test.each([
  ['DEPTHWISE_CONV_2D', 'AddDepthwiseConv2D'],
  ['FULLY_CONNECTED', 'AddFullyConnected'],
  ['MAX_POOL_2D', 'AddMaxPool2D'],
  ['L2_POOL_2D', 'AddL2Pool2D'],
  ['RELU6', 'AddRelu6'],
  ['RESHAPE', 'AddReshape'],
  ['PADV2', 'AddPadV2'],
  ['CUMSUM', 'AddCumSum'],
  ['BATCH_TO_SPACE_ND', 'AddBatchToSpaceNd'],
  ['REDUCE_MAX', 'AddReduceMax'],
  ['STRIDED_SLICE', 'AddStridedSlice'],
] as const)('%s is registered by %s', (code, method) => {
  const [graph] = model.subgraphs;
  expect(resolverMethods({ ...model, subgraphs: [{ ...graph, operators: [operator(code)] }] })).toEqual([method]);
});

// The methods that call AddCustom there with this name.
test.each([
  ['CIRCULAR_BUFFER', 'AddCircularBuffer'],
  ['SignalFftAutoScale', 'AddFftAutoScale'],
  ['SignalFilterBankSpectralSubtraction', 'AddFilterBankSpectralSubtraction'],
  ['SignalPCAN', 'AddPCAN'],
  ['SignalRfft', 'AddRfft'],
  ['SignalWindow', 'AddWindow'],
  ['TFLite_Detection_PostProcess', 'AddDetectionPostprocess'],
])('the custom operator %s is registered by %s', (name, method) => {
  const [graph] = model.subgraphs;
  const operators = [operator('CUSTOM', name)];
  expect(resolverMethods({ ...model, subgraphs: [{ ...graph, operators }] })).toEqual([method]);
});

test('every custom operator that runs here has a method of its own', () => {
  const [graph] = model.subgraphs;
  const operators = [...OPERATORS.customs.keys()].map((name) => operator('CUSTOM', name));
  const methods = resolverMethods({ ...model, subgraphs: [{ ...graph, operators }] });
  expect(methods.filter((method) => method.startsWith('AddCustom('))).toEqual([]);
  expect(methods.length).toBe(OPERATORS.customs.size);
});

test('a custom operator that TFLM does not bring is left to the firmware', () => {
  const [graph] = model.subgraphs;
  const operators = [operator('CUSTOM', 'My"Op'), operator('CUSTOM', 'ethos-u')];
  expect(resolverMethods({ ...model, subgraphs: [{ ...graph, operators }] })).toEqual([
    'AddCustom("My\\042Op", registration)',
    'AddEthosU',
  ]);
});
