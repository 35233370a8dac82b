// An ONNX model as far as a teacher needs it (onnx/onnx.proto): its ends, its nodes, the shapes of its weights.
import { reject } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';
import { sizeOf } from '../../base/shape.ts';
import type { OpenShape } from '../engines.ts';
import { eachField, type FieldValue, messageIn, numberIn, numbersIn, textIn } from './fields.ts';

export interface OnnxModel {
  /** Of the standard operators. */
  readonly opset: number;
  readonly nodes: readonly OnnxNode[];
  /** Without the weights, which old files list among them. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** By name: how many values each weight has. */
  readonly weights: ReadonlyMap<string, number>;
}

export interface OnnxNode {
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface OnnxValue {
  readonly name: string;
  /** TensorProto.DataType; 1 is float32. */
  readonly type: number;
  /** Undefined where the file doesn't say. */
  readonly shape?: OpenShape;
}

const MOST_NODES = 50_000;
const MOST_WEIGHTS = 100_000;

/** Leaves the enclosing attempt by `teacher/...`. */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  const nodes: OnnxNode[] = [];
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  const weights = new Map<string, number>();
  let opset = 0;
  const graph = (value: FieldValue) =>
    eachField(messageIn(value), (field, own) => {
      if (field === 1) nodes.push(nodeOf(own));
      else if (field === 5) addWeight(weights, own);
      else if (field === 11) inputs.push(namedValue(own));
      else if (field === 12) outputs.push(namedValue(own));
      if (nodes.length > MOST_NODES || weights.size > MOST_WEIGHTS || inputs.length > MOST_WEIGHTS) tooLarge();
    });
  eachField(bytes, (field, value) => {
    if (field === 7) graph(value);
    else if (field === 8) opset = opsetOf(value) ?? opset;
  });
  if (nodes.length === 0 || outputs.length === 0) {
    reject('teacher/model', 'the teacher is no ONNX model: it has no graph; export it with torch.onnx.export');
  }
  return { opset, nodes, inputs: inputs.filter(({ name }) => !weights.has(name)), outputs, weights };
}

function tooLarge(): never {
  return reject('teacher/model', `the teacher has more than ${MOST_NODES} nodes or ${MOST_WEIGHTS} weights`);
}

function opsetOf(value: FieldValue): number | undefined {
  let [domain, version] = ['', 0];
  eachField(messageIn(value), (field, own) => {
    if (field === 1) domain = textIn(own);
    else if (field === 2) version = numberIn(own);
  });
  return domain === '' || domain === 'ai.onnx' ? version : undefined;
}

function nodeOf(value: FieldValue): OnnxNode {
  const [inputs, outputs]: [string[], string[]] = [[], []];
  let [op, domain] = ['', ''];
  eachField(messageIn(value), (field, own) => {
    if (field === 1) inputs.push(textIn(own));
    else if (field === 2) outputs.push(textIn(own));
    else if (field === 4) op = textIn(own);
    else if (field === 7) domain = textIn(own);
  });
  return { op, domain, inputs, outputs };
}

const EXTERNAL = 1;

function addWeight(weights: Map<string, number>, value: FieldValue): void {
  const dims: number[] = [];
  let [name, location] = ['', 0];
  eachField(messageIn(value), (field, own) => {
    if (field === 1) dims.push(...numbersIn(own));
    else if (field === 8) name = textIn(own);
    else if (field === 14) location = numberIn(own);
    // The list of where its bytes are.
    else if (field === 13) location = EXTERNAL;
  });
  if (location === EXTERNAL) {
    const what = `the teacher's weight ${quote(name)} lies in another file`;
    reject('teacher/weights', `${what}, which is never opened; export with external_data=False`);
  }
  weights.set(name, sizeOf(dims));
}

function namedValue(value: FieldValue): OnnxValue {
  let [name, type] = ['', 0];
  let shape: OpenShape | undefined;
  const tensor = (tensorType: FieldValue) =>
    eachField(messageIn(tensorType), (field, own) => {
      if (field === 1) type = numberIn(own);
      else if (field === 2) shape = shapeOf(own);
    });
  eachField(messageIn(value), (field, own) => {
    if (field === 1) name = textIn(own);
    else if (field === 2) eachField(messageIn(own), (kind, inner) => kind === 1 && tensor(inner));
  });
  return { name, type, ...(shape && { shape }) };
}

/** A dimension with a name, or none, may be anything. */
function shapeOf(value: FieldValue): OpenShape {
  const shape: (number | null)[] = [];
  eachField(messageIn(value), (field, dimension) => {
    if (field !== 1) return;
    let size: number | null = null;
    eachField(messageIn(dimension), (kind, own) => {
      if (kind === 1) size = numberIn(own);
    });
    shape.push(size);
  });
  return shape;
}
