// The layers of a model that TensorFlow.js' layers API is to make: those that it knows, and the activation at the end.
import { reject } from '../../base/problem.ts';
import { excerpt } from '../../base/quote.ts';
import type { Task } from '../../base/task.ts';
import { isList, isObject, type Json, type JsonObject, listOf, objectOf, textOf } from '../../keras/json.ts';
import { entriesOf, isModel, type LayerConfig, layerConfig } from '../../keras/layer-config.ts';
import { type FinalActivation, readsInFront } from '../final-activation.ts';

/** Of @tensorflow/tfjs-layers 4.22; a test compares. */
export const TFJS_LAYERS: readonly string[] = [
  ...['Activation', 'Add', 'AlphaDropout', 'Average', 'AveragePooling1D', 'AveragePooling2D', 'AveragePooling3D'],
  ...['BatchNormalization', 'Bidirectional', 'CategoryEncoding', 'CenterCrop', 'Concatenate', 'Conv1D', 'Conv2D'],
  ...['Conv2DTranspose', 'Conv3D', 'Conv3DTranspose', 'ConvLSTM2D', 'Cropping2D', 'Dense', 'DepthwiseConv2D', 'Dot'],
  ...['Dropout', 'ELU', 'Embedding', 'Flatten', 'GRU', 'GaussianDropout', 'GaussianNoise', 'GlobalAveragePooling1D'],
  ...['GlobalAveragePooling2D', 'GlobalMaxPooling1D', 'GlobalMaxPooling2D', 'InputLayer', 'LSTM'],
  ...['LayerNormalization', 'LeakyReLU', 'Masking', 'MaxPooling1D', 'MaxPooling2D', 'MaxPooling3D', 'Maximum'],
  ...['Minimum', 'Multiply', 'PReLU', 'Permute', 'RNN', 'RandomWidth', 'ReLU', 'RepeatVector', 'Rescaling', 'Reshape'],
  ...['Resizing', 'SeparableConv2D', 'SimpleRNN', 'Softmax', 'SpatialDropout1D', 'ThresholdedReLU', 'TimeDistributed'],
  ...['UpSampling2D', 'ZeroPadding2D'],
];

const KNOWN = new Set(TFJS_LAYERS);

/** Wrappers hold another layer; `Lambda` and classes of a program are code, which is never executed. */
export function checkLayers(model: JsonObject): void {
  for (const entry of entriesOf(model)) checkLayer(entry);
}

function checkLayer(entry: Json): void {
  const layer = layerConfig(entry);
  if (isModel(layer)) {
    checkLayers(objectOf(entry));
    return;
  }
  const { className, name, settings } = layer;
  if (!KNOWN.has(className)) refuse(layer);
  if ((className === 'TimeDistributed' || className === 'Bidirectional') && isObject(settings.layer)) {
    checkLayer({ ...settings.layer, name: name || textOf(settings.layer.name) });
  }
}

function refuse({ className, name, registeredName }: LayerConfig): never {
  const what = `the teacher's layer ${excerpt(name)} is a ${excerpt(className)}`;
  if (className === 'Lambda' || (registeredName !== '' && registeredName !== className)) {
    reject(
      'teacher/layer',
      `${what}, which is code and is never executed; give its answers with teacher: { logits: … }`,
    );
  }
  const advice = 'export it as ONNX, or give its answers with teacher: { logits: … }';
  return reject('teacher/layer', `${what}, which TensorFlow.js does not know; ${advice}`);
}

export interface WithoutActivation {
  readonly model: JsonObject;
  /** Whether it was taken away, so that the model answers with logits. */
  readonly isInFront: boolean;
}

/** The model with its last layer's softmax or sigmoid taken away, where the task's loss adds it. */
export function withoutFinalActivation(model: JsonObject, task: Task): WithoutActivation {
  const entries = entriesOf(model);
  const at = finalIndex(model, entries);
  const entry = entries[at];
  if (entry === undefined) return { model, isInFront: false };
  const layer = layerConfig(entry);
  if (isModel(layer)) {
    const inner = withoutFinalActivation(objectOf(entry), task);
    return { model: withEntry(model, entries, at, inner.model), isInFront: inner.isInFront };
  }
  const activation = activationOf(layer);
  if (!activation || !readsInFront(activation, task, activation)) return { model, isInFront: false };
  const plain = { ...objectOf(entry), ...linear(layer) };
  return { model: withEntry(model, entries, at, plain), isInFront: true };
}

function activationOf({ className, settings }: LayerConfig): FinalActivation | undefined {
  const name = className === 'Softmax' ? 'softmax' : textOf(settings.activation);
  return name === 'softmax' || name === 'sigmoid' ? name : undefined;
}

function linear({ className, settings }: LayerConfig): JsonObject {
  const config = { name: settings.name ?? null, trainable: settings.trainable ?? true, activation: 'linear' };
  if (className === 'Softmax') return { class_name: 'Activation', config };
  return { config: { ...settings, activation: 'linear' } };
}

/** Of a Sequential the last; else the layer of its only output. */
function finalIndex(model: JsonObject, entries: readonly Json[]): number {
  const outputs = listOf(objectOf(model.config).output_layers);
  if (outputs.length === 0) return entries.length - 1;
  const first = isList(outputs[0]) ? outputs[0] : outputs;
  return entries.findIndex((entry) => layerConfig(entry).name === textOf(first[0]));
}

function withEntry(model: JsonObject, entries: readonly Json[], at: number, entry: JsonObject): JsonObject {
  const layers = entries.map((other, i) => (i === at ? entry : other));
  const { config } = model;
  return { ...model, config: isList(config) ? layers : { ...objectOf(config), layers } };
}
