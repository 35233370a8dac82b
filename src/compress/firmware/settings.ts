// What the sketch needs to know of the model: arena, shapes, scales, labels, and the way of a value into the input.
import { sizeOf } from '../../base/shape.ts';
import type { Model, Tensor } from '../../tflite/model.ts';
import { cDouble, cFloat, cString, guarded, namespaced } from './c-text.ts';
import { cName, declaredOf, floats, type Helper, integer, type Setting } from './declarations.ts';
import type { FirmwareFeatures } from './features.ts';

export interface SettingsInput {
  readonly model: Model;
  /** What the tensor arena must hold. */
  readonly arenaBytes: number;
  /** How many MicroResourceVariables the model needs; left out or 0 where it has none. */
  readonly resourceVariables?: number;
  /** Class names in the order of the outputs; of one output both, no and yes. */
  readonly labels: readonly string[];
  /** What an output must exceed to say yes, as a real value; left out where outputs don't answer so. */
  readonly threshold?: number;
  /** kd.yaml's `features:`; the input holds none of the signal's values then. */
  readonly features?: FirmwareFeatures;
  /** kd.yaml's `normalize:`: the network is fed (value - subtract) * multiply. Of lists, which are of one length, the
   * value at index i takes those at i % length. */
  readonly normalisation?: {
    readonly subtract: number | Float32Array;
    readonly multiply: number | Float32Array;
  };
}

export function settingsHeader(identifier: string, input: SettingsInput): string {
  const [graph] = input.model.subgraphs;
  const tensors = [
    ...tensorsOf('Input', graph.inputs, graph.tensors),
    ...tensorsOf('Output', graph.outputs, graph.tensors),
  ];
  const settings = [
    integer(identifier, 'TensorArenaBytes', input.arenaBytes, 'size_t'),
    ...variableSettings(identifier, input.resourceVariables),
    ...tensors.flatMap(({ role, tensor }) => tensorSettings(identifier, role, tensor)),
    ...normaliseSettings(identifier, input),
    ...thresholdSettings(identifier, input.threshold, tensors),
    ...labelSettings(identifier, input.labels),
  ];
  const { entries, lines } = declaredOf(settings);
  const helpers = inputHelper(
    identifier,
    input,
    tensors.filter(({ role }) => role.startsWith('Input')),
  );
  const body = [
    '#include <math.h>\n#include <stddef.h>\n#include <stdint.h>\n',
    entries,
    ...(lines.length > 0 ? ['// real = scale * (quantized - zero point)', ...lines] : []),
    ...helpers.map(({ c }) => `\n${c}`),
    '',
    namespaced(identifier, [...settings.map(({ cpp }) => cpp), ...helpers.map(({ cpp }) => cpp)]),
  ].join('\n');
  return guarded(identifier, 'SETTINGS', body);
}

interface NamedTensor {
  /** `Input`, or `Input1` of several. */
  readonly role: string;
  readonly tensor: Tensor;
}

function tensorsOf(role: string, indices: readonly number[], tensors: readonly Tensor[]): NamedTensor[] {
  return indices.map((index, i) => ({ role: indices.length === 1 ? role : `${role}${i}`, tensor: tensors[index] }));
}

/** How firmware makes them in the arena that was measured. */
function variableSettings(identifier: string, count = 0): Setting[] {
  if (count === 0) return [];
  const { c, cpp } = integer(identifier, 'ModelResourceVariables', count);
  const how = [
    '// The model has resource variables; they lie in the tensor arena:',
    '//   auto* allocator = tflite::MicroAllocator::Create(tensor_arena, kTensorArenaBytes);',
    '//   auto* variables = tflite::MicroResourceVariables::Create(allocator, kModelResourceVariables);',
    '//   tflite::MicroInterpreter interpreter(model, resolver, allocator, variables);',
  ];
  return [{ c, cpp: [...how, cpp].join('\n') }];
}

/** Undefined too where the file has a zero point that no `int` holds: nothing that runs computes with it. */
function affineOf({ quantization }: Tensor): { readonly scale: number; readonly zeroPoint: number } | undefined {
  const [scale, zeroPoint = 0] = [quantization?.scales.at(0), quantization?.zeroPoints.at(0)];
  return scale === undefined || Math.abs(zeroPoint) >= 2 ** 31 ? undefined : { scale, zeroPoint };
}

function tensorSettings(identifier: string, role: string, tensor: Tensor): Setting[] {
  const { shape } = tensor;
  const affine = affineOf(tensor);
  const settings = [
    integer(identifier, `${role}Rank`, shape.length),
    array(identifier, `${role}Shape`, 'int', shape.map(String)),
    integer(identifier, `${role}Elements`, sizeOf(shape)),
  ];
  if (!affine) return settings;
  return [
    ...settings,
    real(identifier, `${role}Scale`, 'float', cFloat(affine.scale)),
    integer(identifier, `${role}ZeroPoint`, affine.zeroPoint),
  ];
}

function normaliseSettings(identifier: string, { normalisation }: SettingsInput): Setting[] {
  if (!normalisation) return [];
  const { subtract, multiply } = normalisation;
  if (typeof subtract === 'number' && typeof multiply === 'number') {
    return [
      real(identifier, 'NormalizeSubtract', 'double', cDouble(subtract)),
      real(identifier, 'NormalizeMultiply', 'double', cDouble(multiply)),
    ];
  }
  // In C++ the same arrays: flash has them once.
  const lists = [
    ['NormalizeSubtract', subtract],
    ['NormalizeMultiply', multiply],
  ] as const;
  return lists.map(([name, list]) => floats(identifier, name, typeof list === 'number' ? [list] : list));
}

