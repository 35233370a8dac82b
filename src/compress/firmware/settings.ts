// What the sketch needs to know of the model: arena, shapes, scales, labels, and the way of a value into the input.
import { sizeOf } from '../../base/shape.ts';
import type { Model, Tensor } from '../../tflite/model.ts';
import { cDouble, cFloat, cString, guarded, namespaced } from './c-text.ts';

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
  /** kd.yaml's `normalize:`: the network is fed (value - subtract) * multiply. */
  readonly normalisation?: { readonly subtract: number; readonly multiply: number };
}

/** A line for C and one for C++. */
interface Setting {
  /** Inside of `enum { … }`, or a declaration. */
  readonly c: { readonly entry: string } | { readonly line: string };
  readonly cpp: string;
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
  const entries = settings.flatMap(({ c }) => ('entry' in c ? [`  ${c.entry},`] : []));
  const lines = settings.flatMap(({ c }) => ('line' in c ? [c.line] : []));
  const helpers = inputHelper(
    identifier,
    input,
    tensors.filter(({ role }) => role.startsWith('Input')),
  );
  const body = [
    '#include <math.h>\n#include <stddef.h>\n#include <stdint.h>\n',
    `enum {\n${entries.join('\n')}\n};`,
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
  return [
    real(identifier, 'NormalizeSubtract', 'double', cDouble(normalisation.subtract)),
    real(identifier, 'NormalizeMultiply', 'double', cDouble(normalisation.multiply)),
  ];
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

function integer(identifier: string, name: string, value: number, type: 'int' | 'size_t' = 'int'): Setting {
  return { c: { entry: `${cName(identifier, name)} = ${value}` }, cpp: `constexpr ${type} k${name} = ${value};` };
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

/** `TensorArenaBytes` of `digits_model` is `digits_model_tensor_arena_bytes`. */
function cName(identifier: string, name: string): string {
  return `${identifier}${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}

interface Helper {
  readonly c: string;
  readonly cpp: string;
}

const INTEGERS: ReadonlyMap<Tensor['type'], { readonly name: string; readonly min: number; readonly max: number }> =
  new Map([
    ['INT8', { name: 'int8_t', min: -128, max: 127 }],
    ['UINT8', { name: 'uint8_t', min: 0, max: 255 }],
    ['INT16', { name: 'int16_t', min: -32768, max: 32767 }],
  ]);

/** Of the only input: the way from a value as the data have it. With the bits that kd-gate's own evaluation has. */
function inputHelper(identifier: string, { normalisation }: SettingsInput, inputs: readonly NamedTensor[]): Helper[] {
  if (inputs.length !== 1) return [];
  const [{ tensor }] = inputs;
  const own = (name: string) => cName(identifier, name);
  const real = normalisation
    ? `(float)((value - ${own('NormalizeSubtract')}) * ${own('NormalizeMultiply')})`
    : '(float)value';
  const integerType = INTEGERS.get(tensor.type);
  if (tensor.type === 'FLOAT32') {
    const c = `static inline float ${own('NormalizeInput')}(double value) {\n  return ${real};\n}`;
    return [{ c, cpp: `inline float NormalizeInput(double value) { return ${own('NormalizeInput')}(value); }` }];
  }
  if (integerType === undefined || !affineOf(tensor)) return [];
  const { min, max } = integerType;
  const name = own('QuantizeInput');
  const c = `// Halves away from zero, as TFLM's QUANTIZE rounds.
static inline ${integerType.name} ${name}(double value) {
  const float real = ${real};
  const float quantized = roundf(real / ${own('InputScale')}) + (float)${own('InputZeroPoint')};
  if (!(quantized > ${min}.0f)) return ${min};
  return quantized > ${max}.0f ? ${max} : (${integerType.name})quantized;
}`;
  return [{ c, cpp: `inline ${integerType.name} QuantizeInput(double value) { return ${name}(value); }` }];
}
