// Generated C++: what the compiler and TFLM's resolver need to find in it.
import { expect, test } from 'vitest';
import { cString, identifierOf } from '../../../src/compress/firmware/c-text.ts';
import { resolverMethods } from '../../../src/compress/firmware/resolver.ts';
import { type FirmwareInput, firmwareFiles } from '../../../src/compress/firmware.ts';
import { OPERATORS } from '../../../src/micro/operators.ts';
import type { Model, Operator } from '../../../src/tflite/model.ts';

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

const INPUT = { name: 'yes-no', bytes: Uint8Array.of(0x1c, 0, 0xff), model, arenaBytes: 4096, golden: [] };
const textOf = (name: string, change: Partial<FirmwareInput> = {}) =>
  firmwareFiles({ ...INPUT, labels: ['no', 'yes'], ...change }).find((f) => f.name === name)?.text ?? '';

test('labels become C strings in ASCII that a neighbour digit cannot change', () => {
  expect(cString('plain')).toBe('"plain"');
  expect(cString('a"b\\c')).toBe('"a\\042b\\134c"');
  expect(cString('é1')).toBe('"\\303\\2511"');
  expect(cString('??/\n')).toBe('"\\077\\077/\\012"');
});

test("names are made of the model's, and are no words of the language", () => {
  expect(['digits', 'kws-small', 'a--b_c', 'class'].map(identifierOf)).toEqual([
    'digits_model',
    'kws_small_model',
    'a_b_c_model',
    'class_model',
  ]);
  const text = textOf('model_data.h');
  expect(text).toContain('#ifndef KD_GATE_YES_NO_MODEL_DATA_H_\n#define KD_GATE_YES_NO_MODEL_DATA_H_\n');
  expect(text).toContain('namespace yes_no_model {');
});

test('the model is an aligned array with every byte, in C and in C++', () => {
  const source = textOf('model_data.cc');
  expect(source).toContain('KD_GATE_ALIGNED const unsigned char yes_no_model_data[3] = {');
  expect(source).toContain('#define KD_GATE_ALIGNED alignas(16)');
  expect(source).toContain('#define KD_GATE_ALIGNED _Alignas(16)');
  expect(source).toContain('    0x1c, 0x00, 0xff,\n');
  expect(textOf('model_data.h')).toContain('extern "C" {\n#endif\nextern const unsigned char yes_no_model_data[3];');
  expect(textOf('model_data.h')).toContain('kModelDataBytes = 3;');
});

test('the settings hold arena, shapes, scales and labels, in C and in C++', () => {
  const text = textOf('model_settings.h');
  for (const line of [
    '  yes_no_model_tensor_arena_bytes = 4096,',
    'constexpr size_t kTensorArenaBytes = 4096;',
    'static const int yes_no_model_input_shape[] = {1, 28, 28, 1};',
    'constexpr int kInputShape[] = {1, 28, 28, 1};',
    '  yes_no_model_output_zero_point = -128,',
    'constexpr int kOutputZeroPoint = -128;',
    'static const char* const yes_no_model_labels[] = {"no", "yes"};',
    'constexpr const char* kLabels[] = {"no", "yes"};',
  ]) {
    expect(text).toContain(`\n${line}\n`);
  }
  expect(Math.fround(Number(text.match(/kInputScale = ([^f]+)f;/)?.[1]))).toBe(0.003921568859368563);
  expect(textOf('model_settings.h', { labels: [] })).not.toContain('kLabels');
});

test('an input takes values as the data have them: normalised, quantized, clamped', () => {
  const text = textOf('model_settings.h', { normalisation: { subtract: 0.1, multiply: 1 / 3 } });
  // 17 significant digits give the same double back.
  expect(Number(text.match(/kNormalizeSubtract = (.+);/)?.[1])).toBe(0.1);
  expect(Number(text.match(/yes_no_model_normalize_multiply = (.+);/)?.[1])).toBe(1 / 3);
  expect(text).toContain('static inline int8_t yes_no_model_quantize_input(double value) {');
  expect(text).toContain('inline int8_t QuantizeInput(double value)');
  expect(textOf('model_settings.h')).not.toContain('normalize');
});

test('an input whose places are normalised one by one is told the place', () => {
  const features = { name: 'mfcc', divide: 1, frames: 28, bins: 28, channels: 1 };
  const normalisation = { subtract: Float32Array.of(0.5, 2), multiply: Float32Array.of(4, 0) };
  const text = textOf('model_settings.h', { normalisation, features });
  expect(text).toContain(
    'static const float yes_no_model_normalize_subtract[2] = {\n    5.00000000e-1f, 2.00000000e+0f,\n};',
  );
  expect(text).toContain('constexpr const float* kNormalizeMultiply = yes_no_model_normalize_multiply;');
  expect(text).toContain('// value: one of the features (mfcc, model_features.h), not of the signal.\n// index: where');
  expect(text).toContain('static inline int8_t yes_no_model_quantize_input(double value, int index) {');
  expect(text).toContain(
    'inline int8_t QuantizeInput(double value, int index) { return yes_no_model_quantize_input(value, index); }',
  );
});

test('golden records stand byte for byte, with a function that runs them', () => {
  const golden = [{ inputs: Uint8Array.of(1, 0xfe), outputs: Uint8Array.of(0x80) }];
  const text = textOf('model_test.h', { golden });
  expect(text).toContain('yes_no_model_test_inputs[1][2] = {\n    {\n        0x01, 0xfe,\n    },\n};');
  expect(text).toContain('yes_no_model_test_outputs[1][1] = {\n    {\n        0x80,\n    },\n};');
  expect(text).toContain('int FirstMismatch(Interpreter& interpreter)');
  expect(textOf('model_test.h')).toBe('');
});

test('a model with resource variables says how many, and how firmware makes them', () => {
  const settings = (resourceVariables?: number) => textOf('model_settings.h', { resourceVariables });
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

test.each([
  // real = (q + 128) / 256 > 0.5 where q > 0.
  ['a probability', 0.5, {}, 'OutputThreshold = 0;'],
  // real = (q - 3) * 0.25 > 0 where q > 3.
  ['a logit', 0, { scales: [0.25], zeroPoints: [3] }, 'OutputThreshold = 3;'],
  // real = (q + 128) * 0.3 > 0.5 where q > -126.33: from -126 on.
  ['a probability of another scale', 0.5, { scales: [0.3] }, 'OutputThreshold = -127;'],
])('an int8 output says yes above its threshold: %s', (_, threshold, quantization, line) => {
  const [graph] = model.subgraphs;
  const [input, output] = graph.tensors;
  const its = { scales: [0.00390625], zeroPoints: [-128], quantizedDimension: 0, ...quantization };
  const tensors = [input, { ...output, quantization: its }];
  const text = textOf('model_settings.h', { threshold, model: { ...model, subgraphs: [{ ...graph, tensors }] } });
  expect(text).toContain(`constexpr int k${line}`);
  expect(text).toContain('// An output says yes where it is greater.');
});

test('a float output says yes above its real threshold, and classes have none', () => {
  const [graph] = model.subgraphs;
  const tensors = graph.tensors.map((tensor) => ({ ...tensor, type: 'FLOAT32', quantization: undefined }) as const);
  const text = textOf('model_settings.h', { threshold: 0.5, model: { ...model, subgraphs: [{ ...graph, tensors }] } });
  expect(text).toContain('constexpr float kOutputThreshold = 5.00000000e-1f;');
  expect(textOf('model_settings.h')).not.toContain('Threshold');
});