/** Of the only output, in its own numbers: scale * (q - zero point) > threshold where q > threshold / scale + zero
 * point. */
function thresholdSettings(identifier: string, threshold: number | undefined, tensors: readonly NamedTensor[]) {
  const outputs = tensors.filter(({ role }) => role.startsWith('Output'));
  if (threshold === undefined || outputs.length !== 1) return [];
  const [{ tensor }] = outputs;
  const [affine, range] = [affineOf(tensor), INTEGERS.get(tensor.type)];
  const note = '// An output says yes where it is greater.';
  if (!range || !affine) return [withNote(note, real(identifier, 'OutputThreshold', 'float', cFloat(threshold)))];
  // Beyond the range: no output is greater, or all are.
  const level = Math.floor(threshold / affine.scale) + affine.zeroPoint;
  const within = Math.min(Math.max(level, range.min - 1), range.max);
  return [withNote(note, integer(identifier, 'OutputThreshold', Number.isNaN(within) ? range.max : within))];
}

function withNote(note: string, { c, cpp }: Setting): Setting {
  return { c, cpp: `${note}\n${cpp}` };
}

function labelSettings(identifier: string, labels: readonly string[]): Setting[] {
  if (labels.length === 0) return [];
  return [
    integer(identifier, 'LabelCount', labels.length),
    array(identifier, 'Labels', 'const char*', labels.map(cString)),
  ];
}

function real(identifier: string, name: string, type: 'float' | 'double', text: string): Setting {
  const line = `static const ${type} ${cName(identifier, name)} = ${text};`;
  return { c: { line }, cpp: `constexpr ${type} k${name} = ${text};` };
}

/** A scalar's tensor has no dimensions, and C no empty array. */
function array(identifier: string, name: string, type: 'int' | 'const char*', values: readonly string[]): Setting {
  const listed = `[] = {${values.length === 0 ? '1' : values.join(', ')}};`;
  const constant = type === 'int' ? 'static const int' : 'static const char* const';
  return {
    c: { line: `${constant} ${cName(identifier, name)}${listed}` },
    cpp: `constexpr ${type} k${name}${listed}`,
  };
}

/** Types of quantized inputs and outputs, as C names them, and what they hold. */
export const INTEGERS: ReadonlyMap<
  Tensor['type'],
  { readonly name: string; readonly min: number; readonly max: number }
> = new Map([
  ['INT8', { name: 'int8_t', min: -128, max: 127 }],
  ['UINT8', { name: 'uint8_t', min: 0, max: 255 }],
  ['INT16', { name: 'int16_t', min: -32768, max: 32767 }],
]);

/** Of the only input: the way from a value as the data have it. With the bits that kd-gate's own evaluation has. */
function inputHelper(identifier: string, input: SettingsInput, inputs: readonly NamedTensor[]): Helper[] {
  if (inputs.length !== 1) return [];
  const [{ tensor }] = inputs;
  const own = (name: string) => cName(identifier, name);
  const { real, parameters, passed } = normalising(identifier, input);
  const integerType = INTEGERS.get(tensor.type);
  if (tensor.type === 'FLOAT32') {
    const name = own('NormalizeInput');
    const c = `${valueNote(input)}static inline float ${name}(${parameters}) {\n  return ${real};\n}`;
    return [{ c, cpp: `inline float NormalizeInput(${parameters}) { return ${name}(${passed}); }` }];
  }
  if (integerType === undefined || !affineOf(tensor)) return [];
  const { min, max } = integerType;
  const name = own('QuantizeInput');
  const c = `${valueNote(input)}// Halves away from zero, as TFLM's QUANTIZE rounds.
static inline ${integerType.name} ${name}(${parameters}) {
  const float real = ${real};
  const float quantized = roundf(real / ${own('InputScale')}) + (float)${own('InputZeroPoint')};
  if (!(quantized > ${min}.0f)) return ${min};
  return quantized > ${max}.0f ? ${max} : (${integerType.name})quantized;
}`;
  return [{ c, cpp: `inline ${integerType.name} QuantizeInput(${parameters}) { return ${name}(${passed}); }` }];
}

/** The expression of what the network is fed, and what it needs to know. */
function normalising(identifier: string, { normalisation }: SettingsInput) {
  const [subtract, multiply] = ['NormalizeSubtract', 'NormalizeMultiply'].map((name) => cName(identifier, name));
  const one = { parameters: 'double value', passed: 'value' };
  if (!normalisation) return { ...one, real: '(float)value' };
  if (typeof normalisation.subtract === 'number')
    return { ...one, real: `(float)((value - ${subtract}) * ${multiply})` };
  const at = `[index % ${normalisation.subtract.length}]`;
  const real = `(float)((value - (double)${subtract}${at}) * (double)${multiply}${at})`;
  return { parameters: 'double value, int index', passed: 'value, index', real };
}

/** What `value` is, where it isn't simply a value of the data. */
function valueNote({ normalisation, features }: SettingsInput): string {
  const notes = [
    ...(features === undefined
      ? []
      : [`// value: one of the features (${features.name}, model_features.h), not of the signal.`]),
    ...(normalisation && typeof normalisation.subtract !== 'number'
      ? ['// index: where the value stands in the input, from 0.']
      : []),
  ];
  return notes.map((note) => `${note}\n`).join('');
}
